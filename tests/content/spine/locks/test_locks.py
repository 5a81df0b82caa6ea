"""A lock keeps everybody else from changing an item, and ends in good time."""

import datetime as dt

import pytest

from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.desk.lists import bulk_actions
from cms.builtin.desk.queries import entries_of
from cms.content import service
from cms.content.publishing.schedule import publish_due
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import locks
from cms.content.spine.queries import current_snapshot
from cms.database.base import utcnow
from cms.errors import Forbidden, NotFound, Refused


@pytest.fixture
def held(paper, user):
    """A submitted item that its author holds, and an approver who does not."""
    holder, other = user("approver", name="Trần Giữ"), user("approver")
    item = paper(title="Bài bị khóa", status="published")
    locks.take(holder, item.id, "đang đối chiếu số liệu")
    return item, holder, other


CHANGES = {
    "save": lambda who, item: service.save(
        who, item.id, {"title": "Khác"}, item.version
    ),
    "merged save": lambda who, item: service.save_merged(
        who, item.id, {"title": "Khác"}, Snapshot.of(item).marks()
    ),
    "archive": lambda who, item: service.archive(who, item.id, item.version),
    "archive by an import": lambda who, item: service.archive(who, item.id, None),
    "restore": lambda who, item: service.restore(who, item.id, 1, item.version),
    "trash": lambda who, item: service.trash(who, item.id, item.version),
    "address": lambda who, item: service.save(
        who, item.id, {"slug": "cho-khac"}, item.version
    ),
    "time": lambda who, item: service.propose(
        who, item.id, item.version, utcnow() + dt.timedelta(days=1)
    ),
    "readers": lambda who, item: set_readers(who, item.id, [who.id]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_else_can_change_what_is_held(held, name):
    item, _holder, other = held
    before = (item.version, current_snapshot(item), item.status)

    with pytest.raises(Refused) as caught:
        CHANGES[name](other, item)

    assert "Trần Giữ" in str(caught.value)
    assert "đang đối chiếu số liệu" in str(caught.value)
    assert (item.version, current_snapshot(item), item.status) == before


@pytest.mark.parametrize("name", CHANGES)
def test_its_holder_can(held, name):
    item, holder, _other = held

    CHANGES[name](holder, item)


def test_an_act_on_several_items_leaves_a_held_one_out(held, paper):
    item, _holder, other = held
    free = paper(title="Bài khác", status="published")

    chosen = [(item.id, item.version), (free.id, free.version)]
    record = bulk_actions.run(other, "archive", chosen)

    assert [step["id"] for step in record.steps] == [free.id]
    assert "Trần Giữ" in record.failed[0]["reason"]


def test_a_second_person_cannot_take_the_lock_but_may_take_it_over(held, user):
    item, holder, other = held
    with pytest.raises(Refused):
        locks.take(other, item.id)
    with pytest.raises(Refused):
        locks.release(other, item.id)
    with pytest.raises(Forbidden):
        locks.take_over(user("reporter"), item.id)

    locks.take_over(other, item.id)

    assert locks.held(item.id).user_id == other.id
    with pytest.raises(Refused):
        service.save(holder, item.id, {"title": "Vẫn của tôi"}, item.version)


def test_a_release_lets_others_work_again(held):
    item, holder, other = held

    locks.release(holder, item.id)

    assert service.save(other, item.id, {"title": "Khác"}, item.version)


def test_taking_releasing_and_taking_over_are_written_down(held):
    item, holder, other = held
    locks.take_over(other, item.id)
    locks.release(other, item.id)

    written = [(one.action, one.actor_name) for one in entries_of(item.id)]
    assert ("item.lock", holder.username) in written
    assert ("item.take_over", other.username) in written
    assert ("item.unlock", other.username) in written


def test_a_lock_ends_when_its_holder_is_away_for_eight_hours(held):
    item, holder, other = held
    later = utcnow() + locks.AWAY - dt.timedelta(minutes=1)
    locks.seen(holder, item.id, later)

    assert locks.held(item.id, later + locks.AWAY - dt.timedelta(minutes=1))
    assert locks.held(item.id, later + locks.AWAY) is None
    locks.seen(other, item.id, later + locks.AWAY - dt.timedelta(minutes=1))
    assert locks.held(item.id, later + locks.AWAY) is None


def test_sending_to_review_releases(paper, user):
    writer = user("reporter")
    item = paper(title="Bài", actor=writer)
    locks.take(writer, item.id)
    service.submit(writer, item.id, item.version)

    assert locks.held(item.id) is None


def test_what_was_scheduled_goes_out_although_it_is_held(paper, user):
    item = paper(title="Bài", status="submitted")
    when = utcnow() + dt.timedelta(hours=1)
    item = service.schedule(user("approver"), item.id, item.version, when)
    locks.take(user("approver"), item.id)

    assert publish_due(when) == 1
    assert item.status == "published"


def test_a_lock_cannot_be_asked_for_what_one_may_not_know_of(paper, user):
    item = paper(title="Bài")

    with pytest.raises(NotFound):
        locks.take(user(None), item.id)
