"""Records: saved is valid at once, kept whole, taken back; what belongs to an item."""

import datetime as dt

import pytest
from sqlalchemy import select

from cms.accounts.permissions import ANONYMOUS, SYSTEM
from cms.builtin.desk import undo
from cms.builtin.desk.item.child_service import reorder
from cms.builtin.desk.item.corrections import correct
from cms.builtin.desk.queries import entries_of
from cms.builtin.pages.children import children_of
from cms.content import service
from cms.content.revisions.merging import FieldConflict
from cms.content.revisions.snapshot import Snapshot
from cms.content.revisions.trash import purge
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import history
from cms.content.spine.workflow import TRANSITIONS
from cms.contributions import ContentType
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Refused
from cms.extensions import db
from cms.search import search


def fresh(item):
    db.session.expire_all()
    return db.session.get(Item, item.id)


def found(words):
    page = search(words, criterion=access.visible(ANONYMOUS))
    return {hit.item.id for hit in page.hits}


def test_a_record_is_public_as_soon_as_it_is_saved(meeting, task, client):
    one = task(meeting(), text="Kiểm tra kho lưu trữ")

    assert (one.status, one.stage) == ("published", None)
    assert "Kiểm tra kho lưu trữ" in client.get(one.path).text
    assert found("kho lưu trữ") == {one.id}


def test_an_incomplete_record_is_refused_and_leaves_nothing(meeting, task):
    parent = meeting()

    with pytest.raises(Refused) as refused:
        task(parent, text="")

    assert {problem.field for problem in refused.value.problems} == {"text"}
    query = select(Item).where(Item.type == "toy.task")
    assert db.session.scalars(query).all() == []


def test_each_save_is_one_more_version_and_leaves_the_parent_alone(meeting, task):
    parent = meeting()
    one = task(parent)
    before = fresh(parent).version, len(history(parent.id))

    one = service.save(SYSTEM, one.id, {"done": True}, one.version)
    same = service.save(SYSTEM, one.id, {"done": True}, one.version)

    assert [row.state for row in history(one.id)] == ["published", "published"]
    assert same.version == one.version
    assert (fresh(parent).version, len(history(parent.id))) == before
    actions = {entry.action for entry in entries_of(one.id, 10)}
    assert {"item.create", "item.save"} <= actions


def test_an_old_version_comes_back_as_the_valid_one(meeting, task):
    one = task(meeting(), text="Trước")
    one = service.save(SYSTEM, one.id, {"text": "Sau"}, one.version)

    service.restore(SYSTEM, one.id, 1, one.version)

    assert Snapshot.of(fresh(one))["text"] == "Trước"
    assert fresh(one).title == "Trước"
    assert len(history(one.id)) == 3


def test_a_record_is_not_saved_over_a_newer_version(meeting, task):
    one = task(meeting())
    old = one.version
    service.save(SYSTEM, one.id, {"done": True}, old)

    with pytest.raises(Conflict):
        service.save(SYSTEM, one.id, {"owner": "Tổ 2"}, old)


def test_two_who_change_different_fields_both_have_their_way(meeting, task):
    one = task(meeting())
    base = Snapshot.of(one).marks()

    service.save_merged(SYSTEM, one.id, {"done": True}, base)
    service.save_merged(SYSTEM, one.id, {"owner": "Tổ 2"}, base)

    data = Snapshot.of(fresh(one))
    assert (data["done"], data["owner"]) == (True, "Tổ 2")
    with pytest.raises(FieldConflict):
        service.save_merged(SYSTEM, one.id, {"owner": "Tổ 3"}, base)


def test_the_last_save_is_taken_back(meeting, task, user):
    person = user("approver")
    one = task(meeting(), text="Trước")
    with undo.remembered(person, one, "save", access.WRITE) as kept:
        service.save(person, one.id, {"text": "Sau"}, one.version)

    undo.revert(person, kept[0].id)

    one = fresh(one)
    assert (Snapshot.of(one)["text"], one.title) == ("Trước", "Trước")
    assert [row.state for row in history(one.id)] == ["kept", "published"]
    assert found("Trước") == {one.id}


@pytest.mark.parametrize("name", sorted(TRANSITIONS))
def test_a_record_takes_no_step_of_review(meeting, task, name):
    one = task(meeting())
    arguments = {
        "send_back": ("Sửa lại",),
        "withdraw": ("Hết hiệu lực",),
        "schedule": (utcnow() + dt.timedelta(days=1),),
    }.get(name, ())

    step = correct if name == "correct" else getattr(service, name)
    with pytest.raises(Refused):
        step(SYSTEM, one.id, one.version, *arguments)


def test_a_record_is_not_saved_while_somebody_types(meeting, task):
    one = task(meeting())

    with pytest.raises(Refused):
        service.save(SYSTEM, one.id, {"text": "Dở"}, one.version, autosave=True)


