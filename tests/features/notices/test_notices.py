"""Who gets which notices on an item's way, once, and what is settled again."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from cms.content import service
from cms.content.spine.models import Section
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.comments import plugin as comments
from cms.features.invitations import plugin as invitations
from cms.features.notices import notify, plugin as notices
from cms.features.notices.messages import sentence
from cms.features.notices.models import Notice
from cms.features.notices.steps import remind


def count():
    return db.session.scalar(select(func.count()).select_from(Notice))


def test_those_who_may_publish_learn_that_something_waits(
    paper, writer, approver, notices_of
):
    draft = paper(actor=writer)

    service.submit(writer, draft.id, draft.version)

    assert notices_of(approver) == ["submitted"]
    assert notices_of(writer) == []


def test_who_may_publish_elsewhere_only_gets_no_notice(paper, writer, user, notices_of):
    with transaction() as session:
        here, there = (Section(slug=one, title=one) for one in ("day", "kia"))
        session.add_all([here, there])
    outsider = user("approver", section_id=there.id)
    draft = paper(actor=writer, section_id=here.id)

    service.submit(writer, draft.id, draft.version)

    assert notices_of(outsider) == []


def test_an_author_learns_of_the_return_with_its_reason(
    paper, writer, approver, notices_of
):
    draft = paper(actor=writer)
    item = service.submit(writer, draft.id, draft.version)

    service.send_back(approver, item.id, item.version, "Thiếu chú thích ảnh.")

    assert notices_of(writer) == ["returned"]
    assert notices_of(approver) == []  # what was asked of the reviewer is settled
    notice = db.session.scalars(select(Notice).where(Notice.kind == "returned")).one()
    assert "Thiếu chú thích ảnh." in sentence(notice.kind, "Bài", notice.values)
    assert "Trần Duyệt" in sentence(notice.kind, "Bài", notice.values)


def test_who_returned_it_is_told_that_it_comes_again(
    paper, writer, approver, user, notices_of
):
    other = user("approver", name="Hoàng Duyệt")
    item = paper(actor=writer)
    item = service.submit(writer, item.id, item.version)
    item = service.send_back(approver, item.id, item.version, "Thiếu ảnh.")

    item = service.submit(writer, item.id, item.version)

    assert (notices_of(approver), notices_of(other)) == (["resubmitted"], ["submitted"])
    item = service.take_back(writer, item.id, item.version)
    service.submit(writer, item.id, item.version)
    assert (notices_of(approver), notices_of(other)) == (["submitted"], ["submitted"])


@pytest.mark.parametrize("stage", ["submitted", "approved", "scheduled"])
def test_a_change_during_review_is_told_to_who_wrote_and_who_approved(
    paper, writer, approver, user, notices_of, stage
):
    editor = user("approver", name="Hoàng Sửa")
    item = paper(actor=writer)
    item = service.submit(writer, item.id, item.version)
    if stage == "approved":
        item = service.approve(approver, item.id, item.version)
    if stage == "scheduled":
        later = utcnow() + dt.timedelta(hours=1)
        item = service.schedule(approver, item.id, item.version, later)

    item = service.save(editor, item.id, {"summary": "Khác"}, item.version)
    service.save(editor, item.id, {"summary": "Khác nữa"}, item.version)

    kind = "edited" if stage == "submitted" else "reopened"
    assert notices_of(writer)[0] == kind
    assert notices_of(approver) == ["submitted" if stage == "submitted" else "reopened"]
    assert kind not in notices_of(editor)


def test_the_newest_step_takes_the_place_of_earlier_ones(
    paper, writer, approver, notices_of
):
    draft = paper(actor=writer)
    item = service.submit(writer, draft.id, draft.version)
    item = service.approve(approver, item.id, item.version)
    assert notices_of(writer) == ["approved"]
    later = utcnow() + dt.timedelta(hours=1)
    item = service.schedule(approver, item.id, item.version, later)
    assert notices_of(writer) == ["scheduled"]

    service.publish_due(later)

    assert notices_of(writer) == ["published"]


def test_nobody_gets_a_notice_of_his_own_acts(paper, approver, user, notices_of):
    draft = paper(actor=approver)

    service.submit(approver, draft.id, draft.version)

    assert notices_of(approver) == []


def test_one_unread_notice_for_a_person_item_and_kind(paper, writer, user):
    item, switched_off = paper(), user("reporter", active=False)

    with transaction():
        notify([writer.id, None, 999_999], "comment", item=item, name="A", words="một")
        notify([switched_off.id], "comment", item=item, name="A")
        notify([writer.id], "comment", item=item, name="A", words="hai")

    notice = db.session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.values["words"]) == (writer.id, "hai")


def test_a_notice_falls_with_the_act_it_tells_of(paper, writer):
    item = paper()

    def broken_off():
        with transaction():
            notify([writer.id], "comment", item=item)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()

    assert count() == 0


def test_an_unknown_kind_is_a_mistake_of_the_caller(writer):
    with pytest.raises(ValueError, match="bừa"), transaction():
        notify([writer.id], "bừa")


KINDS = [
    message.kind
    for plugin in (comments, invitations, notices)
    for message in plugin.register_messages()
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_a_sentence_from_whatever_it_is_given(kind, site):
    full = {"name": "Trần Duyệt", "words": "100 %(x)s %", "when": utcnow().isoformat()}

    assert "“Bài %s 5 %”" in sentence(kind, "Bài %s 5 %", full)
    assert "“Bài”" in sentence(kind, "Bài", {})


def test_a_section_gives_the_deadline_and_reviewers_are_reminded_once(
    paper, writer, approver, notices_of
):
    with transaction() as session:
        section = Section(slug="tin", title="Tin", review_days=2)
        session.add(section)
    draft = paper(actor=writer, section_id=section.id)
    item = service.submit(writer, draft.id, draft.version)
    due = item.due_at
    assert due - utcnow() > dt.timedelta(hours=47)

    remind(due - dt.timedelta(hours=25))
    assert notices_of(approver) == ["submitted"]
    remind(due - dt.timedelta(hours=23))
    remind(due - dt.timedelta(hours=22))
    assert notices_of(approver) == ["submitted", "due"]
    remind(due + dt.timedelta(minutes=1))
    remind(due + dt.timedelta(minutes=20))
    assert notices_of(approver) == ["submitted", "overdue"]
    assert count() == 3
    assert notices_of(writer) == []
