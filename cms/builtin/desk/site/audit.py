"""The audit log: who did what and when, newest first."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cms.accounts.guard import requires
from cms.accounts.models import User
from cms.audit import action_words, room_name
from cms.audit.models import AuditEntry
from cms.builtin.desk import desk
from cms.database.pagination import page_of
from cms.extensions import db
from cms.text import person_sort_key
from cms.theming import render


PER_PAGE = 50

DETAILS: dict[str, Any] = {
    "after": _l("After"),
    "before": _l("Before"),
    "fields": _l("Fields"),
    "code": _l("Code of the failure"),
    "from": _l("From"),
    "grants": _l("Roles"),
    "hook": _l("Hook"),
    "hooks": _l("Hooks"),
    "image": _l("Picture"),
    "invited_by": _l("Invited by"),
    "is": _l("After"),
    "keys": _l("Fields"),
    "media": _l("File"),
    "note": _l("Note"),
    "organisations": _l("Organisations"),
    "permissions": _l("Permissions"),
    "person": _l("Person"),
    "readers": _l("Readers"),
    "sha256": _l("Checksum"),
    "to": _l("To"),
    "was": _l("Before"),
}


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
        "desk/site/audit.html",
        page=page,
        acts=page.items,
        did=did,
        details_in_words=DETAILS,
        people=people,
        rooms=rooms(),
        person=person,
        room=room,
    )


def did(action: str) -> str:
    """Return what was done as a cell of the table says it, with a capital letter."""
    words = action_words(action)
    return words[:1].upper() + words[1:]


def rooms() -> list[tuple[str, Any]]:
    """Return the first words of all actions, as choices."""
    actions = db.session.scalars(select(AuditEntry.action).distinct())
    names = sorted({action.partition(".")[0] for action in actions})
    return [(name, room_name(name)) for name in names]
