"""Keeping confidential inspections from everybody without the right to them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from cms import Actor, Item, Permission, Revision, holds
from cms_inspections import INSPECTION
from cms_inspections.models import Inspection


PERMISSION = Permission(
    "inspections.confidential", _l("See and edit confidential inspections")
)


def without_confidential(user: Actor, action: str) -> ColumnElement[bool] | None:
    """Return the criterion that leaves confidential inspections out, or None.

    Readers of live pages are asked about the live version only: their pages
    are many and must not wait for drafts. On the desk an inspection is also
    confidential when the version that is being worked on says so.
    """
    if holds(user, PERMISSION.name):
        return None
    live = select(Inspection.item_id).where(Inspection.confidential.is_(True))
    allowed: ColumnElement[bool] = Item.id.not_in(live)
    if action != "read":
        inspected = aliased(Item)
        draft = (
            select(Revision.item_id)
            .join(inspected, inspected.id == Revision.item_id)
            .where(inspected.type == INSPECTION, Revision.state == "working")
            .where(Revision.data["confidential"].as_boolean().is_(True))
        )
        allowed = and_(allowed, Item.id.not_in(draft))
    return or_(Item.type != INSPECTION, allowed)
