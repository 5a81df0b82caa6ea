"""The frozen values that put something on pages: places, columns, actions, passes.

:mod:`cms.contributions` offers them with all others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString
    from markupsafe import Markup

    from cms.actors import Actor
    from cms.content.spine.models import Item


class Slot(StrEnum):
    """The named places of public and desk pages that plugins may add to."""

    HEAD = "head"
    LIST_HEAD = "list.head"
    LIST_TOOLS = "list.tools"
    HOME_MAIN = "home.main"
    HOME_ASIDE = "home.aside"
    ITEM_AFTER = "item.after"
    ITEM_ASIDE = "item.aside"
    LOGIN = "login"
    CONFIRM = "confirm"
    DESK_HEADER = "desk.header"
    DESK_DASHBOARD = "desk.dashboard"
    DESK_ACCOUNT = "desk.account"
    DESK_USER_ASIDE = "desk.user.aside"
    DESK_ROLE_ASIDE = "desk.role.aside"
    DESK_ITEM_TOP = "desk.item.top"
    DESK_ITEM_BAR = "desk.item.bar"
    DESK_ITEM_STATE = "desk.item.state"
    DESK_ITEM_SIDE = "desk.item.side"
    DESK_ITEM_ASIDE = "desk.item.aside"
    DESK_REVIEW_DECIDE = "desk.review.decide"
    DESK_REVIEW_ASIDE = "desk.review.aside"


@dataclass(frozen=True)
class Fragment:
    """Markup for one named place: ``render(item, user)`` returns it or None.

    ``item`` is None where the page is not of an item; on the pages of an account
    or a role it is the account or the role. Below the forms of the login and of
    its confirmation it has ``target`` and ``kept``, to be posted along. Fragments stand in their
    ``order``, before what ``render_slot`` adds. One that raises is left out.
    """

    name: str
    slot: Slot
    render: Callable[[Any, Actor], Markup | None]  # what an item is depends on the slot
    order: int = 100


@dataclass(frozen=True)
class Column:
    """A column of the desk's lists of items; it is left out where all cells are empty.

    ``cells(items, user)`` returns text or markup by item id, for all rows of a
    page at once; it asks the database once, not once a row.
    """

    name: str
    label: str | LazyString
    cells: Callable[[Sequence[Item], Actor], Mapping[int, Any]]
    order: int = 100


def no_run(_actor: Actor, _item_id: int, _version: int, _value: Any) -> Item:
    """Refuse: what is not listed is not begun in a list."""
    raise NotImplementedError


@dataclass(frozen=True)
class Action:
    """Something that staff can do to several ticked items of a list at once.

    ``run(actor, item_id, version, value)`` does it to one item in one
    transaction, with the rights and the rules of doing it by hand, and returns
    the item. ``right`` is ``write`` or ``publish``. ``asks`` names the control
    that gives ``value``. ``fields`` names the fields of a snapshot that it
    changes (or a function of the item does); an action without any is a move
    of the workflow. ``done`` is the sentence with ``%(number)d``. One with
    ``undo`` brings its own way back: ``undo(actor, record_id)``; one that is
    not ``listed`` is begun elsewhere than in a list, and needs no
    ``run``.
    """

    name: str
    label: str | LazyString
    done: str | LazyString
    right: str
    run: Callable[[Actor, int, int, Any], Item] = no_run
    asks: str = ""
    fields: tuple[str, ...] | Callable[[Item], tuple[str, ...]] = ()
    undoable: bool = True
    trashed: bool = False
    listed: bool = True
    order: int = 100
    undo: Callable[[Actor, int], Any] | None = None


@dataclass(frozen=True)
class MediaPass:
    """A way to pictures and files for somebody without an account.

    ``items()`` returns the ids of the items whose media the current request
    may have besides those that are for everybody.
    """

    name: str
    items: Callable[[], Collection[int]]


@dataclass(frozen=True)
class SitemapPaths:
    """Public pages beyond items and lists: ``paths()`` returns their addresses."""

    name: str
    paths: Callable[[], Iterable[str]]
