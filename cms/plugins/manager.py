"""The guarded calls: every hook of every plugin goes through one of five methods."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pluggy
from markupsafe import Markup
from sqlalchemy import ColumnElement, false
from sqlalchemy.sql import ClauseElement

from cms import hookspecs
from cms.caching import keep_for_nobody
from cms.database.transaction import transaction
from cms.errors import Busy, PluginError, Problem, one_line
from cms.extensions import db
from cms.plugins.breaker import CircuitBreaker
from cms.plugins.failures import FailureLog
from cms.plugins.timeouts import call_within


log = logging.getLogger(__name__)
T = TypeVar("T")
Around = Callable[[], AbstractContextManager[Any]]

# A step of the build may take so many times what a hook may.
BUILD_BUDGETS = 10

# pluggy's ways to depend on order; none of our hooks needs them.
_SHARP_TOOLS = ("hookwrapper", "wrapper", "tryfirst", "trylast", "optionalhook")


@dataclass(frozen=True)
class Trouble:
    """A guarded call that gave nothing: the plugin, the code shown, and why."""

    plugin: str
    reference: str
    reason: str


@dataclass(frozen=True)
class Narrowing:
    """What a ``filter_`` hook says: a criterion for items of some types.

    ``types`` are names of content types; None stands for every type.
    """

    plugin: str
    types: frozenset[str] | None
    criterion: ColumnElement[bool]


class Manager:
    """The plugins of one build and the only way to call their hooks.

    ``core`` are the names of the built-in parts: they are waited for, however
    long they take. ``types`` maps the names of the build's content types to
    the plugins that bring them; the build fills it in.
    """

    def __init__(
        self,
        failures: FailureLog,
        breaker: CircuitBreaker,
        core: Collection[str] = (),
    ) -> None:
        self.failures = failures
        self.breaker = breaker
        self.types: Mapping[str, str] = {}
        self._core = frozenset(core)
        self._pluggy = pluggy.PluginManager("cms")
        self._pluggy.add_hookspecs(hookspecs)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the registered parts and plugins, in the order of registration."""
        return tuple(name for name, _plugin in self._pluggy.list_name_plugin())

    def register(self, name: str, plugin: Any) -> None:
        """Register a module (or object) with ``hookimpl`` functions.

        Raises PluginError for a hook or an argument that does not exist, and
        for wrappers and orders.
        """
        try:
            self._pluggy.register(plugin, name)
            _refuse_misspelt(name, plugin)
            self._pluggy.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(name, " ".join(str(error).split())) from error
        for caller in self._pluggy.get_hookcallers(plugin) or ():
            for hook in caller.get_hookimpls():
                used = [tool for tool in _SHARP_TOOLS if getattr(hook, tool)]
                if hook.plugin is plugin and used:
                    raise PluginError(
                        name, f"{caller.name} uses {used[0]}, which is not allowed"
                    )

    def implementations(self, hook: str) -> Iterator[Any]:
        """Yield the implementations of a hook, in the order of registration."""
        yield from getattr(self._pluggy.hook, hook).get_hookimpls()

    def hooks_of(self, name: str) -> list[str]:
        """Return the hooks beyond registration that a plugin implements."""
        callers = self._pluggy.get_hookcallers(self._pluggy.get_plugin(name)) or []
        names = sorted(caller.name for caller in callers)
        return [hook for hook in names if not hook.startswith("register_")]

    def collect(self, hook: str) -> list[tuple[str, Any]]:
        """Return (plugin, contribution) of a ``register_`` hook.

        Raises PluginError when an implementation raises, takes too long or
        returns no iterable.
        """
        found = []
        for implementation in self.implementations(hook):
            name = implementation.plugin_name
            values = self.build_step(name, hook, partial(_listed, implementation))
            found += [(name, value) for value in values]
        return found

    def build_step(self, name: str, what: str, call: Callable[[], T]) -> T:
        """Return what a plugin gives while the site is built.

        Raises PluginError when it raises or takes too long.
        """
        suspended = self.breaker.reference(name, what)
        if suspended is not None:
            reason = f"is suspended until it is resumed ({suspended})"
            raise PluginError(name, f"{what}: {reason}")
        try:
            if name in self._core:
                return call()
            seconds = BUILD_BUDGETS * self.breaker.budget
            return call_within(seconds, call, (name, what))
        except (Exception, SystemExit) as error:
            raise PluginError(name, f"{what}: {one_line(error)}") from error

    def check(self, hook: str, **arguments: Any) -> list[Problem]:
        """Return every problem of a ``check_`` hook.

        Trouble blocks the items of the plugin's own types; of another type it
        is a problem to be seen and passed over.
        """
        item = arguments.get("item")
        owner = None if item is None else self._owner(item.type)
        found: list[Problem] = []
        for name, result in self._each(hook, arguments, _savepoint):
            if isinstance(result, Trouble):
                found.append(_unchecked(result, block=owner in (None, name)))
            else:
                found.extend(result or ())
        return found

    def filter(self, hook: str, **arguments: Any) -> list[Narrowing]:
        """Return the criteria of a ``filter_`` hook, with the types they speak for.

        Trouble shows nothing of these types.
        """
        found: list[Narrowing] = []
        for implementation, result in self._each_result(hook, arguments, _savepoint):
            name = implementation.plugin_name
            types = self._spoken_for(name, implementation.function)
            if isinstance(result, Trouble):
                found.append(Narrowing(name, types, false()))
            elif result is not None:
                found.append(Narrowing(name, types, result))
        return found

    def _owner(self, type_name: str) -> str:
        """Return the plugin that brings a content type."""
        return self.types.get(type_name, type_name.partition(".")[0])

    def _spoken_for(self, name: str, function: Any) -> frozenset[str] | None:
        """Return for which types a plugin's ``filter_`` hook speaks; None for all."""
        declared = hookspecs.declared_types(function)
        if hookspecs.EVERY_TYPE in declared:
            return None
        own = {one for one, owner in self.types.items() if owner == name}
        return frozenset(own | declared)

    def render(self, hook: str, **arguments: Any) -> list[Markup | Trouble]:
        """Return the markup of a ``render_`` hook; trouble stands in its place."""
        return [
            result
            for _name, result in self._each(hook, arguments, _savepoint)
            if result is not None
        ]

    def notify(self, hook: str, **arguments: Any) -> None:
        """Call an ``on_`` hook; each implementation has a transaction of its own."""
        for _ in self._each(hook, arguments, _own_transaction):
            pass

    def guard(
        self, name: str, place: str, call: Callable[..., T], *arguments: Any
    ) -> T | Trouble:
        """Call one contribution (a panel, a check); return its value or Trouble."""
        return self._guarded(name, place, lambda: call(*arguments), _savepoint)

    def _each(
        self, hook: str, arguments: Mapping[str, Any], around: Around
    ) -> Iterator[tuple[str, Any]]:
        for implementation, result in self._each_result(hook, arguments, around):
            yield implementation.plugin_name, result

    def _each_result(
        self, hook: str, arguments: Mapping[str, Any], around: Around
    ) -> Iterator[tuple[Any, Any]]:
        for implementation in self.implementations(hook):
            wanted = [arguments[name] for name in implementation.argnames]
            function = implementation.function

            def call(function: Any = function, wanted: list[Any] = wanted) -> Any:
                return _checked(hook, function(*wanted))

            name = implementation.plugin_name
            yield implementation, self._guarded(name, hook, call, around)

    def _guarded(
        self, name: str, place: str, call: Callable[[], T], around: Around
    ) -> T | Trouble:
        """Call within a savepoint and a time budget; return the value or Trouble."""
        resting = self.breaker.reference(name, place)
        if resting is not None:
            keep_for_nobody()
            return Trouble(name, resting, "resting")
        started = self.breaker.clock()
        try:
            with around():
                value = self._within_budget(name, place, call)
        except (Exception, SystemExit) as error:
            log.error("%s of plugin %s failed", place, name, exc_info=error)  # noqa: TRY400 - SystemExit
            keep_for_nobody()
            trouble = Trouble(name, self._record(name, place, error), one_line(error))
            if around is _savepoint and _transaction_was_lost():
                db.session.rollback()
                if isinstance(error, Busy):
                    raise
                message = "A plugin took too long while it wrote; nothing was changed."
                raise Busy(message) from error
            return trouble
        self.breaker.count_success((name, place), self.breaker.clock() - started)
        return value

    def _within_budget(self, name: str, place: str, call: Callable[[], T]) -> T:
        if name in self._core:
            return call()
        return call_within(self.breaker.budget, call, (name, place))

    def _record(self, name: str, place: str, error: BaseException) -> str:
        """Remember a failure; return its code.

        A part of the core is never suspended, nor is a plugin because the
        database is busy.
        """
        if name in self._core or isinstance(error, Busy):
            return self.failures.add(name, place, error)
        return self.failures.add_counted(name, place, error, self.breaker)


