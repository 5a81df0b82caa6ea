"""Who may see and change which items: one rule, as an answer and as SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import True_
from sqlalchemy.sql.util import ClauseAdapter

from cms.accounts.models import User
from cms.accounts.permissions import ALL, ANONYMOUS, Everywhere, sections_where
from cms.actors import Actor
from cms.build_context import current_build
from cms.caching import is_timed, keep_for_nobody, page_shows
from cms.content.spine.affiliations import affiliations, once_a_request
from cms.content.spine.models import Item, ItemReader, ItemReaderOrganisation
from cms.content.spine.workflow import ARCHIVED, PUBLISHED
from cms.database.base import utcnow
from cms.database.clock import database_now
from cms.extensions import db


READ, WRITE, PUBLISH = "read", "write", "publish"
# Made once: an alias has a column for each of the table's.
_PARENT = Item.__table__.alias("parent")
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)

# For each type: every section (ALL) or the sections in which the right holds.
Scope = dict[str, Everywhere | frozenset[int]]


def scope(user: Actor, right: str) -> Scope:
    """Return where ``user`` holds ``right``, by content type of the build.

    A role may hold the right for one type (``news.article.write``) or for all
    (``content.write``); either may be limited to sections. A record is written
    and published by its own right to ``edit``. Types without any grant are
    absent. The answer is kept for the length of a request.
    """
    return once_a_request(f"scope {right}", user, lambda: _scope(user, right))


def _scope(user: Actor, right: str) -> Scope:
    types = current_build().registry.content_types
    found = {
        name: sections_where(user, one.permission(right)) for name, one in types.items()
    }
    return {name: where for name, where in found.items() if where}


def _scope_criterion(where: Scope) -> ColumnElement[bool]:
    whole = [name for name, sections in where.items() if sections is ALL]
    # Those who may do it to most types: an index by type would be the wrong one.
    most = 2 * len(whole) > len(current_build().registry.content_types)
    kind = func.coalesce(Item.type, "") if most else Item.type
    parts: list[ColumnElement[bool]] = [kind.in_(whole)] if whole else []
    parts += [
        and_(Item.type == name, Item.section_id.in_(sorted(sections)))
        for name, sections in where.items()
        if not isinstance(sections, Everywhere)
    ]
    return or_(*parts) if parts else false()


def _in_scope(where: Scope, item: Item) -> bool:
    return item.section_id in where.get(item.type, ())


def holds_for(user: Actor, right: str, item: Item) -> bool:
    """Tell whether ``user`` holds ``right`` for an item's type where it is filed."""
    return _in_scope(scope(user, right), item)


def allowed_by_plugins(user: Actor, action: str) -> ColumnElement[bool]:
    """Return what plugins allow: they can narrow, never widen.

    Each is asked about items of the types that it speaks for, and no others, once for
    the length of a request.
    """
    return once_a_request(f"allowed {action}", user, lambda: _allowed(user, action))


def _allowed(user: Actor, action: str) -> ColumnElement[bool]:
    said = current_build().manager.filter("filter_items", user=user, action=action)
    if any(is_timed(one.criterion) for one in said):
        keep_for_nobody()
    return and_(
        true(),
        *(
            one.criterion
            if one.types is None
            else or_(Item.type.not_in(sorted(one.types)), one.criterion)
            for one in said
        ),
    )


def is_confidential(item: Item) -> bool:
    """Tell whether an item is limited, itself or by its parent, or kept by a plugin.

    Its words leave the site for nobody, and who reads it is written down.
    """
    parent = parent_of(item)
    return (
        item.visibility == "limited"
        or not _meets(item, allowed_by_plugins(ANONYMOUS, WRITE))
        or (parent is not None and is_confidential(parent))
    )


def parent_of(item: Item) -> Item | None:
    """Return the item that ``item`` belongs to, whoever may see it; None for none."""
    return db.session.get(Item, item.parent_id) if item.parent_id else None


def is_live(item: Item, now: dt.datetime | None = None) -> bool:
    """Tell whether the public could read ``item`` if its visibility allowed it."""
    now = now or utcnow()
    parent = parent_of(item)
    if parent is not None and not is_live(parent, now):
        return False
    return (
        item.status == PUBLISHED
        and item.deleted_at is None
        and item.published_at is not None
        and item.published_at <= now
        and (item.expires_at is None or item.expires_at > now)
    )


def _live(now: Any, *, archived: bool) -> ColumnElement[bool]:
    statuses = (PUBLISHED, ARCHIVED) if archived else (PUBLISHED,)
    unexpired = (
        true() if archived else or_(Item.expires_at.is_(None), Item.expires_at > now)
    )
    return and_(
        Item.status.in_(statuses),
        Item.deleted_at.is_(None),
        # Nearly every row meets this: an index walked for it would be the wrong one.
        func.coalesce(Item.published_at, _NEVER) <= now,
        unexpired,
    )


