"""Keeping confidential inspections from everybody without the right to them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select

from cms import Item, Permission, Revision, holds
from cms_inspections import INSPECTION
from cms_inspections.models import Inspection


PERMISSION = Permission(
    "inspections.confidential", _l("See and edit confidential inspections")
)


def without_confidential(user: Any) -> ColumnElement[bool] | None:
    """Return the criterion that leaves confidential inspections out, or None.

    An inspection counts as confidential when its live version says so, or the
    version that is being worked on.
    """
    if holds(user, PERMISSION.name):
        return None
    live = select(Inspection.item_id).where(Inspection.confidential.is_(True))
    draft = (
        select(Revision.item_id)
        .where(Revision.state == "working")
        .where(Revision.data["confidential"].as_boolean().is_(True))
    )
    return or_(
        Item.type != INSPECTION,
        Item.id.not_in(live) & Item.id.not_in(draft),
    )
