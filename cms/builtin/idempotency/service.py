"""Keys of forms: noted in the transaction of the change, answered when they come again."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, cast
from urllib.parse import urlsplit

from flask import Response, g, has_request_context, jsonify, make_response, request
from flask_babel import gettext as _
from sqlalchemy import Table, bindparam, delete, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from cms.accounts.current import current_user
from cms.builtin.idempotency.answers import pack, unpack
from cms.builtin.idempotency.models import IdempotencyKey
from cms.database.base import utcnow
from cms.database.transaction import DEPTH, write_late, write_transaction
from cms.extensions import db
from cms.theming import render
from cms.views import wants_json


FIELD: Final = "idempotency_key"
HEADER: Final = "Idempotency-Key"
LONGEST: Final = 100
KEPT: Final = dt.timedelta(days=1)
# How long the second of two clicks waits for the answer to the first.
PATIENCE: Final = 5.0
TABLE = cast(Table, IdempotencyKey.__table__)
_FORGET = delete(TABLE).where(TABLE.c.id == bindparam("key"))
_ANSWER = (
    update(TABLE).where(TABLE.c.id == bindparam("key")).values(answer=bindparam("kept"))
)
# Adds a key and returns it, or nothing when somebody has added it before.
_INSERTS: Final[Mapping[str, Any]] = {
    dialect: insert(TABLE)
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(TABLE.c.id)
    for dialect, insert in (
        ("sqlite", sqlite.insert),
        ("postgresql", postgresql.insert),
    )
}


class SentBefore(Exception):
    """What was sent has been done already; what would do it again is undone.

    No CmsError: no view shall take it for a reason to go on.
    """


class Committed(Enum):
    """How much of a change is in the database."""

    NOTHING = auto()
    PART = auto()
    ALL = auto()


@dataclass
class Claim:
    """The key of the request that runs, and how far its row has come."""

    key: str
    id: str
    noted: bool = False
    committed: bool = False
    in_parts: bool = False
    has_parts: bool = False


def new_key() -> str:
    """Return a key for a form that is being rendered."""
    return secrets.token_urlsafe(16)


@contextmanager
def in_parts() -> Iterator[str]:
    """Commit parts of an act within the block; the key is noted with what follows it.

    Who is killed between two parts, and sends again, has the rest done: each part
    must refuse what was done already. Yields a name of the act, the same when it is
    sent again, by which what its parts have written down is found.
    """
    claim = _claim()
    if claim is not None:
        claim.in_parts = True
    try:
        yield claim.id if claim is not None else new_key()
    finally:
        if claim is not None:
            claim.in_parts = False


def begin() -> None:
    """Take the key of a form; before each view.

    Nothing is asked yet: what was done before fails when it is committed again, or
    is refused by its view, which costs those who send once no statement.
    """
    g.pop("idempotency", None)
    key = request.headers.get(HEADER)
    # A script sends its key in the header. An autosave has none: it names the
    # version that it was typed over, and merging the same words twice changes nothing.
    if key is None and not wants_json():
        key = request.form.get(FIELD)
    if request.method != "POST" or not key or len(key) > LONGEST:
        return
    g.idempotency = Claim(key, _hash(key))


def end(response: Response) -> Response:
    """Keep the answer of a change; forget the key when it was refused.

    What is refused because it has been done already gets the answer of then. A
    change whose answer failed is made: its key stays, so that nobody makes it again.
    """
    claim: Claim | None = g.pop("idempotency", None)
    if claim is None:
        return response
    if not claim.committed:
        refused = 400 <= response.status_code < 500
        return answer_again(claim) if refused and _is_known(claim) else response
    if 400 <= response.status_code < 500:
        write_late(_FORGET, {"key": claim.id})
    elif response.status_code < 400:
        write_late(_ANSWER, {"key": claim.id, "kept": pack(response, claim.key)})
    return response


def answer_sent_before(_error: SentBefore) -> Response:
    """Answer a request that came while the same was being done."""
    claim: Claim = g.pop("idempotency")
    return answer_again(claim)


def answer_again(claim: Claim) -> Response:
    """Return the answer that a change got, after waiting for it when it is under way.

    Without one the request still runs or was killed: whether it has come to its end
    nobody knows, and nobody is told that it has.
    """
    until = time.monotonic() + PATIENCE
    while (answer := _answer(claim)) is None and time.monotonic() < until:
        time.sleep(0.1)
    if answer:
        return unpack(answer, claim.key)
    done = answer is not None
    if wants_json() and not done:
        return make_response(
            jsonify(error=_("We do not know whether this was done")), 409
        )
    page = render("accounts/sent_before.html", back=page_before(), done=done)
    return make_response(page, 200 if done else 409)


def committed() -> Committed:
    """Return how much of what the running request was sent for has been committed."""
    claim = _claim()
    if claim is not None and claim.committed:
        return Committed.ALL
    return (
        Committed.PART if claim is not None and claim.has_parts else Committed.NOTHING
    )


def page_before() -> str:
    """Return the page that the form stood on, else the first page."""
    came = urlsplit(request.referrer or "")
    return came.path if came.path and came.netloc == request.host else "/"


def delete_old_keys() -> None:
    """Remove keys whose forms nobody sends any more."""
    with write_transaction() as connection:
        connection.execute(delete(TABLE).where(TABLE.c.at < utcnow() - KEPT))


def _is_known(claim: Claim) -> bool:
    query = select(TABLE.c.id).where(TABLE.c.id == claim.id)
    return db.session.scalar(query) is not None


def _answer(claim: Claim) -> bytes | None:
    db.session.rollback()
    answer: bytes | None = db.session.scalar(
        select(TABLE.c.answer).where(TABLE.c.id == claim.id)
    )
    db.session.rollback()
    return answer


def _hash(key: str) -> str:
    """Return what a key is stored by: with who sends it, where to, and what with it.

    A form that was filled in anew, or has another file of the same name, has the key
    of its page and says something else.
    """
    digest = hashlib.sha256()
    person = current_user.id if current_user.is_authenticated else ""
    parts = [key, str(person), request.full_path]
    for name, values in sorted(request.form.lists()):
        if name != "csrf_token":
            parts += [name, *values]
    for name, files in sorted(request.files.lists()):
        parts += [name, *(_name_and_digest(one) for one in files)]
    for part in parts:
        data = part.encode()
        digest.update(b"%d:%b" % (len(data), data))  # where a part ends is said
    return digest.hexdigest()


def _name_and_digest(file: FileStorage) -> str:
    digest = hashlib.sha256()
    while block := file.stream.read(1 << 16):
        digest.update(block)
    file.stream.seek(0)
    return f"{file.filename} {digest.hexdigest()}"


@event.listens_for(Session, "before_commit")
def _note(session: Session) -> None:
    """Add the key to the first transaction of a request that changes something.

    Raises SentBefore when somebody else's had it: nothing of this one stays.
    """
    claim = _claim()
    if claim is None or claim.noted or claim.in_parts:
        return
    if session.in_nested_transaction():
        return
    if not session.info.get(DEPTH):
        return  # it has only read: a lock is given back
    row = {
        "id": claim.id,
        "user_id": current_user.id if current_user.is_authenticated else None,
        "route": (request.endpoint or "")[:120],
        "at": utcnow(),
    }
    statement = _INSERTS[session.get_bind().dialect.name]
    if session.connection().execute(statement, row).scalar() is None:
        raise SentBefore("This has been sent before.")
    claim.noted = True


@event.listens_for(Session, "after_commit")
def _keep_note(session: Session) -> None:
    if (claim := _claim()) is None:
        return
    if claim.noted:
        claim.committed = True
    elif claim.in_parts and session.info.get(DEPTH):
        claim.has_parts = True


@event.listens_for(Session, "after_rollback")
def _forget_note(_session: Session) -> None:
    if (claim := _claim()) is not None and not claim.committed:
        claim.noted = False


def _claim() -> Claim | None:
    """Return the key of the request that runs; None outside and without one."""
    return g.get("idempotency") if has_request_context() else None