def test_children_go_into_the_trash_and_come_back_with_their_parent(meeting, task):
    parent = meeting()
    kept, gone = task(parent), task(parent)
    service.trash(SYSTEM, gone.id, gone.version)

    service.trash(SYSTEM, parent.id, fresh(parent).version)
    assert fresh(kept).deleted_at == fresh(parent).deleted_at
    with pytest.raises(Refused):
        service.untrash(SYSTEM, kept.id)
    service.untrash(SYSTEM, parent.id)

    assert fresh(kept).deleted_at is None
    assert fresh(gone).deleted_at is not None


def test_a_trashed_parent_that_is_taken_back_brings_its_children(meeting, task, user):
    person = user("approver")
    parent = meeting()
    child = task(parent)
    with undo.remembered(person, fresh(parent), "trash", access.WRITE) as kept:
        service.trash(person, parent.id, parent.version)
    assert fresh(child).deleted_at is not None

    undo.revert(person, kept[0].id)

    assert fresh(child).deleted_at is None


def test_a_purged_parent_takes_its_children_with_it(meeting, task):
    parent = meeting()
    child = task(parent, text="Chỉ đạo riêng")
    service.trash(SYSTEM, parent.id, parent.version)

    purge(SYSTEM, parent.id)

    db.session.expire_all()
    assert db.session.get(Item, child.id) is None
    assert db.session.scalar(select(Revision.id)) is None
    assert found("Chỉ đạo riêng") == set()


def test_children_stand_in_their_order_and_move_without_a_new_version(meeting, task):
    parent = meeting()
    first, second, third = (task(parent, text=text) for text in ("a", "b", "c"))
    versions = [fresh(one).version for one in (first, second, third)]

    def shown():
        db.session.expire_all()
        rows = children_of(parent, access.visible(ANONYMOUS))["toy.task"]
        return [one.id for one in rows]

    assert shown() == [first.id, second.id, third.id]
    reorder(SYSTEM, third.id, -1)
    assert shown() == [first.id, third.id, second.id]
    reorder(SYSTEM, first.id, -1)
    assert shown() == [first.id, third.id, second.id]
    assert [fresh(one).version for one in (first, second, third)] == versions


def test_a_child_is_filed_where_its_parent_is(meeting, task, user):
    from cms.content.spine.models import Section

    with transaction() as session:
        sections = [Section(slug=name, title=name) for name in ("mot", "hai")]
        session.add_all(sections)
    parent = meeting("draft", section_id=sections[0].id)
    child = task(parent)
    assert child.section_id == sections[0].id

    service.save(SYSTEM, parent.id, {"section_id": sections[1].id}, parent.version)

    assert fresh(child).section_id == sections[1].id
    here, there = (user("approver", section_id=one.id) for one in sections)
    assert not access.can(here, "write", fresh(child))
    assert access.can(there, "write", fresh(child))


def test_a_child_needs_a_parent_of_the_right_type(meeting, task, user):
    contact = service.create(
        SYSTEM, "toy.contact", {"title": "Trực ban", "phone": "123"}
    )
    for wrong in (None, contact.id, 999_999):
        with pytest.raises(NotFound):
            service.create(SYSTEM, "toy.task", {"text": "x"}, parent_id=wrong)
    with pytest.raises(Forbidden):
        task(meeting(), user("reporter"))


def test_who_writes_a_draft_also_writes_what_belongs_to_it(meeting, task, user):
    reporter = user("reporter")
    draft, live = meeting("draft"), meeting()

    one = task(draft, reporter)
    assert access.can(reporter, "write", one)
    assert access.users_who_can([reporter, user("reader")], "write", one) == [
        reporter.id
    ]

    service.submit(SYSTEM, draft.id, fresh(draft).version)
    service.approve(SYSTEM, draft.id, fresh(draft).version)
    service.publish(SYSTEM, draft.id, fresh(draft).version)
    assert not access.can(reporter, "write", fresh(one))
    assert access.users_who_can([reporter], "write", fresh(one)) == []
    with pytest.raises(Forbidden):
        task(live, reporter)


def test_a_build_refuses_a_parent_that_is_not_there_or_has_one(config):
    from cms.build import build
    from cms.errors import PluginError
    from cms.testing import inline

    from .conftest import MeetingForm, types

    def plugin(parent):
        class Odd:
            @staticmethod
            def register_content_types():
                more = ContentType("toy.sub", "S", "S", "sub", MeetingForm)
                return [*types(), replace(more, parent=parent)]

        return Odd

    from dataclasses import replace

    from cms.hookspecs import hookimpl

    for parent in ("toy.none", "toy.task"):
        odd = plugin(parent)
        odd.register_content_types = staticmethod(hookimpl(odd.register_content_types))
        with pytest.raises(PluginError):
            build(
                config,
                ["toy"],
                1,
                strict=True,
                extra_plugins=(inline("toy", odd()),),
            )
