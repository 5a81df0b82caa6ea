"""What invitations add to every build: their pages, their messages, a guest's pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.actors import Actor
from cms.content.spine.models import Item
from cms.contributions import Fragment, MediaPass, Message, Slot
from cms.features.invitations import guest_pages, views
from cms.features.invitations.passes import item_of_pass
from cms.features.invitations.service import end_open
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the desk's page of invitations and the pages of guests."""
    return [views.invitations, guest_pages.guests]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the way to invite, beside the decisions on an item."""
    return [
        Fragment("invitations.edit", Slot.DESK_ITEM_STATE, views.link_to_invite),
        Fragment("invitations.review", Slot.DESK_REVIEW_DECIDE, views.link_to_invite),
    ]


@hookimpl
def register_messages() -> Iterable[Message]:
    """Return the notices of a guest's decision."""
    return [
        Message(
            "guest_approved",
            _l("%(name)s, invited by link, approved “%(title)s”."),
            "circle-check",
            settles=True,
        ),
        Message(
            "guest_returned",
            _l("%(name)s, invited by link, returned “%(title)s”: %(words)s"),
            "undo-2",
            settles=True,
        ),
    ]


def _items() -> Collection[int]:
    item_id = item_of_pass()
    return () if item_id is None else (item_id,)


@hookimpl
def register_media_passes() -> Iterable[MediaPass]:
    """Return a guest's pass to the pictures of the item of the link."""
    return [MediaPass("invitations.pass", _items)]


@hookimpl
def on_item_returned(item: Item, actor: Actor) -> None:
    """End the links to the revision that was returned: guests were invited to that."""
    end_open(item)


@hookimpl
def on_item_archived(item: Item, actor: Actor) -> None:
    """End the links to what was withdrawn: nobody approves it from outside any more."""
    end_open(item)


@hookimpl
def on_item_trashed(item: Item, actor: Actor) -> None:
    """End the links to an item for good: it may come back, they do not."""
    end_open(item)