def visible(
    user: Actor, *, archived: bool = False, now: dt.datetime | None = None
) -> ColumnElement[bool]:
    """Return the SQL criterion for live items that ``user`` may read.

    Public items for everybody; internal ones for holders of the read right;
    limited ones for their named readers, for the people of the organisations
    that they name, and for those who may publish them. Who made an item reads
    it, whatever became of it, as long as it is live. Items of a type that is
    not in the build are never visible, nor is one that belongs to an item
    which ``user`` may not see in the same way. With
    ``archived``, items taken out of the lists are included: they keep their
    page. ``now`` is an aware datetime; without one the database's clock
    decides. The criterion of now is made once for the length of a request,
    which asks for it for every part of a page.
    """
    page_shows("items")
    if now is not None:
        return _visible(user, now, archived=archived)
    return once_a_request(
        f"visible {archived}",
        user,
        lambda: _visible(user, None, archived=archived),
    )


def _visible(
    user: Actor, now: dt.datetime | None, *, archived: bool, parents: bool = False
) -> ColumnElement[bool]:
    allowed, parent_rule = allowed_by_plugins(user, READ), None
    if now is None and user.id is None and not scope(user, READ):
        rule, parent_rule = _public_rules(archived=archived)
    else:
        rule = _live_and_readable(user, now or database_now(), archived=archived)
    alone = and_(rule, allowed)
    if parents or not _child_types():  # a parent has no parent
        return alone
    if parent_rule is None:
        parent_rule = _of_parent(rule)
    return and_(alone, _parent_meets(and_(parent_rule, _of_parent(allowed))))


def _live_and_readable(user: Actor, now: Any, *, archived: bool) -> ColumnElement[bool]:
    """Return what an item meets that ``user`` may read, plugins and parents apart."""
    types = tuple(current_build().registry.content_types)
    live = _live(now, archived=archived)
    return and_(Item.type.in_(types), live, _readable(user))


def _public_rules(*, archived: bool) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what an item meets that every visitor may read, and the same of its parent.

    Made once for a build: the database's clock is asked when a statement is executed.
    """
    kept: dict[bool, tuple[ColumnElement[bool], ColumnElement[bool]]]
    kept = current_app.extensions.setdefault("cms.public_rules", {})
    if archived not in kept:
        rule = _live_and_readable(ANONYMOUS, database_now(), archived=archived)
        kept[archived] = rule, _of_parent(rule)
    return kept[archived]


def _parent_meets(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the criterion: an item has no parent, or a rule about parents holds of it."""
    return or_(Item.parent_id.is_(None), _parent(rule))


