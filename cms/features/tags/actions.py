"""What can be done with keywords to several ticked items, and taken back."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from cms.actors import Actor
from cms.builtin.desk.bulk_edit import refile
from cms.content.fields.answers import Kind
from cms.content.revisions.drafts import load_for
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of
from cms.contributions import Action
from cms.errors import Problem, Refused
from cms.text import slugify


def _tag_fields(actor: Actor, item_id: int, version: int) -> tuple[str, ...]:
    item = load_for(actor, item_id, version, access.WRITE)
    found = tag_fields(item)
    if not found:
        raise Refused([Problem(_("This kind of content has no keywords."))])
    return found


def tag_fields(item: Item) -> tuple[str, ...]:
    """Return the names of the fields that hold keywords."""
    form = blank_form(content_type_of(item))
    return tuple(one.short_name for one in form if one.points_to == Kind.TAG)


def add_tag(actor: Actor, item_id: int, version: int, value: Any) -> Item:
    """Give an item the keywords ``value`` (divided by commas), as the actor's save."""
    words = [" ".join(word.split()) for word in str(value or "").split(",")]
    words = [word for word in words if slugify(word)]
    if not words:
        raise Refused([Problem(_("Please type a keyword."))])
    name = _tag_fields(actor, item_id, version)[0]

    def change(data: Snapshot) -> Snapshot:
        had = list(data.get(name) or [])
        known = {slugify(word) for word in had}
        fresh = {slugify(word): word for word in words if slugify(word) not in known}
        return data.with_stored({name: [*had, *fresh.values()]})

    return refile(actor, item_id, version, change)


def remove_tag(actor: Actor, item_id: int, version: int, value: Any) -> Item:
    """Take the keywords ``value`` (divided by commas) from an item, as a save."""
    gone = {slugify(word) for word in str(value or "").split(",")} - {""}
    if not gone:
        raise Refused([Problem(_("Please type a keyword."))])
    names = _tag_fields(actor, item_id, version)

    def change(data: Snapshot) -> Snapshot:
        kept = {
            name: [word for word in data.get(name) or [] if slugify(word) not in gone]
            for name in names
            if data.get(name)
        }
        return data.with_stored(kept)

    return refile(actor, item_id, version, change)


ACTIONS = (
    Action(
        "tag",
        _l("Add a keyword"),
        _l("%(number)d given the keyword."),
        access.WRITE,
        add_tag,
        asks="tag",
        fields=tag_fields,
        order=80,
    ),
    Action(
        "untag",
        _l("Remove a keyword"),
        _l("The keyword was removed from %(number)d."),
        access.WRITE,
        remove_tag,
        asks="tag",
        fields=tag_fields,
        order=80,
    ),
)
