"""Small corrections of live pages: at once, within limits, logged, shown to readers."""

import datetime as dt
import re

import pytest
from hypothesis import given, strategies as st

from cms.builtin.desk.item.corrections import correct
from cms.builtin.desk.queries import entries_of
from cms.content import service
from cms.content.fields.answers import word_diff
from cms.content.publishing import corrections
from cms.content.publishing.change_notes import announce
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.richtext import from_text


def corrected(actor, item, words="", **data):
    saved = service.save(actor, item.id, data, item.version)
    return correct(actor, item.id, saved.version, words)


def test_who_may_publish_corrects_alone_and_it_is_logged(live, approver, client):
    item = corrected(approver, live, title="Lịch tiếp công dân quý III")

    assert (item.status, item.stage) == ("published", None)
    assert "<h1>Lịch tiếp công dân quý III</h1>" in client.get(item.path).text
    entry = next(one for one in entries_of(item.id) if one.action == "item.correct")
    assert entry.actor_id == approver.id


def test_readers_are_told_at_the_foot_and_the_feed_is_newer(live, approver, client):
    before = re.findall("<updated>(.*?)</updated>", client.get("/feed.atom").text)
    item = corrected(
        approver, live, "Sửa giờ: 8:00 thay cho 7:30.", title="Lịch tiếp dân"
    )

    page = client.get(item.path).text
    note = r"Cập nhật \d\d:\d\d ngày [\d/]+</time>: <span[^>]*>Sửa giờ: 8:00 thay"
    assert re.search(note, page)
    after = re.findall("<updated>(.*?)</updated>", client.get("/feed.atom").text)
    assert max(after) > max(before)


def test_a_correction_without_words_leaves_no_trace_on_the_page(live, approver, client):
    item = corrected(approver, live, title="Lịch tiếp dân")

    assert "change-notes" not in client.get(item.path).text


@pytest.mark.parametrize(
    "data",
    [
        {"body": from_text("Một câu mới. " * 40)},
        {"visibility": "internal"},
        {"slug": "dia-chi-khac"},
    ],
)
def test_more_than_a_correction_needs_a_second_person(live, approver, data, fresh):
    saved = service.save(approver, live.id, data, live.version)

    with pytest.raises(Refused):
        correct(approver, live.id, saved.version)

    assert fresh(live).stage == "draft"


def test_a_changed_link_is_no_correction(live, approver, paper):
    other = paper("Khác", status="published")
    saved = service.save(approver, live.id, {"sources": [other.id]}, live.version)

    with pytest.raises(Refused):
        correct(approver, live.id, saved.version)


def test_a_site_can_ask_for_a_second_person_always(live, approver, monkeypatch):
    class Strict:
        small_corrections = False
        four_eyes = True

    monkeypatch.setattr("cms.builtin.desk.item.corrections.get_settings", Strict)
    saved = service.save(approver, live.id, {"title": "Sửa"}, live.version)

    with pytest.raises(Refused):
        correct(approver, live.id, saved.version)


def test_a_writer_corrects_nothing_alone(live, writer):
    saved = service.save(writer, live.id, {"title": "Sửa"}, live.version)

    with pytest.raises(Forbidden):
        correct(writer, live.id, saved.version)


def test_a_draft_that_was_never_live_cannot_be_corrected(paper, approver):
    draft = paper(actor=approver)

    with pytest.raises(Refused):
        correct(approver, draft.id, draft.version)


def test_the_desk_corrects_with_the_form_in_one_press(live, login_as, approver, client):
    desk = login_as(approver)
    page = desk.get(f"/ban-lam-viec/sua/{live.id}").text
    assert "Sửa nhỏ, đăng ngay" in page

    answer = desk.post(
        f"/ban-lam-viec/sua/{live.id}/buoc/correct",
        data={
            "title": "Lịch tiếp công dân mới",
            "body__text": "Nội dung.",
            "visibility": "public",
            "language": "vi",
            "version": live.version,
            "change_note": "Sửa tên bài.",
        },
    )

    assert answer.status_code == 303
    db.session.expire_all()  # the request had a session of its own
    shown = client.get(live.path).text
    assert "<h1>Lịch tiếp công dân mới</h1>" in shown
    assert "Sửa tên bài." in shown


def test_a_reviewed_change_may_carry_a_note_too(live, writer, approver, client):
    item = service.save(writer, live.id, {"title": "Lịch mới"}, live.version)
    item = service.submit(writer, item.id, item.version)

    service.publish_change(approver, item.id, item.version, "Đổi ngày họp.")

    assert "Đổi ngày họp." in client.get(item.path).text


def test_a_note_that_is_too_long_publishes_nothing(live, approver, fresh):
    saved = service.save(approver, live.id, {"title": "Sửa"}, live.version)

    with pytest.raises(Refused):
        correct(approver, live.id, saved.version, "a" * 501)

    assert fresh(live).title == "Lịch tiếp công dân"


words = st.text(alphabet="aăâbc đ.,1", max_size=40)


@given(before=words, after=words)
def test_the_measure_never_undercounts_what_was_put_in(before, after):
    pieces = word_diff(before, after)
    added = sum(len(one.text) for one in pieces if one.kind == "added")
    removed = sum(len(one.text) for one in pieces if one.kind == "removed")

    assert added - removed == len(after) - len(before)
    assert added + removed >= abs(len(after) - len(before))


def test_words_on_a_scheduled_change_appear_with_it_and_not_before(
    live, writer, approver, client, login_as, fresh
):
    saved = service.save(writer, live.id, {"title": "Lịch mới"}, live.version)
    item = service.submit(writer, live.id, saved.version)
    desk = login_as(approver)
    url = f"/ban-lam-viec/sua/{item.id}"
    when = utcnow() + dt.timedelta(hours=2)
    sent = {"publish_at": when.isoformat(), "change_note": "Đổi sang thứ Sáu."}
    desk.post(f"{url}/buoc/schedule", data={"version": item.version} | sent)
    item = fresh(item)

    assert item.stage == "scheduled"
    assert "Đổi sang thứ Sáu." not in client.get(item.path).text
    assert 'value="Đổi sang thứ Sáu."' in desk.get(f"{url}/duyet").text
    moved = when + dt.timedelta(hours=1)
    item = service.schedule(approver, item.id, item.version, moved)
    assert corrections.change_notes(item.id) == []

    service.publish_due(moved)

    assert [one.words for one in corrections.change_notes(item.id)] == [
        "Đổi sang thứ Sáu."
    ]
    assert "Đổi sang thứ Sáu." in client.get(item.path).text


def test_words_of_a_change_that_is_dropped_are_never_told(live, approver):
    saved = service.save(approver, live.id, {"title": "Lịch mới"}, live.version)
    with transaction():
        announce(approver, saved, "Sẽ không có.")
    item = service.discard(approver, live.id, saved.version)
    item = corrected(approver, item, title="Lịch khác")

    assert corrections.change_notes(item.id) == []
