"""Who attended, written from the record and taken into a news item by one press."""

from __future__ import annotations

import pytest
from cms_conferences import CONFERENCE
from cms_conferences.sentence import attendance_sentences
from cms_directory import ORGANISATION, PERSON, POSITION_TITLE

from cms import SYSTEM, Item, current_snapshot, db, richtext, transaction
from cms.accounts.models import Grant, Role
from cms.content import service


pytestmark = pytest.mark.one_database


DAY = "2025-07-15"


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("conferences", "news")


@pytest.fixture
def record(site, make_item):
    """The rows of a conference: a chair, three people of two ranks, words and a group."""
    office = make_item(
        ORGANISATION, title="Quận ủy", type="khac", level="quan", status="published"
    ).id

    def person(name, title, rank, first=None, last=None, status="published"):
        catalogue = make_item(
            POSITION_TITLE, title=title, code=f"c{rank}", rank=rank, status="published"
        )
        post = {"title": title, "title_id": catalogue.id, "organisation_id": office}
        post |= {"display": True, "valid_from": first, "valid_to": last}
        return make_item(PERSON, title=name, positions=[post], status=status).id

    chair = person("Lương Hạ Mây", "Phó Bí thư Quận ủy", 20)
    low = person("Mạc Lan Ân", "Chuyên viên", 90)
    high = person("Lục Văn Ký", "Bí thư Quận ủy", 10, last="2025-07-15")
    late = person("Hứa Ngọc Ánh", "Chánh Văn phòng", 50, first="2025-07-16")
    hidden = person("Trần Kín", "Thủ quỹ", 60, status="draft")
    return {
        "organiser": office,
        "date": DAY,
        "chairs": [chair],
        "attendees": [
            {"kind": "person", "role": "chu_tri", "person_id": chair},
            *(
                {"kind": "person", "role": "dai_bieu", "person_id": one}
                for one in (low, high, late, hidden)
            ),
            {"kind": "person", "role": "dai_bieu", "text": "Người Khách, Giám đốc"},
            {
                "kind": "group",
                "role": "dai_bieu",
                "text": "Đại diện các ban Đảng",
                "count": 12,
            },
        ],
    }


WRITTEN = (
    "Chủ trì hội nghị có đồng chí Lương Hạ Mây, Phó Bí thư Quận ủy. "
    "Về dự hội nghị có đồng chí Lục Văn Ký, Bí thư Quận ủy; "
    "đồng chí Mạc Lan Ân, Chuyên viên; đồng chí Hứa Ngọc Ánh; "
    "đồng chí Người Khách, Giám đốc; đại diện các ban Đảng (12 người)."
)


def test_the_sentence_is_in_protocol_order_with_positions_of_the_day(record, site):
    with site.app.test_request_context():
        assert attendance_sentences(record, "vi") == WRITTEN
        # A day later one post has ended and another has begun.
        later = attendance_sentences({**record, "date": "2025-07-16"}, "vi")
        assert "đồng chí Hứa Ngọc Ánh, Chánh Văn phòng;" in later
        assert "Lục Văn Ký;" in later
        assert attendance_sentences({"date": DAY}, "vi") == ""
        bare = {**record, "chairs": [], "attendees": record["attendees"][:1]}
        assert attendance_sentences(bare, "vi") == WRITTEN.partition(" Về dự")[0]


def test_it_is_taken_into_a_news_item_by_one_press_and_follows_the_record(
    record, make_item, login_as, user
):
    data = {"type": "so_ket", "status": "du_kien", "title": "Sơ kết", **record}
    held = service.create(SYSTEM, CONFERENCE, data)
    article = make_item("news.article", title="Tin", conference=held.id)
    staff = login_as("approver")
    edit = f"/ban-lam-viec/sua/{article.id}"
    assert WRITTEN in staff.get(edit).text
    address, asked = (
        f"/ban-lam-viec/hoi-nghi/cau-du/{article.id}",
        {"conference": held.id},
    )

    def text_of():
        db.session.expire_all()
        return richtext.plain_text(
            current_snapshot(db.session.get(Item, article.id))["body"] or {}
        )

    staff.post(address, data={**asked, "version": 0})
    assert WRITTEN not in text_of()
    staff.post(
        address, data={**asked, "version": db.session.get(Item, article.id).version}
    )
    assert text_of().endswith(WRITTEN)
    assert address not in staff.get(edit).text

    held = db.session.get(Item, held.id)
    rows = record["attendees"][:2]
    service.save(SYSTEM, held.id, {"attendees": rows}, held.version)
    page = staff.get(edit).text
    assert "Về dự hội nghị có đồng chí Mạc Lan Ân, Chuyên viên.<" in page
    other = make_item("news.article", title="Tin khác")
    wrong = f"/ban-lam-viec/hoi-nghi/cau-du/{other.id}"
    asked["version"] = other.version
    assert staff.post(wrong, data=asked).status_code == 404
    assert login_as("reader").post(address).status_code in (403, 404)
    # Who writes news only is offered nothing of a conference that is a draft.
    with transaction() as session:
        rights = ["news.article.read", "news.article.write"]
        writer = user(None)
        role = Role(name="news", title="news", permissions=rights)
        session.add(role)
        writer.grants.append(Grant(role=role))
    assert "Thành phần dự" not in login_as(writer).get(edit).text
