"""People for tests: with a role, and with a session."""

from __future__ import annotations

import itertools
from typing import Any

from flask import Flask
from sqlalchemy import select

from cms.accounts import sessions
from cms.accounts.models import Grant, Role, User
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.browser import Browser


_numbers = itertools.count(1)


def make_user(
    role: str | None = "reporter", *, section_id: int | None = None, **fields: Any
) -> User:
    """Return a new person with a role (or none), everywhere or in one section."""
    number = next(_numbers)
    fields.setdefault("username", f"{role or 'nobody'}{number}")
    fields.setdefault("name", f"Người thử {number}")
    with transaction():
        person = User(**fields)
        db.session.add(person)
        db.session.flush()
        if role is not None:
            found = db.session.scalars(select(Role).where(Role.name == role)).one()
            person.grants.append(Grant(role=found, section_id=section_id))
    return person


def logged_in(app: Flask, person: User) -> Browser:
    """Return a browser with a session of ``person``."""
    session = sessions.ServerSession()
    session[sessions.LOGIN_KEY] = str(person.id)
    session["_fresh"] = True
    with transaction():
        sessions.begin(session, person.id, "test", "127.0.0.1")
    browser = Browser(app)
    browser.set_cookie(sessions.cookie_name(app), str(session.secret))
    browser.user = person
    browser.csrf = session["csrf_token"]
    return browser