def _listed(implementation: Any) -> list[Any]:
    """Return everything that a ``register_`` hook gives."""
    return list(implementation.function() or ())


def _checked(hook: str, value: Any) -> Any:
    """Return what a hook gave if it is of the kind its prefix promises."""
    verb = hook.partition("_")[0]
    if value is None or verb == "on":
        return None
    if verb == "check":
        value = list(value)
        wrong = [one for one in value if not isinstance(one, Problem)]
    elif verb == "filter":
        wrong = [] if isinstance(value, ClauseElement) else [value]
    else:
        wrong = [] if hasattr(value, "__html__") else [value]
    if wrong:
        raise TypeError(f"{hook} returned {type(wrong[0]).__name__}")
    return value


def _refuse_misspelt(name: str, plugin: Any) -> None:
    """Refuse an implementation of a hook that does not exist.

    pluggy's own check comes later and names no more than the function.
    """
    for attribute, function in inspect.getmembers(plugin, inspect.isroutine):
        if getattr(function, "cms_impl", None) and not hasattr(hookspecs, attribute):
            raise PluginError(name, f"there is no hook called {attribute}")


def _savepoint() -> AbstractContextManager[Any]:
    """Keep what a plugin writes or breaks away from the caller's transaction."""
    return db.session.begin_nested()


