"""From draft to the public: review, four eyes, schedules, archives."""

import datetime as dt

import pytest
from sqlalchemy import select

from cms.accounts.permissions import ANONYMOUS
from cms.builtin.related_items import related
from cms.content import service
from cms.content.revisions.trash import empty_trash
from cms.content.spine import access
from cms.content.spine.models import Item, ItemRelation
from cms.content.spine.queries import history, live_revision, with_details
from cms.database.base import utcnow
from cms.errors import Refused
from cms.extensions import db


def is_public(item):
    query = select(Item.id).where(Item.id == item.id, access.visible(ANONYMOUS))
    return db.session.scalar(query) is not None


@pytest.fixture
def writer(user):
    return user("reporter")


@pytest.fixture
def approver(user):
    return user("approver")


@pytest.fixture
def draft(make_item, writer, document):
    return make_item("toy.note", title="Tin", body=document("Nội dung."), actor=writer)


def test_the_whole_way_of_an_item(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)
    item = service.approve(approver, item.id, item.version)
    item = service.publish(approver, item.id, item.version)

    assert (item.status, item.stage) == ("published", None)
    assert is_public(item)
    assert with_details([item])[item.id].body is not None


def test_an_incomplete_draft_is_not_sent_and_every_field_is_named(make_item, writer):
    item = make_item("toy.note", title="", actor=writer)

    with pytest.raises(Refused) as refusal:
        service.submit(writer, item.id, item.version)

    assert {problem.field for problem in refusal.value.problems} == {"title", "body"}


def test_nobody_publishes_what_he_edited_last(make_item, approver, document):
    item = make_item("toy.note", body=document("a"), actor=approver)

    with pytest.raises(Refused):
        service.publish(approver, item.id, item.version)

    assert not is_public(item)


def test_an_edit_after_approval_undoes_the_approval(draft, writer, approver, user):
    item = service.submit(writer, draft.id, draft.version)
    item = service.approve(approver, item.id, item.version)
    item = service.save(approver, item.id, {"title": "Sửa"}, item.version)

    assert item.stage == "submitted"
    with pytest.raises(Refused):
        service.publish(approver, item.id, item.version)

    item = service.publish(user("approver"), item.id, item.version)
    assert item.title == "Sửa"


def test_a_writer_takes_back_before_editing_again(draft, writer):
    item = service.submit(writer, draft.id, draft.version)

    with pytest.raises(Refused):
        service.save(writer, item.id, {"title": "x"}, item.version)

    item = service.take_back(writer, item.id, item.version)
    assert service.save(writer, item.id, {"title": "x"}, item.version).title == "x"


def test_a_return_needs_a_reason_and_keeps_it(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)

    with pytest.raises(Refused):
        service.send_back(approver, item.id, item.version, " ")
    item = service.send_back(approver, item.id, item.version, "Thiếu ảnh.")

    assert item.stage == "draft"
    assert "Thiếu ảnh." in [revision.note for revision in history(item.id)]


def test_changes_of_a_live_item_stay_hidden_until_published(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)
    item = service.publish(approver, item.id, item.version)

    item = service.save(writer, item.id, {"title": "Mới"}, item.version)

    assert item.title == "Tin"
    assert item.stage == "draft"
    item = service.submit(writer, item.id, item.version)
    assert service.publish(approver, item.id, item.version).title == "Mới"


def test_setting_changes_aside_leaves_the_live_version(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)
    item = service.publish(approver, item.id, item.version)
    item = service.save(writer, item.id, {"title": "Mới"}, item.version)

    item = service.discard(writer, item.id, item.version)

    assert (item.status, item.stage) == ("published", None)
    assert live_revision(item.id).data["title"] == "Tin"


def test_a_schedule_publishes_once_when_its_time_has_come(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)
    due = utcnow() + dt.timedelta(hours=1)
    item = service.schedule(approver, item.id, item.version, due)

    assert service.publish_due(due - dt.timedelta(seconds=1)) == 0
    assert not is_public(item)
    assert service.publish_due(due) == 1
    assert service.publish_due(due) == 0
    assert db.session.get(Item, item.id).status == "published"


def test_a_time_that_has_passed_is_refused(draft, writer, approver):
    item = service.submit(writer, draft.id, draft.version)

    with pytest.raises(Refused):
        service.schedule(approver, item.id, item.version, utcnow())


def test_readers_lose_an_expired_item_at_the_very_moment(make_item, document):
    end = utcnow() + dt.timedelta(hours=1)
    item = make_item(
        "toy.note", body=document("a"), expires_at=end.isoformat(), status="published"
    )

    def seen(now):
        query = select(Item.id).where(access.visible(ANONYMOUS, now=now))
        return item.id in list(db.session.scalars(query))

    assert seen(end - dt.timedelta(seconds=1))
    assert not seen(end)
    assert service.expire_due(end) == 1
    assert db.session.get(Item, item.id).status == "archived"


def test_an_archived_item_leaves_the_lists_and_keeps_its_page(make_item, document):
    item = make_item("toy.note", body=document("a"), status="archived")
    query = select(Item.id).where(access.visible(ANONYMOUS, archived=True))

    assert not is_public(item)
    assert item.id in list(db.session.scalars(query))


def test_links_are_seen_from_both_sides(make_item, document):
    source = make_item(
        "toy.note", title="Nguồn", body=document("a"), status="published"
    )
    item = make_item(
        "toy.note",
        title="Trích",
        body=document("b"),
        sources=[source.id],
        witnesses=[{"who": source.id, "role": "chủ trì"}],
        status="published",
    )

    here = related(item, access.visible(ANONYMOUS))
    there = related(source, access.visible(ANONYMOUS))

    assert [(group.label, group.entries) for group in here] == [
        ("Sources", [(source, None)]),
        ("Witnesses", [(source, "chủ trì")]),
    ]
    assert [group.label for group in there] == ["Cited by", "Witness of"]


def test_a_link_to_a_draft_is_not_shown_to_readers(make_item, document):
    hidden = make_item("toy.note", title="Chưa đăng")
    item = make_item(
        "toy.note", body=document("b"), sources=[hidden.id], status="published"
    )

    assert related(item, access.visible(ANONYMOUS)) == []


def test_rows_become_rows_of_the_detail(make_item, document):
    item = make_item(
        "toy.note",
        body=document("b"),
        witnesses=[{"role": "một"}, {"role": "hai"}],
        status="published",
    )

    assert [row.role for row in with_details([item])[item.id].witnesses] == [
        "một",
        "hai",
    ]


def test_the_trash_is_emptied_after_thirty_days(draft, writer):
    service.trash(writer, draft.id, draft.version)

    assert empty_trash(utcnow() + dt.timedelta(days=29)) == 0
    assert empty_trash(utcnow() + dt.timedelta(days=31)) == 1
    assert db.session.scalar(select(ItemRelation.id)) is None
