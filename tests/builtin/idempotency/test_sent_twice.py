"""A form that is sent twice has its effect once, and both answers are the same."""

import datetime as dt
import io

import pytest
from cryptography.exceptions import InvalidTag
from live import fields_of
from paper_site import extra_plugins, paper, plugins, site
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.item import editing, transitions
from cms.builtin.desk.library import media
from cms.builtin.idempotency import service
from cms.builtin.idempotency.models import IdempotencyKey
from cms.builtin.media import removal
from cms.content import service as content
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Busy
from cms.extensions import db
from cms.features.comments.models import Comment
from cms.features.invitations.models import Invitation
from cms.media import Media, store
from cms.media.storage import storage
from tests.media.conftest import picture_bytes


__all__ = ["extra_plugins", "paper", "plugins", "site"]
CREATE = "/ban-lam-viec/tao/papers.paper"


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def filled(browser, page, action, **changed):
    """Return the fields of a form as the page gives them, some changed."""
    return dict(fields_of(browser.get(page).text, action, changed))


def both(browser, address, fields, headers=None):
    """Send the same twice; return both answers."""

    def send():
        data = {
            k: io.BytesIO(v) if isinstance(v, bytes) else v for k, v in fields.items()
        }
        if "file" in data:
            data["file"] = (data["file"], "anh.png")
        return browser.post(address, data=data, headers=headers or {})

    return send(), send()


def same(answers):
    first, second = answers
    assert first.status_code < 400, first.text
    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert second.data == first.data
    return first


def test_an_item_is_created_once_by_each_form(login_as):
    editor, before = login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    assert same(both(editor, CREATE, fields)).status_code == 303
    assert count(Item) == before + 1
    # The same form filled in anew, and a new form with the same words, are new.
    editor.post(CREATE, data=fields | {"title": "Hội nghị tổng kết"})
    editor.post(CREATE, data=filled(editor, CREATE, CREATE, title="Hội nghị sơ kết"))
    assert count(Item) == before + 3


def test_nobody_gets_the_answer_of_somebody_else(login_as):
    editor, other, before = login_as("approver"), login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    del fields["csrf_token"]  # it is of one session
    mine, theirs = (one.post(CREATE, data=fields) for one in (editor, other))
    assert mine.location != theirs.location
    assert count(Item) == before + 2


def test_a_comment_an_invitation_and_a_file_are_made_once(login_as, paper):
    item, chief = paper("Kế hoạch"), login_as("approver")
    content.submit(chief.user, item.id, item.version)
    edit = f"/ban-lam-viec/sua/{item.id}"
    fields = filled(chief, edit, f"{edit}/nhan-xet", body="Xem lại ngày.")
    same(both(chief, f"{edit}/nhan-xet", fields))
    assert count(Comment) == 1
    fields = filled(
        chief, f"{edit}/moi", f"{edit}/moi", guest="Đồng chí Bí thư", days="3"
    )
    made = same(both(chief, f"{edit}/moi", fields))
    assert "/duyet/" in made.text  # the link, which is shown once and stored nowhere
    assert count(Invitation) == 1
    library, upload = "/ban-lam-viec/media/", "/ban-lam-viec/media/tai-len"
    fields = filled(chief, library, upload) | {"file": picture_bytes("PNG")}
    same(both(chief, upload, fields))
    assert count(Media) == 1
    # Another picture under the same name, from the same page, is another picture.
    chief.post(
        upload, data=fields | {"file": (io.BytesIO(picture_bytes("JPEG")), "anh.png")}
    )
    assert count(Media) == 2
    headers = {"Accept": "application/json", "Idempotency-Key": "k" * 32}
    answer = same(both(chief, upload, {"file": picture_bytes("PNG")}, headers))
    assert answer.json["id"]
    assert count(Media) == 3


