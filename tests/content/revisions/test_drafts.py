"""Drafts: saved as they are typed, kept apart from what readers see."""

import pytest

from cms.builtin.desk.item.reader_service import readers, set_readers
from cms.content import service
from cms.content.spine.queries import current_snapshot, history, working_revision
from cms.errors import Conflict, Forbidden, NotFound, Refused


def test_a_draft_may_be_incomplete(make_item):
    item = make_item("toy.note", title="")

    assert item.status == "draft"
    assert item.stage == "draft"
    assert working_revision(item.id).data["title"] == ""


def test_saving_with_an_old_version_is_a_conflict_and_changes_nothing(make_item, user):
    item, writer = make_item("toy.note", title="Bản đầu"), user("reporter")
    version = item.version
    service.save(writer, item.id, {"title": "Của tôi"}, version)

    with pytest.raises(Conflict):
        service.save(writer, item.id, {"title": "Của người khác"}, version)

    assert current_snapshot(item)["title"] == "Của tôi"


def test_an_autosave_goes_on_in_the_same_revision(make_item, user):
    writer = user("reporter")
    item = make_item("toy.note", title="Một", actor=writer)
    item = service.save(writer, item.id, {"title": "Hai"}, item.version, autosave=True)
    before = len(history(item.id))

    service.save(writer, item.id, {"title": "Ba"}, item.version, autosave=True)

    assert len(history(item.id)) == before


def test_a_save_on_purpose_is_kept_in_the_history(make_item, user):
    writer = user("reporter")
    item = make_item("toy.note", title="Một", actor=writer)

    item = service.save(writer, item.id, {"title": "Hai"}, item.version)
    service.save(writer, item.id, {"title": "Ba"}, item.version)

    assert {revision.data["title"] for revision in history(item.id)} >= {"Hai", "Ba"}


def test_two_people_never_write_into_one_revision(make_item, user):
    first, second = user("reporter"), user("reporter")
    item = make_item("toy.note", title="Một", actor=first)

    item = service.save(first, item.id, {"title": "Hai"}, item.version, autosave=True)
    service.save(second, item.id, {"title": "Ba"}, item.version, autosave=True)

    assert [revision.data["title"] for revision in history(item.id)][:2] == [
        "Ba",
        "Hai",
    ]


def test_unknown_fields_are_refused(make_item, user):
    item = make_item("toy.note")

    with pytest.raises(Refused):
        service.save(user("reporter"), item.id, {"status": "published"}, item.version)


def test_text_is_stored_composed(make_item):
    item = make_item("toy.note", title="Hội nghị")

    assert item.title == "Hội nghị"


def test_a_reader_without_the_right_cannot_know_of_a_draft(make_item, user):
    item = make_item("toy.note")

    with pytest.raises(NotFound):
        service.save(user(None), item.id, {"title": "x"}, item.version)


def test_somebody_without_the_right_cannot_create(user):
    with pytest.raises(Forbidden):
        service.create(user("reader"), "toy.note", {"title": "x"})


def test_restoring_makes_an_old_version_the_draft(make_item, user):
    writer = user("reporter")
    item = make_item("toy.note", title="Một", actor=writer)
    item = service.save(writer, item.id, {"title": "Hai"}, item.version)

    service.restore(writer, item.id, 1, item.version)

    assert current_snapshot(item)["title"] == "Một"


def test_the_trash_keeps_an_item_whole(make_item, user, document):
    approver = user("approver")
    source = make_item(
        "toy.note", title="Nguồn", body=document("a"), status="published"
    )
    item = make_item(
        "toy.note",
        title="Trích",
        body=document("b"),
        sources=[source.id],
        status="published",
    )
    path = item.path

    service.trash(approver, item.id, item.version)
    item = service.untrash(approver, item.id)

    assert item.path == path
    assert item.status == "published"
    assert current_snapshot(item)["sources"] == [source.id]


def test_a_writer_cannot_delete_what_was_live(make_item, user, document):
    item = make_item("toy.note", body=document("a"), status="published")

    with pytest.raises(Forbidden):
        service.trash(user("reporter"), item.id, item.version)


def test_readers_of_a_limited_item_are_replaced_as_a_whole(make_item, user):
    item, one, two = make_item("toy.note"), user("reader"), user("reader")
    approver = user("approver")

    set_readers(approver, item.id, [one.id])
    set_readers(approver, item.id, [two.id])

    assert [person.id for person in readers(item.id)] == [two.id]
