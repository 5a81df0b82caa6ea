"""The item that an address names, for whoever asks."""

from __future__ import annotations

from flask_babel import gettext as _

from cms.actors import Actor
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import find_item
from cms.errors import Forbidden, NotFound


def get_item(
    actor: Actor,
    item_id: int,
    right: str | None = None,
    *,
    type_name: str | None = None,
    trashed: bool = False,
) -> Item:
    """Return an item that ``actor`` may open on the desk.

    Raises NotFound for what is not there, lies in the trash (unless
    ``trashed``), is of another type than ``type_name``, or may not be known of;
    Forbidden when ``actor`` lacks ``right`` on it: "write" or "publish". For a
    change, services load the row again under a lock.
    """
    item = find_item(item_id, access.editable(actor))
    if item is None or (item.deleted_at is not None and not trashed):
        raise NotFound(f"No item {item_id}.")
    if type_name is not None and item.type != type_name:
        raise NotFound(f"Item {item_id} is no {type_name}.")
    if right is not None and not access.can(actor, right, item):
        raise Forbidden(_("You may not do this here."))
    return item
