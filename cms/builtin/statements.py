"""Statements of public pages, composed once for a build instead of for every request."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from flask import current_app
from sqlalchemy.sql import Executable
from sqlalchemy.util import LRUCache

from cms.accounts.current import current_user
from cms.actors import Actor
from cms.caching import is_timed, page_shows
from cms.content.spine.access import READ, allowed_by_plugins, scope, visible
from cms.content.spine.affiliations import once_a_request


Statement = TypeVar("Statement", bound=Executable)
#: More than all pages of a site have; a plugin that says something else each time
#: pushes out its own.
MOST: Final = 500


def visible_statement(
    compose: Callable[..., Statement],
    *arguments: Hashable,
    user: Actor | None = None,
    archived: bool = False,
) -> Statement:
    """Return ``compose(criterion, *arguments)``; ``criterion`` is what ``user`` may see.

    For visitors without an account the statement is kept for as long as the build
    serves, and given to all of them: so ``compose`` is a function of a module and
    depends on nothing but its arguments. What differs from request to request stands
    as ``bindparam`` and is bound when the statement is executed. ``user`` is who
    asks, else the one of the request; ``archived`` is that of ``visible``.
    """
    asking = user if user is not None else current_user
    # Asked for so often that the way through the proxy counts.
    asking = getattr(asking, "_get_current_object", lambda: asking)()
    allowed = None
    if asking.id is None and not scope(asking, READ):
        allowed = once_a_request("fingerprint", asking, lambda: _fingerprint(asking))
    if allowed is None:
        return compose(visible(asking, archived=archived), *arguments)
    page_shows("items")
    kept: LRUCache[Hashable, Any]
    kept = current_app.extensions.setdefault("cms.statements", LRUCache(MOST))
    key = (compose, arguments, archived, allowed)
    statement: Statement | None = kept.get(key)
    if statement is None:
        statement = compose(visible(asking, archived=archived), *arguments)
        kept[key] = statement
    return statement


def _fingerprint(user: Actor) -> Hashable | None:
    """Return what is equal when plugins narrow in the same way.

    None where that cannot be told, and for what tells the time.
    """
    criterion = allowed_by_plugins(user, READ)
    key = criterion._generate_cache_key()
    if key is None or is_timed(criterion):
        return None
    given = [one.effective_value for one in key.bindparams]
    values = tuple(tuple(one) if isinstance(one, list) else one for one in given)
    try:
        hash(values)
    except TypeError:  # JSON
        return None
    return (key.key, values)