class _own_transaction:  # noqa: N801 - used like a function
    """A transaction that commits; the plugin's part lies in a savepoint."""

    def __enter__(self) -> None:
        self._outer: AbstractContextManager[Any] = transaction()
        self._outer.__enter__()
        self._inner: AbstractContextManager[Any] = db.session.begin_nested()
        self._inner.__enter__()

    def __exit__(self, *error: Any) -> None:
        try:
            self._inner.__exit__(*error)
        except BaseException:
            self._outer.__exit__(*sys.exc_info())
            raise
        self._outer.__exit__(None, None, None)


def _transaction_was_lost() -> bool:
    """Tell whether the database has taken the caller's whole transaction back.

    A server that has gone did that. SQLite does when a statement that writes is
    interrupted: a savepoint does not hold it, and what follows would be written
    without a transaction.
    """
    session = db.session()
    if not session.in_transaction():
        return False
    connection = session.connection()
    if connection.invalidated:
        return True
    dbapi = connection.connection.dbapi_connection
    return not getattr(dbapi, "in_transaction", True)  # psycopg has no such attribute


def _unchecked(trouble: Trouble, *, block: bool) -> Problem:
    """Return the problem of a check that gave no answer, with the way out."""
    from flask_babel import gettext as _

    message = _(
        "The plugin %(name)s could not check this (%(code)s). An administrator "
        "can see why on the plugin’s page, and can resume or disable it.",
        name=trouble.plugin,
        code=trouble.reference,
    )
    return Problem(message, plugin=trouble.plugin, block=block)
