"""What points to an item is found, and all of it can be led to another one."""

import pytest
from sqlalchemy import select

from cms.builtin.desk.item.pointers import points_here, replace_everywhere
from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.related_items import related
from cms.content import service
from cms.content.spine import locks
from cms.content.spine.models import Item, ItemReader, ItemRelation
from cms.content.spine.queries import current_snapshot, live_revision
from cms.errors import Conflict, Refused
from cms.extensions import db


@pytest.fixture
def chief(user):
    return user("administrator")


def linking(target, words="xem"):
    """A text with a link to an item."""
    mark = {"type": "link", "attrs": {"itemId": target.id}}
    text = {"type": "text", "text": words, "marks": [mark]}
    return {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}


def fresh(item):
    return db.session.get(Item, item.id, populate_existing=True)


@pytest.fixture
def pointed(paper, make_item, chief):
    """An item with every kind of pointer: list, row, text, memo, an open change."""
    target = paper("Đích", status="published")
    by_list = paper("Dẫn nguồn", sources=[target.id], status="published")
    by_row = paper("Có khách", guests=[{"who": target.id, "role": "Khách"}])
    by_text = paper("Trong bài", body=linking(target), status="published")
    memo = make_item("papers.memo", title="Phiếu", about=target.id)
    opened = paper("Đang sửa", status="published")
    item = fresh(opened)
    service.save(chief, item.id, {"sources": [target.id]}, item.version)
    return target, [by_list, by_row, by_text, memo, opened]


def test_everything_that_points_here_is_found_with_its_place(pointed, chief):
    target, holders = pointed

    usage = points_here(fresh(target), chief)

    places = {one.item.title: one.places for one in usage.pointers}
    assert set(places) == {item.title for item in map(fresh, holders)}
    assert places["Trong bài"] == ("Nội dung",)
    assert places["Có khách"] == ("Khách",)


def test_places_that_one_may_not_see_are_neither_named_nor_counted(paper, user, chief):
    target = paper("Đích")
    paper("Riêng", sources=[target.id], visibility="limited", actor=chief)

    usage = points_here(fresh(target), user("reporter"))

    assert usage.pointers == ()


def test_nothing_is_replaced_while_somebody_keeps_one_of_the_places(
    pointed, paper, chief, user
):
    target, holders = pointed
    other = paper("Thay", status="published")
    locks.take(user("approver", name="Trần Giữ"), holders[-1].id)

    with pytest.raises(Refused, match=f"“{holders[-1].title}”: Trần Giữ"):
        replace_everywhere(chief, target.id, other.id, fresh(target).version)

    assert len(points_here(fresh(target), chief).pointers) == len(holders)


def test_replacing_reaches_every_place_live_and_open_at_once(pointed, paper, chief):
    target, holders = pointed
    other = paper("Thay", status="published")

    number = replace_everywhere(
        chief, target.id, other.id, fresh(target).version, then_trash=True
    )

    assert number == len(holders)
    assert len(points_here(fresh(other), chief).pointers) == len(holders)
    assert points_here(fresh(target), chief).pointers == ()
    by_list, by_row, by_text, memo, opened = map(fresh, holders)
    assert live_revision(by_list.id).data["sources"] == [other.id]
    assert current_snapshot(by_row)["guests"][0]["who"] == other.id
    assert live_revision(by_text.id).data["body"] == linking(other)
    assert current_snapshot(memo)["about"] == other.id
    assert current_snapshot(opened)["sources"] == [other.id]
    assert live_revision(opened.id).data["sources"] == []
    rows = select(ItemRelation.source_id).where(ItemRelation.target_id == other.id)
    assert set(db.session.scalars(rows)) == {by_list.id, by_row.id, memo.id}
    assert fresh(target).deleted_at is not None


def test_when_one_place_cannot_change_none_does(pointed, paper, make_item, user, chief):
    target, holders = pointed
    memo = make_item("papers.memo", title="Khác loại")
    before = [current_snapshot(item) for item in holders]

    with pytest.raises(Refused):
        replace_everywhere(chief, target.id, memo.id, fresh(target).version)
    with pytest.raises(Refused) as refusal:  # live pages are not a reporter's to change
        replace_everywhere(
            user("reporter"), target.id, paper("Thay").id, fresh(target).version
        )
    with pytest.raises(Refused):
        replace_everywhere(chief, target.id, target.id, fresh(target).version)
    with pytest.raises(Conflict):
        replace_everywhere(chief, target.id, paper("Thay").id, -1)

    assert "Dẫn nguồn" in str([one.message for one in refusal.value.problems])
    assert [current_snapshot(item) for item in holders] == before


def test_the_page_shows_what_points_here_and_replaces_it(pointed, paper, login_as):
    target, _holders = pointed
    other = paper("Thay", status="published")
    desk = login_as("administrator")
    edit = f"/ban-lam-viec/sua/{target.id}"

    assert f"{edit}/lien-ket" in desk.get(edit).text
    page = desk.get(f"{edit}/lien-ket").text
    assert "Dẫn nguồn" in page
    answer = desk.post(
        f"{edit}/thay-moi-noi",
        data={"other": other.id, "version": fresh(target).version, "trash": "1"},
    )

    assert answer.status_code == 303
    assert fresh(target).deleted_at is not None


def test_an_item_comes_back_from_the_trash_with_all_that_belongs_to_it(
    paper, chief, user, client
):
    cited = paper("Được dẫn", status="published")
    item = paper(
        "Hội nghị",
        sources=[cited.id],
        guests=[{"who": cited.id, "role": "Chủ trì"}],
        tags=["sơ kết"],
        status="published",
    )
    citing = paper("Dẫn lại", sources=[item.id], status="published")
    set_readers(chief, item.id, [user("reader").id])
    readers = select(ItemReader.user_id).where(ItemReader.item_id == item.id)

    def everything():
        found = fresh(item)
        groups = {
            one.name: len(one) for one in related(found, Item.deleted_at.is_(None))
        }
        return (
            groups,
            found.path,
            found.slug,
            list(db.session.scalars(readers)),
            client.get(found.path).status_code,
            client.get("/the/so-ket").status_code,
            "Hội nghị" in client.get(citing.path).text,
        )

    before = everything()
    assert before[4:] == (200, 200, True)
    service.trash(chief, item.id, fresh(item).version)
    assert client.get(item.path).status_code == 404
    taken = paper("Hội nghị", status="published")
    assert taken.path != item.path

    service.untrash(chief, item.id)

    assert everything() == before
