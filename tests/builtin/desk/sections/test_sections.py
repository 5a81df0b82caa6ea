"""Sections: what they set for what is filed under them, their order, merging."""

import pytest
from sqlalchemy import select

from cms.accounts.models import Grant
from cms.builtin.desk.site import section_service as service
from cms.content import service as content
from cms.content.spine.models import Item, Section
from cms.content.spine.queries import current_snapshot, live_revision, sections
from cms.errors import Refused
from cms.extensions import db


@pytest.fixture
def chief(user):
    return user("administrator")


@pytest.fixture
def make(site, chief):
    def make(title, **data):
        given = {
            "title": title,
            "slug": "",
            "position": None,
            "intro": "",
            "default_visibility": "public",
            "review_days": None,
            **data,
        }
        return service.save(chief, None, given, None)

    return make


def test_what_is_new_in_a_section_begins_with_its_visibility(make, paper):
    inside = make("Nội bộ", default_visibility="internal")

    assert paper(section_id=inside.id).visibility == "internal"
    assert paper(section_id=inside.id, visibility="public").visibility == "public"
    assert paper().visibility == "public"


def test_a_section_s_introduction_stands_above_its_first_page(make, client, paper):
    section = make("Hội nghị", intro="Lời <b>dẫn</b>.\n\nĐoạn hai.")
    paper(section_id=section.id, status="published")

    page = client.get("/chuyen-muc/hoi-nghi").text

    assert "<p>Lời &lt;b&gt;dẫn&lt;/b&gt;.</p><p>Đoạn hai.</p>" in page


def test_merging_moves_everything_and_the_old_address_leads_on(
    make, client, paper, chief, user
):
    old, new = make("Cũ"), make("Mới")
    live = paper("Bài", section_id=old.id, status="published")
    first = paper("Nháp", section_id=old.id)
    item = content.save(chief, first.id, {"title": "Nháp hai"}, first.version)
    item = content.save(chief, item.id, {"title": "Nháp ba"}, item.version)
    person = user("reporter", section_id=old.id)

    assert service.merge(chief, old.id, new.id) == 2

    assert db.session.get(Item, live.id).section_id == new.id
    assert live_revision(live.id).data["section_id"] == new.id
    assert current_snapshot(first)["section_id"] == new.id
    held = select(Grant.section_id).where(Grant.user_id == person.id)
    assert list(db.session.scalars(held)) == [new.id]
    answer = client.get("/chuyen-muc/cu")
    assert (answer.status_code, answer.location) == (301, "/chuyen-muc/moi")
    item = db.session.get(Item, first.id, populate_existing=True)
    restored = content.restore(chief, item.id, 1, item.version)
    assert restored.section_id == new.id


def test_a_section_is_not_merged_into_itself(make, chief):
    section = make("Một")

    with pytest.raises(Refused):
        service.merge(chief, section.id, section.id)


def test_renaming_leads_the_old_address_on(make, client, chief, paper):
    section = make("Một")
    paper(section_id=section.id, status="published")
    data = {
        "title": "Hai", "slug": "", "position": 1, "intro": "",
        "default_visibility": "public", "review_days": 3,
    }  # fmt: skip
    service.save(chief, section, data, section.version)

    assert client.get("/chuyen-muc/mot").location == "/chuyen-muc/hai"


def test_sections_are_moved_up_and_down(make, chief):
    one, _two, three = make("Một"), make("Hai"), make("Ba")
    order = [section.title for section in sections()]

    service.move(chief, three.id, -1)
    service.move(chief, three.id, -1)
    service.move(chief, three.id, -1)

    assert sections()[0].title == "Ba"
    assert sorted(order) == sorted(section.title for section in sections())
    service.move(chief, one.id, 1)


def test_the_page_merges_and_orders(login_as, make, paper):
    old, new = make("Cũ"), make("Mới")
    paper(section_id=old.id)
    desk = login_as("administrator")

    moved = desk.post(f"/ban-lam-viec/chuyen-muc/{new.id}/cho", data={"step": "-1"})
    merged = desk.post(f"/ban-lam-viec/chuyen-muc/{old.id}/gop", data={"into": new.id})

    assert (moved.status_code, merged.status_code) == (303, 303)
    left = list(db.session.scalars(select(Section.title)))
    assert left == ["Mới"]
    assert login_as("approver").get("/ban-lam-viec/chuyen-muc/").status_code == 403
