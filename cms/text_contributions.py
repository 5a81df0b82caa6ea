"""The frozen values that texts need: reusable blocks, and links in other texts.

:mod:`cms.contributions` offers them with all others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

    from cms.actors import Actor
    from cms.content.spine.models import Item
    from cms.richtext import SharedBlock


@dataclass(frozen=True)
class Embed:
    """Where reusable blocks in rich text come from: ``load(ids)`` returns them by id."""

    name: str
    load: Callable[[Collection[int]], Mapping[int, SharedBlock]]


@dataclass(frozen=True)
class LinkPlace:
    """A text outside items that links to an item: its name, and where it is changed.

    ``endpoint`` is that of its page on the desk, with its ``values``.
    """

    title: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkSource:
    """Texts outside items that link to items, so that staff find and replace them.

    ``find(item)`` returns the places that link to an item. ``may_replace(actor)``
    tells whether an actor may change them. ``replace(actor, item, other)`` lets
    all of them link to another item, within the caller's transaction.
    """

    name: str
    label: str | LazyString
    find: Callable[[Item], Sequence[LinkPlace]]
    may_replace: Callable[[Actor], bool]
    replace: Callable[[Actor, Item, Item], None]
