"""What may be live nowhere, whatever brings it in: each type says so of its items."""

from __future__ import annotations

from cms.accounts.permissions import SYSTEM
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item


def refusals(item: Item, data: Snapshot, actor: Actor | None) -> list[str]:
    """Return what keeps a version that is brought in from being live, in words.

    Rules of good pages are left out: what was published elsewhere is no new page.
    """
    said = current_build().manager.check(
        "check_item", item=item, data=data, transition="import", actor=actor or SYSTEM
    )
    return [str(one.message) for one in said if one.block and not one.rule]
