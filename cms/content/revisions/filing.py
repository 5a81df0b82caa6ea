"""What an actor may change now: section, visibility, dates and address of an item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from cms.actors import Actor
from cms.content.spine import access, workflow
from cms.content.spine.models import Item
from cms.errors import Problem, Refused


def check_section(actor: Actor, item: Item, data: Mapping[str, Any]) -> None:
    """Refuse to move an item into a section where the actor may not write."""
    section = data.get("section_id")
    if (
        item.parent_id is None
        and section != item.section_id
        and not access.may(actor, access.WRITE, item.type, section)
    ):
        raise Refused([Problem(_("You may not write in this section."), "section_id")])


def check_first_published(
    actor: Actor, item: Item, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Refuse a date of first publication from somebody who may not publish."""
    name = "first_published_at"
    if before.get(name) != after.get(name) and not access.can(
        actor, access.PUBLISH, item
    ):
        message = _("Only those who may publish can say when this was first published.")
        raise Refused([Problem(message, name)])


def check_stage(actor: Actor, item: Item) -> None:
    """Refuse a change of what is in review from somebody who may not publish it."""
    in_review = item.stage in (
        workflow.SUBMITTED,
        workflow.APPROVED,
        workflow.SCHEDULED,
    )
    if in_review and not access.can(actor, access.PUBLISH, item):
        message = _("This is being reviewed. Withdraw it from review, then edit it.")
        raise Refused([Problem(message)])