def test_a_change_without_an_answer_is_not_made_again_nor_said_to_be_done(
    login_as, monkeypatch
):
    """It may be half done: the page says so."""
    editor, before = login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    monkeypatch.setattr(service, "PATIENCE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(service, "pack", killed)
        with pytest.raises(KeyboardInterrupt):
            editor.post(CREATE, data=fields)
    for accept in ("text/html", "application/json"):
        headers = {"Accept": accept, "Idempotency-Key": fields["idempotency_key"]}
        answer = editor.post(CREATE, data=fields, headers=headers)
        assert answer.status_code == 409
        words = answer.json["error"] if answer.is_json else answer.text
        assert "Chưa rõ việc này đã xong hay chưa" in words
    assert count(Item) == before + 1


def test_what_was_done_and_has_no_kept_answer_is_told(login_as, monkeypatch):
    editor, before = login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    monkeypatch.setattr("cms.builtin.idempotency.answers.MOST_BYTES", 1)
    editor.post(CREATE, data=fields)
    answer = editor.post(CREATE, data=fields)
    assert answer.status_code == 200
    assert "Việc này đã được thực hiện" in answer.text
    assert count(Item) == before + 1


@pytest.mark.parametrize("at", ["stage_upload", "create_media"])
def test_several_files_of_one_form_are_stored_all_or_none(login_as, monkeypatch, at):
    """Killed at the second of three, and sent again: each is there once."""
    editor = login_as("approver")
    library, upload = "/ban-lam-viec/media/", "/ban-lam-viec/media/tai-len"
    fields = filled(editor, library, upload)

    def send():
        kinds = ("PNG", "JPEG", "GIF")
        files = [(io.BytesIO(picture_bytes(one)), f"{one}.{one}") for one in kinds]
        return editor.post(upload, data=fields | {"file": files})

    with monkeypatch.context() as patch:
        dies_at(patch, media, at, 2)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert count(Media) == 0
    assert (same((send(), send())).status_code, count(Media)) == (303, 3)
    keys = {one.store_key for one in db.session.scalars(select(Media))}
    assert {key for key, _at in storage().everything()} == keys  # no other bytes


def test_deleting_several_files_is_one_thing(login_as, monkeypatch):
    chief = login_as("administrator")
    ids = [
        store(SYSTEM, io.BytesIO(picture_bytes(one)), f"{one}.{one}").id
        for one in ("PNG", "JPEG", "GIF")
    ]
    fields = {"idempotency_key": "k" * 32, "media": ids}
    with monkeypatch.context() as patch:
        dies_at(patch, removal, "_delete", 2)
        with pytest.raises(KeyboardInterrupt):
            chief.post("/ban-lam-viec/media/xoa-nhieu", data=fields)
    there = select(func.count()).where(Media.deleted_at.is_(None))
    assert db.session.scalar(there) == 3
    same([chief.post("/ban-lam-viec/media/xoa-nhieu", data=fields) for _ in "12"])
    db.session.rollback()
    assert db.session.scalar(there) == 0


def test_a_form_that_saves_and_then_moves_goes_on_where_it_was_killed(
    login_as, paper, monkeypatch
):
    item, editor = paper("Kế hoạch"), login_as("approver")
    page = f"/ban-lam-viec/sua/{item.id}"
    fields = filled(editor, page, page, title="Kế hoạch mới")
    fields |= {"idempotency_key": "k" * 32}
    with monkeypatch.context() as patch:
        dies_at(patch, transitions, "_move", 1)
        with pytest.raises(KeyboardInterrupt):
            editor.post(f"{page}/buoc/submit", data=fields)
    assert is_now(item) == ("Kế hoạch mới", "draft")
    same([editor.post(f"{page}/buoc/submit", data=fields) for _ in "12"])
    assert is_now(item) == ("Kế hoạch mới", "submitted")


def is_now(item):
    db.session.rollback()
    found = db.session.get(Item, item.id, populate_existing=True)
    return found.title, found.stage


def dies_at(patch, module, name, number):
    """Let a function end the process with the call of that number."""
    real, calls = getattr(module, name), []

    def call(*arguments, **options):
        calls.append(name)
        if len(calls) == number:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    patch.setattr(module, name, call)


def killed(*_arguments):
    raise KeyboardInterrupt


def test_what_failed_may_be_sent_again(login_as, paper, monkeypatch):
    editor = login_as("approver")
    fields = {"idempotency_key": "k" * 32, "guest": ""}
    page = f"/ban-lam-viec/sua/{paper('Kế hoạch').id}/moi"
    assert [one.status_code for one in both(editor, page, fields)] == [422, 422]
    before = count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    with monkeypatch.context() as patch:
        patch.setattr(Session, "flush", busy)
        assert editor.post(CREATE, data=fields).status_code == 503
    assert count(IdempotencyKey) == 0
    assert editor.post(CREATE, data=fields).status_code == 303
    assert count(Item) == before + 1


def test_a_change_whose_answer_failed_is_not_made_again(login_as, monkeypatch):
    """The database may be locked again before the page after a change is made."""
    editor, before = login_as("approver"), count(Item)
    monkeypatch.setattr(service, "PATIENCE", 0)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    with monkeypatch.context() as patch:
        patch.setattr(editing, "redirect", busy)
        answer = editor.post(CREATE, data=fields)
    assert answer.status_code == 503
    assert "đã được lưu" in answer.text
    assert "Gửi lại" not in answer.text
    assert count(Item) == before + 1
    assert editor.post(CREATE, data=fields).status_code == 409
    assert count(Item) == before + 1


def busy(*_arguments, **_values):
    raise Busy("locked")


def test_two_clicks_at_once_make_one(login_as, monkeypatch):
    """The second one looks before the first has written, and finds it when it writes."""
    editor, before = login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    first = editor.post(CREATE, data=fields)
    monkeypatch.setattr(service, "_is_known", lambda _claim: False)
    same((first, editor.post(CREATE, data=fields)))
    assert count(Item) == before + 1


def test_keys_are_forgotten_after_a_day(login_as):
    editor = login_as("approver")
    editor.post(CREATE, data=filled(editor, CREATE, CREATE, title="Hội nghị sơ kết"))
    assert count(IdempotencyKey) == 1
    service.delete_old_keys()
    assert count(IdempotencyKey) == 1
    with transaction() as session:
        row = session.scalars(select(IdempotencyKey)).one()
        row.at = utcnow() - service.KEPT - dt.timedelta(minutes=1)
    service.delete_old_keys()
    assert count(IdempotencyKey) == 0


def test_what_is_kept_cannot_be_read_without_the_key(login_as, paper):
    item, chief = paper("Kế hoạch"), login_as("approver")
    content.submit(chief.user, item.id, item.version)
    edit = f"/ban-lam-viec/sua/{item.id}/moi"
    chief.post(edit, data=filled(chief, edit, edit, guest="Đồng chí Bí thư", days="3"))
    (row,) = db.session.scalars(select(IdempotencyKey))
    with pytest.raises(InvalidTag):
        service.unpack(row.answer, "another key")