def _of_parent(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return ``rule`` as one about the parent of an item."""
    return ClauseAdapter(_PARENT).traverse(rule)


def _parent(rule: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the criterion: an item has a parent, and a rule about parents holds of it.

    The parent is looked up for each row by its key. It is a scalar and no
    EXISTS: a database could answer that by collecting all parents first, where
    a list wants the head of an index.
    """
    parent = _PARENT.c
    query = select(parent.id).where(parent.id == Item.parent_id, rule)
    return query.correlate(Item).scalar_subquery().is_not(None)


def _child_types() -> list[str]:
    types = current_build().registry.content_types
    return [name for name, one in types.items() if one.parent is not None]


def _readable(user: Actor) -> ColumnElement[bool]:
    public = Item.visibility == "public"
    read = scope(user, READ)
    if not read and user.id is None:
        return public
    own = Item.created_by_id == user.id if user.id is not None else false()
    return or_(
        public,
        own,
        and_(Item.visibility == "internal", _scope_criterion(read)),
        and_(
            Item.visibility == "limited",
            or_(_named(user), _scope_criterion(scope(user, PUBLISH))),
        ),
    )


def _named(user: Actor) -> ColumnElement[bool]:
    """Return what names ``user`` as a reader: by account, or by an organisation."""
    mine = select(ItemReader.item_id).where(ItemReader.user_id == user.id)
    units = affiliations(user)
    if not units:
        return Item.id.in_(mine)
    ours = select(ItemReaderOrganisation.item_id).where(
        ItemReaderOrganisation.organisation_id.in_(sorted(units))
    )
    return or_(Item.id.in_(mine), Item.id.in_(ours))


def editable(user: Actor) -> ColumnElement[bool]:
    """Return the SQL criterion for items, live or not, that ``user`` may see on the desk.

    Those who may write or publish a type see all its items, drafts included;
    limited ones only when they made them, are named, or may publish them.
    What belongs to another item is there for those who may see that one; as
    long as it was never live, those who may write it may also write what
    belongs to it. Items of absent types are left to :func:`orphaned`. Made once
    for the length of a request.
    """
    return once_a_request("editable", user, lambda: _editable(user))


def known_to(user: Actor) -> ColumnElement[bool]:
    """Return the SQL criterion for items whose titles ``user`` may learn, live or not.

    These may be named and linked to: what one reads, and what one sees on the desk.
    Made once for the length of a request.
    """
    return once_a_request(
        "known", user, lambda: or_(editable(user), visible(user, archived=True))
    )


def _editable(user: Actor) -> ColumnElement[bool]:
    writable = _scope_criterion(scope(user, WRITE))
    desk = or_(writable, _scope_criterion(scope(user, PUBLISH)))
    unlimited = or_(
        Item.visibility != "limited",
        Item.created_by_id == user.id,
        _named(user),
        _scope_criterion(scope(user, PUBLISH)),
    )
    narrowed = and_(unlimited, allowed_by_plugins(user, WRITE))
    alone = and_(desk, narrowed)
    if not (children := _child_types()):
        return alone
    parents = _of_parent(alone)
    seen = or_(parents, _of_parent(_visible(user, None, archived=True, parents=True)))
    in_draft = and_(_PARENT.c.published_at.is_(None), _of_parent(writable), parents)
    # A function hides the column: an index by type would be the wrong one.
    child = func.coalesce(Item.type, "").in_(children)
    desk = or_(desk, and_(child, _parent(in_draft)))
    return and_(desk, narrowed, _parent_meets(seen))


def orphaned() -> ColumnElement[bool]:
    """Return the SQL criterion for items whose type no enabled plugin brings."""
    return Item.type.not_in(tuple(current_build().registry.content_types))


def may(user: Actor, right: str, type_name: str, section_id: int | None = None) -> bool:
    """Tell whether ``user`` holds ``right`` for a type, in a section when given."""
    sections = scope(user, right).get(type_name, frozenset())
    return section_id in sections if section_id is not None else bool(sections)


def may_add(user: Actor, type_name: str, parent: Item) -> bool:
    """Tell whether ``user`` may add an item of a type to ``parent``."""
    if may(user, WRITE, type_name, parent.section_id) or _in_draft(user, parent):
        seen = or_(editable(user), visible(user, archived=True))
        return _meets(parent, and_(seen, Item.deleted_at.is_(None)))
    return False


def _in_draft(user: Actor, parent: Item | None) -> bool:
    """Tell whether a parent was never live and is ``user``'s to write."""
    return (
        parent is not None and parent.published_at is None and can(user, WRITE, parent)
    )


def _meets(item: Item, criterion: ColumnElement[bool]) -> bool:
    if isinstance(criterion, True_):
        return True
    found = db.session.execute(select(Item.id).where(Item.id == item.id, criterion))
    return found.first() is not None


def can(user: Actor, action: str, item: Item) -> bool:
    """Tell whether ``user`` may ``read``, ``write`` or ``publish`` this item.

    ``read`` is the public page; ``write`` and ``publish`` are the desk. The
    same rule as :func:`visible` and :func:`editable`, asked of one row.
    """
    rules: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        READ: visible,
        WRITE: editable,
        PUBLISH: editable,
    }
    held = action == READ or _in_scope(scope(user, action), item)
    if not held and not _in_draft(user, parent_of(item)):
        return False
    return item.id is None or _meets(item, rules[action](user))


def users_who_can(users: Iterable[User], action: str, item: Item) -> list[int]:
    """Return the ids of those of ``users`` who may do ``action`` to this item.

    The rule of :func:`can`, asked for all of them in one statement; one more
    for an item that belongs to another.
    """
    people = list(users)
    parent = parent_of(item)
    drafting: set[int] = set()
    if parent is not None and parent.published_at is None:
        drafting = set(users_who_can(people, WRITE, parent))
    asked = [
        select(literal(one.id)).where(Item.id == item.id, _rule(one, action, item))
        for one in people
        if action == READ or _in_scope(scope(one, action), item) or one.id in drafting
    ]
    if not asked:
        return []
    return sorted(db.session.scalars(union_all(*asked)))


def _rule(user: User, action: str, item: Item) -> ColumnElement[bool]:
    """Return what must hold of ``item`` for somebody who holds the right to ``action``."""
    if action == READ:
        return visible(user)
    if action == PUBLISH and item.parent_id is None:
        # Who may publish it sees it, limited or not: plugins alone narrow that.
        return allowed_by_plugins(user, WRITE)
    return editable(user)
