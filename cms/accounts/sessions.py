"""Sessions that the server keeps: a row for whoever is logged in, ended at once.

A login that waits for one more step has a row, too, for ten minutes.

A visitor without a login who meets a form (the login page itself) has a short
signed cookie instead of a row; whoever only reads has no cookie at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from contextlib import AbstractContextManager
from typing import Any, cast

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection, Table, delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from cms.accounts.models import SessionRow
from cms.database.clock import database_now, read_clock
from cms.database.transaction import (
    after_commit,
    flush_late_writes,
    write_transaction,
)
from cms.extensions import db
from cms.views import signing_keys


TABLE = cast(Table, SessionRow.__table__)
ABSOLUTE = dt.timedelta(hours=12)
TOUCH_EVERY = dt.timedelta(minutes=1)
VISIT, VISIT_SECONDS = "sen_visit", 3600
PENDING = dt.timedelta(minutes=10)
LOGIN_KEY = "_user_id"  # Flask-Login's own name
PENDING_KEY = "pending_login"  # in the session of a login that is not complete yet
FRESH_KEY = "fresh_at"  # when the person has last shown that it is them (Unix time)
KEPT = (LOGIN_KEY, "_fresh", "_id", "_flashes")  # what a new id takes along


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls ``session``: a dict that knows its row."""

    def __init__(self, initial: Any = None, row_id: str | None = None) -> None:
        def changed(self: ServerSession) -> None:
            self.modified = True

        super().__init__(initial, changed)
        self.modified = False
        self.row_id = row_id
        self.secret: str | None = None  # set when the cookie must be sent
        # When it was used last, and when this request found it, by the database's clock.
        self.seen: dt.datetime | None = None
        self.opened: dt.datetime | None = None

    @property
    def new(self) -> bool:  # type: ignore[override] # Flask has a plain attribute
        """Whether no row stands behind it."""
        return self.row_id is None


def hashed(secret: str) -> str:
    """Return what is stored of a secret that is random already."""
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_name(app: Flask, name: str = "sen_session") -> str:
    """Return the whole name of a cookie; a page cache must step aside for the login's.

    ``__Host-`` keeps a neighbour of the same domain from setting it.
    """
    return f"__Host-{name}" if app.config["SESSION_COOKIE_SECURE"] else name


def idle_limit(app: Flask) -> dt.timedelta:
    """Return how long a session may be left alone."""
    return dt.timedelta(minutes=app.config["CMS_SESSION_IDLE_MINUTES"])


class RowSessionInterface(SessionInterface):
    """Keep sessions in the table ``sessions``."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the row's session, else the visit's, else an empty one."""
        secret = request.cookies.get(cookie_name(app))
        if secret:
            found = self._load(app, secret)
            if found is not None:
                return found
        visit = request.cookies.get(cookie_name(app, VISIT))
        if visit:
            try:
                data = _visit_signer(app).loads(visit, max_age=VISIT_SECONDS)
                return ServerSession(data)
            except BadData:
                return ServerSession()
        return ServerSession()

    def _load(self, app: Flask, secret: str) -> ServerSession | None:
        """Return the live session of a cookie; None when it is unknown or over."""
        query = select(
            TABLE.c.id, TABLE.c.data, TABLE.c.last_seen, database_now().label("now")
        ).where(TABLE.c.id == hashed(secret), TABLE.c.expires_at > database_now())
        # In the transaction of the request, which asks for the account next.
        row = db.session.execute(query).one_or_none()
        if row is None or row.last_seen <= row.now - idle_limit(app):
            return None
        session = ServerSession(row.data, row.id)
        session.seen, session.opened = row.last_seen, row.now
        return session

    def save_session(
        self,
        app: Flask,
        session: SessionMixin,
        response: Response,
    ) -> None:
        """Write what changed; send a cookie only when there is a new one.

        What else the request has to write about itself is written with it.
        """
        if isinstance(session, ServerSession):
            self._save(app, session, response)
        flush_late_writes()

    def _save(self, app: Flask, session: ServerSession, response: Response) -> None:
        if session.accessed or session.modified:
            response.vary.add("Cookie")
        if LOGIN_KEY in session or PENDING_KEY in session:
            self._save_row(app, session, response)
        elif session.row_id is not None:
            end(session.row_id)
            self._drop(app, response, cookie_name(app))
        elif session.modified:
            self._save_visit(app, session, response)

    def _save_row(self, app: Flask, session: ServerSession, response: Response) -> None:
        """Write the row when its data changed or its last minute is over."""
        stale = (
            session.seen is None
            or session.opened is None
            or session.opened - session.seen > TOUCH_EVERY
        )
        if session.row_id is not None and (session.modified or stale):
            values: dict[str, Any] = {"last_seen": database_now()}
            if session.modified:
                values["data"] = json.loads(json.dumps(dict(session)))
            with _own_transaction() as connection:
                connection.execute(
                    update(TABLE).where(TABLE.c.id == session.row_id).values(**values)
                )
        if session.secret is not None:
            response.set_cookie(
                cookie_name(app),
                session.secret,
                max_age=int(ABSOLUTE.total_seconds()),
                httponly=True,
                samesite="Lax",
                secure=app.config["SESSION_COOKIE_SECURE"],
                path="/",
            )
            self._drop(app, response, cookie_name(app, VISIT))

    def _save_visit(
        self, app: Flask, session: ServerSession, response: Response
    ) -> None:
        """Set the signed cookie of an anonymous session; delete it when it is empty."""
        if not session:
            self._drop(app, response, cookie_name(app, VISIT))
            return
        response.set_cookie(
            cookie_name(app, VISIT),
            _visit_signer(app).dumps(dict(session)),
            max_age=VISIT_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=app.config["SESSION_COOKIE_SECURE"],
            path="/",
        )

    def _drop(self, app: Flask, response: Response, name: str) -> None:
        response.delete_cookie(
            name,
            path="/",
            secure=app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )


