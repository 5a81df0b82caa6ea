"""Acts on several items: whole or not at all, reported item by item, taken back."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from cms.accounts.permissions import ANONYMOUS
from cms.builtin.desk import undo
from cms.builtin.desk.lists import bulk_actions
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item, ItemRelation, Section
from cms.content.spine.queries import current_snapshot, live_revision, with_details
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db
from cms.features.tags import ItemTag, Tag, actions as tags


STATES = ("draft", "submitted", "approved", "published", "archived")


def state(item_id):
    """What staff and readers can tell of an item."""
    item = db.session.get(Item, item_id, populate_existing=True)
    live = live_revision(item.id)
    detail = with_details([item]).get(item.id)
    words = select(Tag.slug).join(ItemTag).where(ItemTag.item_id == item.id)
    links = select(ItemRelation.target_id).where(ItemRelation.source_id == item.id)
    seen = select(Item.id).where(Item.id == item.id, access.visible(ANONYMOUS))
    return {
        "row": [
            getattr(item, name)
            for name in (*undo.WORDS, *undo.TIMES, "path", "visibility", "section_id")
        ],
        "snapshot": current_snapshot(item),
        "live": live and live.data,
        "detail": detail and (detail.body, detail.tags),
        "tags": sorted(db.session.scalars(words)),
        "links": sorted(db.session.scalars(links)),
        "public": db.session.scalar(seen) is not None,
    }


def chosen(ids):
    rows = db.session.execute(select(Item.id, Item.version).where(Item.id.in_(ids)))
    return [(row.id, row.version) for row in rows]


@pytest.fixture
def sections(site):
    with transaction() as session:
        session.add_all([Section(slug="a", title="A"), Section(slug="b", title="B")])
    return list(db.session.scalars(select(Section.id).order_by(Section.slug)))


@pytest.fixture
def chief(user):
    return user("administrator")


def values(name, sections):
    return {
        "schedule": utcnow() + dt.timedelta(days=1),
        "section": sections[1],
        "visibility": "internal",
        "tag": "Kiểm tra, Giám sát",
        "untag": "kiem tra",
    }.get(name)


MOVES = [act.name for act in (*bulk_actions.ACTIONS, *tags.ACTIONS) if act.undoable]


@given(data=st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_taking_acts_back_one_by_one_leaves_what_was_before(
    data, paper, chief, sections
):
    target = paper("Đích")
    states = data.draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=2))
    ids = [
        paper(
            f"Bài {number}",
            status=one,
            tags=["kiểm tra"],
            sources=[target.id],
            section_id=sections[0],
        ).id
        for number, one in enumerate(states)
    ]
    if data.draw(st.booleans()):
        item = db.session.get_one(Item, ids[0])
        service.save(chief, item.id, {"title": "Đang sửa"}, item.version)
    before = {key: state(key) for key in ids}
    steps = []
    names = data.draw(st.lists(st.sampled_from(MOVES), min_size=1, max_size=4))
    for name in names:
        record = bulk_actions.run(chief, name, chosen(ids), values(name, sections))
        assert len(record.steps) + len(record.failed) == len(ids)
        steps.append((record.id, {key: state(key) for key in ids}))

    for position, (record_id, _after) in reversed(list(enumerate(steps))):
        back = undo.revert(chief, record_id)
        assert back.failed == []
        now = {key: state(key) for key in ids}
        assert now == (steps[position - 1][1] if position else before)


def test_what_cannot_be_done_is_reported_and_the_rest_is_done(paper, chief):
    ready, empty = paper("Xong"), paper("", body=None)
    gone = paper("Mất")
    service.trash(chief, gone.id, gone.version)
    wanted = chosen([ready.id, empty.id, gone.id])

    record = bulk_actions.run(chief, "submit", wanted)

    assert [step["id"] for step in record.steps] == [ready.id]
    assert {one["id"] for one in record.failed} == {empty.id, gone.id}
    assert all(one["reason"] for one in record.failed)
    assert state(empty.id)["row"][1] == "draft"


def test_a_version_that_somebody_has_moved_is_left_alone(paper, chief, user):
    item = paper("Chung")
    old = chosen([item.id])
    service.save(user("reporter"), item.id, {"title": "Khác"}, item.version)

    record = bulk_actions.run(chief, "trash", old)

    assert record.steps == []
    assert db.session.get_one(Item, item.id).deleted_at is None


def test_undo_leaves_alone_what_somebody_has_changed_since(paper, chief, user):
    kept, moved = paper("Còn"), paper("Đã đổi")
    record = bulk_actions.run(chief, "submit", chosen([kept.id, moved.id]))
    item = db.session.get_one(Item, moved.id)
    service.take_back(user("reporter"), item.id, item.version)

    back = undo.revert(chief, record.id)

    assert [one["id"] for one in back.steps] == [kept.id]
    assert [one["id"] for one in back.failed] == [moved.id]


def test_nobody_takes_back_what_another_did_and_nothing_twice(paper, chief, user):
    record = bulk_actions.run(chief, "trash", chosen([paper().id]))

    with pytest.raises(NotFound):
        undo.revert(user("administrator"), record.id)
    undo.revert(chief, record.id)
    with pytest.raises(NotFound):
        undo.revert(chief, record.id)


def test_a_reporter_cannot_do_in_bulk_what_he_cannot_do_to_one(paper, user):
    reporter = user("reporter")
    item = paper("Nháp", actor=reporter)
    live = paper("Đã đăng", status="published")

    published = bulk_actions.run(reporter, "publish", chosen([item.id]))
    trashed = bulk_actions.run(reporter, "trash", chosen([live.id]))
    hidden = bulk_actions.run(reporter, "visibility", chosen([live.id]), "internal")

    assert published.steps == []
    assert trashed.steps == []
    assert len(hidden.steps) == 1
    assert state(live.id)["public"]  # his change waits for review


def test_those_who_publish_move_a_live_page_at_once(paper, chief, sections):
    item = paper("Đã đăng", status="published")

    bulk_actions.run(chief, "section", chosen([item.id]), sections[1])

    assert db.session.get_one(Item, item.id).section_id == sections[1]
    assert live_revision(item.id).data["section_id"] == sections[1]


def test_only_some_may_delete_for_good_and_only_from_the_trash(paper, chief, user):
    item = paper("Bỏ")
    assert bulk_actions.run(chief, "purge", chosen([item.id])).steps == []
    service.trash(chief, item.id, item.version)

    assert bulk_actions.run(user("approver"), "purge", chosen([item.id])).steps == []
    record = bulk_actions.run(chief, "purge", chosen([item.id]))

    assert len(record.steps) == 1
    assert not bulk_actions.is_undoable(record)
    assert db.session.get(Item, item.id) is None
