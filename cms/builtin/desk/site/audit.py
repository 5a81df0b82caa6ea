"""The audit log: who did what and when, newest first."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
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

ROOMS = {
    "account": _l("Accounts"),
    "item": _l("Content"),
    "media": _l("Media library"),
    "plugin": _l("Plugins"),
    "role": _l("Roles"),
    "section": _l("Sections"),
    "settings": _l("Settings"),
    "site": _l("Site"),
}
ACTS = {
    "account.changed": _l("Account changed"),
    "account.created": _l("Account created"),
    "account.disabled": _l("Account deactivated"),
    "account.enabled": _l("Account activated"),
    "account.login": _l("Logged in"),
    "account.logout": _l("Logged out"),
    "account.password": _l("Password set"),
    "account.password_link": _l("Password link created"),
    "account.roles": _l("Roles granted or removed"),
    "account.session_ended": _l("Session ended"),
    "account.throttled": _l("Too many wrong passwords"),
    "item.approve": _l("Approved"),
    "item.archive": _l("Archived"),
    "item.create": _l("Draft created"),
    "item.discard": _l("Changes discarded"),
    "item.expire": _l("Archived on its day"),
    "item.import": _l("Imported"),
    "item.move": _l("Moved within its list"),
    "item.publish": _l("Published"),
    "item.readers": _l("Readers named"),
    "item.revive": _l("Published again"),
    "item.save": _l("Draft saved"),
    "item.schedule": _l("Scheduled"),
    "item.send_back": _l("Returned"),
    "item.submit": _l("Submitted for review"),
    "item.take_back": _l("Withdrawn from review"),
    "item.trash": _l("Moved to the trash"),
    "item.untrash": _l("Restored from the trash"),
    "media.delete": _l("File deleted"),
    "media.store": _l("File added"),
    "media.update": _l("File changed"),
    "plugin.disable": _l("Plugin disabled"),
    "plugin.enable": _l("Plugin enabled"),
    "plugin.resume": _l("Plugin resumed"),
    "plugin.suspend": _l("Plugin suspended: it kept failing"),
    "role.changed": _l("Role changed"),
    "role.created": _l("Role created"),
    "role.deleted": _l("Role deleted"),
    "section.delete": _l("Section deleted"),
    "section.save": _l("Section saved"),
    "settings.save": _l("Settings saved"),
    "site.setup_code": _l("Set-up code created"),
}


DETAILS: dict[str, Any] = {
    "after": _l("Afterwards"),
    "before": _l("Before"),
    "fields": _l("Fields"),
    "grants": _l("Roles"),
    "image": _l("Picture"),
    "keys": _l("Fields"),
    "media": _l("File"),
    "note": _l("Note"),
    "permissions": _l("Permissions"),
    "readers": _l("Readers"),
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
        acts_in_words=ACTS,
        details_in_words=DETAILS,
        people=people,
        rooms=rooms(),
        person=person,
        room=room,
    )


def rooms() -> list[tuple[str, Any]]:
    """Return the first words of all actions, as choices."""
    actions = db.session.scalars(select(AuditEntry.action).distinct())
    names = sorted({action.partition(".")[0] for action in actions})
    return [(name, ROOMS.get(name, name)) for name in names]