def _visit_signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="cms.accounts.visit")


def _own_transaction() -> AbstractContextManager[Connection]:
    """Return a write transaction apart from the request's, which is over by now.

    The request's own must end first: on SQLite it may hold the write lock.
    """
    if db.session().in_transaction():
        db.session.rollback()
    return write_transaction()


def begin(
    session: ServerSession,
    user_id: int,
    browser: str,
    address: str,
    *,
    pending: dict[str, Any] | None = None,
) -> None:
    """Give ``session`` a new id and a row of its own; the old id is dead at once.

    Runs in the caller's ``transaction()``, after Flask-Login has logged the user
    in; ``session`` is the new one once that has committed, else what it was. What it
    held is forgotten, apart from messages waiting to be shown. With ``pending``
    nobody is logged in: it is kept for the next step of a login.
    """
    if session.row_id is not None:
        db.session.execute(delete(SessionRow).where(SessionRow.id == session.row_id))
    data = {name: session[name] for name in KEPT if name in session}
    now, lifetime = read_clock(db.session()), ABSOLUTE
    data[FRESH_KEY] = now.timestamp()
    if pending is not None:
        data.pop(LOGIN_KEY, None)
        data[PENDING_KEY], lifetime = pending, PENDING
    data["csrf_token"] = secrets.token_hex(20)
    secret = secrets.token_urlsafe(32)
    db.session.execute(
        insert(SessionRow).values(
            id=hashed(secret),
            user_id=user_id,
            data=data,
            created_at=now,
            last_seen=now,
            expires_at=now + lifetime,
            browser=browser[:200],
            address=address[:64],
        )
    )

    def take_over() -> None:
        session.clear()
        session.update(data)
        g.pop("csrf_token", None)  # Flask-WTF's copy of the token for this request
        session.secret, session.row_id = secret, hashed(secret)
        session.seen = session.opened = now
        session.modified = False

    after_commit(take_over)


def end(row_id: str) -> None:
    """End one session at once, apart from the request's transaction."""
    with _own_transaction() as connection:
        connection.execute(delete(TABLE).where(TABLE.c.id == row_id))


def revoke(user_id: int, *, keep: str | None = None, only: str | None = None) -> int:
    """End a person's sessions in the current transaction; return how many.

    ``keep`` is a row that stays; ``only`` limits it to one row.
    """
    query = delete(SessionRow).where(SessionRow.user_id == user_id)
    if keep is not None:
        query = query.where(SessionRow.id != keep)
    if only is not None:
        query = query.where(SessionRow.id == only)
    done = db.session.execute(query)
    return int(done.rowcount)  # type: ignore[attr-defined] # a CursorResult: it selects nothing


def sweep(connection: Connection) -> None:
    """Remove rows of sessions that are over."""
    connection.execute(delete(TABLE).where(TABLE.c.expires_at < database_now()))
