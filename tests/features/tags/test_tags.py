"""Keywords: one however they are typed; renamed, merged and parted everywhere."""

import pytest
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine import locks
from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot, history, live_revision
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.features.tags import ItemTag, Tag, service as keywords, suggestions


@pytest.fixture
def chief(user):
    return user("administrator")


def tag(slug):
    return db.session.scalar(select(Tag).where(Tag.slug == slug))


def slugs(item):
    query = select(Tag.slug).join(ItemTag).where(ItemTag.item_id == item.id)
    return set(db.session.scalars(query))


def test_a_keyword_is_one_however_it_is_typed_and_keeps_its_first_spelling(paper):
    one = paper(tags=["Kiểm tra"])
    two = paper(tags=["KIEM TRA", "kiểm tra"])

    assert slugs(one) == slugs(two) == {"kiem-tra"}
    assert tag("kiem-tra").name == "Kiểm tra"


def test_saving_again_drops_the_rows_of_keywords_that_are_gone(paper, chief):
    item = paper(tags=["a", "b"])
    service.save(chief, item.id, {"tags": ["b", "..."]}, item.version)

    assert slugs(item) == {"b"}


def test_a_draft_over_a_live_page_does_not_change_what_readers_find(paper, chief):
    item = paper(tags=["cũ"], status="published")
    service.save(chief, item.id, {"tags": ["mới"]}, item.version)

    assert slugs(item) == {"cu"}


def test_merging_reaches_live_pages_open_changes_and_rows_once(paper, chief):
    live = paper(tags=["Kiểm tra", "Thanh tra", "khác"], status="published")
    draft = paper(tags=["thanh tra"])
    item = db.session.get(Item, live.id)
    service.save(chief, item.id, {"title": "Đang sửa"}, item.version)

    keywords.merge(chief, [tag("thanh-tra").id], tag("kiem-tra").id)

    assert live_revision(live.id).data["tags"] == ["Kiểm tra", "khác"]
    assert current_snapshot(live)["tags"] == ["Kiểm tra", "khác"]
    assert current_snapshot(live)["title"] == "Đang sửa"
    assert current_snapshot(draft)["tags"] == ["Kiểm tra"]
    assert slugs(live) == {"kiem-tra", "khac"}
    assert slugs(draft) == {"kiem-tra"}
    assert tag("thanh-tra") is None
    assert len(history(live.id)) > 2


def test_a_merge_taken_back_leaves_what_was_before_except_what_moved_on(paper, chief):
    kept, moved = paper(tags=["Thanh tra", "x"], status="published"), paper(tags=["x"])
    target, other = tag("x"), tag("thanh-tra")
    record = keywords.merge(chief, [target.id], other.id)
    item = db.session.get(Item, moved.id)
    service.save(chief, item.id, {"title": "Khác"}, item.version)

    back = keywords.undo_merge(chief, record.id)

    assert slugs(kept) == {"thanh-tra", "x"}
    assert live_revision(kept.id).data["tags"] == ["Thanh tra", "x"]
    assert [one["id"] for one in back.failed] == [moved.id]
    assert current_snapshot(moved)["tags"] == ["Thanh tra"]
    assert tag("x") is not None


def test_an_item_that_somebody_keeps_stays_out_of_the_way_back(paper, chief, user):
    item = paper(tags=["x"])
    other = paper(tags=["Thanh tra"])
    record = keywords.merge(chief, [tag("x").id], tag("thanh-tra").id)
    locks.take(user("approver", name="Trần Giữ"), item.id)

    back = keywords.undo_merge(chief, record.id)

    assert [one["id"] for one in back.failed] == [item.id]
    assert "Trần Giữ" in back.failed[0]["reason"]
    assert current_snapshot(item)["tags"] == current_snapshot(other)["tags"]


def test_old_addresses_of_keywords_lead_to_the_one_that_stays(client, paper, chief):
    paper(tags=["Một", "Hai"], status="published")
    keywords.merge(chief, [tag("mot").id], tag("hai").id)
    keywords.rename(chief, tag("hai").id, None, "Hai mươi")

    assert client.get("/the/hai-muoi").status_code == 200
    for old in ("/the/mot", "/the/hai"):
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, "/the/hai-muoi")


def test_a_new_name_goes_into_the_items_and_a_taken_one_is_refused(paper, chief):
    item = paper(tags=["Cũ", "Kia"])
    keywords.rename(chief, tag("cu").id, None, "Mới")

    assert current_snapshot(item)["tags"] == ["Mới", "Kia"]
    with pytest.raises(Refused):
        keywords.rename(chief, tag("moi").id, None, "kia")


def test_only_unused_keywords_are_deleted(paper, chief):
    item = paper(tags=["dùng", "bỏ"])
    service.save(chief, item.id, {"tags": ["dùng"]}, item.version)

    number = keywords.remove_unused(chief, [tag("dung").id, tag("bo").id])

    assert number == 1
    assert tag("dung") is not None


def test_only_those_who_manage_keywords_merge_them(paper, user):
    paper(tags=["a", "b"])

    with pytest.raises(Forbidden):
        keywords.merge(user("approver"), [tag("a").id], tag("b").id)


def test_the_public_page_lists_only_what_its_reader_may_see(client, paper):
    paper("Ai cũng thấy", tags=["chung"], status="published")
    paper("Nội bộ", tags=["chung"], status="published", visibility="internal")
    paper("Nháp", tags=["chung", "kín"])

    page = client.get("/the/chung").text

    assert "Ai cũng thấy" in page
    assert "Nội bộ" not in page
    assert "Nháp" not in page
    assert client.get("/the/kin").status_code == 404


def test_the_site_map_names_keywords_with_something_to_read(client, paper):
    paper(tags=["chung"], status="published")
    paper(tags=["kín"])

    found = client.get("/sitemap.xml").text

    assert "/the/chung<" in found
    assert "/the/kin<" not in found


def test_suggestions_begin_with_what_was_typed_without_accents(paper):
    paper(tags=["Kiểm tra", "Tự kiểm tra", "Khác"])

    assert suggestions("kiem", SYSTEM) == ["Kiểm tra", "Tự kiểm tra"]


def test_the_page_of_keywords_merges_and_offers_the_way_back(login_as, paper):
    paper(tags=["Một", "Hai"])
    desk = login_as("administrator")
    chosen = {"tag": [tag("mot").id, tag("hai").id], "into": tag("hai").id}

    answer = desk.post("/ban-lam-viec/the/gop", data={**chosen, "act": "merge"})
    page = desk.get(answer.location)

    assert "/ban-lam-viec/hoan-tac/" in page.text
    assert tag("mot") is None
    assert login_as("approver").get("/ban-lam-viec/the/").status_code == 403
