"""A form that is sent twice has its effect once, and both answers are the same."""

import datetime as dt
import io

import pytest
from cryptography.fernet import InvalidToken
from live import fields_of
from paper_site import extra_plugins, paper, plugins, site
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cms.builtin.idempotency import service
from cms.builtin.idempotency.models import IdempotencyKey
from cms.content import service as content
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Busy
from cms.extensions import db
from cms.features.comments.models import Comment
from cms.features.invitations.models import Invitation
from cms.media import Media
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


def test_a_change_whose_answer_was_lost_is_told_and_not_made_again(
    login_as, monkeypatch
):
    editor, before = login_as("approver"), count(Item)
    fields = filled(editor, CREATE, CREATE, title="Hội nghị sơ kết")
    monkeypatch.setattr(service, "PATIENCE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(service, "pack", killed)
        with pytest.raises(KeyboardInterrupt):
            editor.post(CREATE, data=fields)
    answer = editor.post(CREATE, data=fields)
    assert answer.status_code == 200
    assert "Việc này đã được thực hiện" in answer.text
    assert count(Item) == before + 1


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
    with pytest.raises(InvalidToken):
        service.unpack(row.answer, "another key")
