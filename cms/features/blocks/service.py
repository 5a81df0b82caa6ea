"""Change reusable blocks: each function is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.accounts.permissions import holds_everywhere
from cms.actors import Actor
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound
from cms.features.blocks.models import Block
from cms.richtext import without_embeds


audit.declare(
    {
        "block.save": _l("Reusable block saved"),
        "block.delete": _l("Reusable block deleted"),
    },
    block=_l("Reusable blocks"),
)


KINDS: Final = (("contact", _l("Contact box")), ("notice", _l("Notice")))


def may_change(user: Actor) -> bool:
    """Tell whether ``user`` may change blocks.

    A changed block changes every page that shows it, at once and without a
    review: that takes the right to publish in every section.
    """
    return holds_everywhere(user, "content.publish")


def save(
    actor: Actor, block_id: int | None, values: Mapping[str, Any], version: int | None
) -> Block:
    """Write a block with ``name``, ``kind`` and ``body``; every page shows it anew."""
    if not may_change(actor):
        raise Forbidden(_("Blocks are changed by those who publish everywhere."))
    with transaction() as session:
        found = session.get(Block, block_id) if block_id is not None else Block()
        if found is None:
            raise NotFound(f"No block {block_id}.")
        if block_id is not None and version is not None and version != found.version:
            raise Conflict(_("Somebody else has saved this in the meantime."), found)
        found.name = values["name"]
        found.kind = values["kind"]
        found.body = without_embeds(values["body"])
        found.updated_by_id = actor.id
        session.add(found)
        session.flush()
        audit.record("block.save", actor=actor, subject=found.name)
    return found


def remove(actor: Actor, block_id: int) -> None:
    """Delete a block; pages that show it close the gap, and staff see it marked."""
    if not may_change(actor):
        raise Forbidden(_("Blocks are changed by those who publish everywhere."))
    with transaction() as session:
        found = session.get(Block, block_id)
        if found is None:
            raise NotFound(f"No block {block_id}.")
        audit.record("block.delete", actor=actor, subject=found.name)
        session.delete(found)
