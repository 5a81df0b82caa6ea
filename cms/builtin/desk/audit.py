"""The audit log: who did what and when, newest first."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cms.accounts.guard import requires
from cms.accounts.models import User
from cms.audit.models import AuditEntry
from cms.builtin.desk import desk
from cms.database.pagination import page_of
from cms.extensions import db
from cms.text import person_sort_key
from cms.theming import render


PER_PAGE = 50


@desk.get("/nhat-ky", endpoint="audit")
@requires("site.audit")
def audit_log() -> ResponseReturnValue:
    """Show the log; narrow it by person, by room ("account"), by item."""
    person = request.args.get("nguoi", type=int)
    room = request.args.get("viec", "").strip()
    item = request.args.get("muc", type=int)
    query = select(AuditEntry)
    if person is not None:
        query = query.where(AuditEntry.actor_id == person)
    if room:
        query = query.where(AuditEntry.action.startswith(f"{room}.", autoescape=True))
    if item is not None:
        query = query.where(AuditEntry.item_id == item)
    page = page_of(
        query,
        AuditEntry.at,
        AuditEntry.id,
        cursor=request.args.get("cursor"),
        limit=PER_PAGE,
    )
    people = sorted(
        db.session.execute(select(User.id, User.name)),
        key=lambda pair: person_sort_key(pair[1]),
    )
    return render(
        "desk/audit.html",
        page=page,
        acts=page.items,
        people=people,
        rooms=rooms(),
        person=person,
        room=room,
    )


def rooms() -> list[tuple[str, str]]:
    """Return the first words of all actions, as choices."""
    actions = db.session.scalars(select(AuditEntry.action).distinct())
    names = sorted({action.partition(".")[0] for action in actions})
    return [(name, name) for name in names]
