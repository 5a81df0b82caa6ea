"""Items for tests, made by the services that people use."""

from __future__ import annotations

import itertools
from typing import Any

from cms.accounts.permissions import SYSTEM
from cms.actors import Actor
from cms.content import service
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of


_numbers = itertools.count(1)


def make(
    type_name: str,
    *,
    status: str = "draft",
    actor: Actor = SYSTEM,
    parent_item: Item | None = None,
    **data: Any,
) -> Item:
    """Return a new item of ``type_name``; ``data`` are fields of its form.

    ``parent_item`` is what it belongs to. A record is valid at once.

    ``status``: "draft", "submitted", "approved", "published" or "archived".
    """
    data.setdefault("title", f"Mục thử {next(_numbers)}")
    item = service.create(
        actor, type_name, data, parent_id=parent_item.id if parent_item else None
    )
    if status == "draft" or content_type_of(item).is_record:
        return item
    steps = {
        "submitted": (service.submit,),
        "approved": (service.submit, service.approve),
        "published": (service.submit, service.approve, service.publish),
        "archived": (
            service.submit,
            service.approve,
            service.publish,
            service.archive,
        ),
    }
    for step in steps[status]:
        item = step(actor, item.id, item.version) or item
    return item
