"""The audit log: who did what and when, newest first."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from cms.accounts.guard import requires
from cms.audit import action_words, room_name
from cms.audit.models import AuditEntry
from cms.builtin.desk import desk
from cms.builtin.desk.site import queries
from cms.builtin.pagination import page_of
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
    "name": _l("Name"),
    "network": _l("Network"),
    "note": _l("Note"),
    "organisations": _l("Organisations"),
    "permissions": _l("Permissions"),
    "person": _l("Person"),
    "readers": _l("Readers"),
    "required": _l("Required"),
    "sha256": _l("Checksum"),
    "to": _l("To"),
    "values": _l("Values"),
    "was": _l("Before"),
}


@desk.get("/nhat-ky", endpoint="audit")
@requires("site.audit")
def audit_log() -> ResponseReturnValue:
    """Show the log; narrow it by person, by room ("account"), by item."""
    person = request.args.get("nguoi", type=int)
    room = request.args.get("viec", "").strip()
    item = request.args.get("muc", type=int)
    page = page_of(
        queries.audit_query(person=person, room=room, item=item),
        AuditEntry.at,
        AuditEntry.id,
        cursor=request.args.get("cursor"),
        limit=PER_PAGE,
    )
    return render(
        "desk/site/audit.html",
        page=page,
        acts=page.items,
        did=did,
        details_in_words=DETAILS,
        people=queries.all_user_names(),
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
    actions = queries.recorded_actions()
    names = sorted({action.partition(".")[0] for action in actions})
    return [(name, room_name(name)) for name in names]
