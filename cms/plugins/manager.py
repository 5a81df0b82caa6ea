"""The guarded calls: every hook of every plugin goes through one of five methods."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pluggy
from markupsafe import Markup
from sqlalchemy import ColumnElement, false
from sqlalchemy.sql import ClauseElement

from cms import hookspecs
from cms.database.transaction import transaction
from cms.errors import PluginError, Problem
from cms.extensions import db
from cms.plugins.failures import FailureLog
from cms.plugins.pauses import Pauses


log = logging.getLogger(__name__)

# pluggy's ways to depend on order; none of our hooks needs them.
_SHARP_TOOLS = ("hookwrapper", "wrapper", "tryfirst", "trylast", "optionalhook")


@dataclass(frozen=True)
class Trouble:
    """A guarded call that gave nothing: the plugin, the code shown, and why."""

    plugin: str
    reference: str
    reason: str


class Manager:
    """The plugins of one build and the only way to call their hooks."""

    def __init__(self, failures: FailureLog, pauses: Pauses) -> None:
        self.failures = failures
        self.pauses = pauses
        self._pluggy = pluggy.PluginManager("cms")
        self._pluggy.add_hookspecs(hookspecs)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the registered parts and plugins, in the order of registration."""
        return tuple(name for name, _plugin in self._pluggy.list_name_plugin())

    def register(self, name: str, plugin: Any) -> None:
        """Take a module (or object) with ``hookimpl`` functions in.

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

        Raises PluginError when an implementation raises or returns no iterable.
        """
        found = []
        for implementation in self.implementations(hook):
            name = implementation.plugin_name
            try:
                for contribution in implementation.function() or ():
                    found.append((name, contribution))
            except (Exception, SystemExit) as error:
                raise PluginError(name, f"{hook}: {_say(error)}") from error
        return found

    def check(self, hook: str, **arguments: Any) -> list[Problem]:
        """Return every problem of a ``check_`` hook; trouble counts as a problem."""
        found: list[Problem] = []
        for name, result in self._each(hook, arguments, _savepoint):
            if isinstance(result, Trouble):
                found.append(Problem(_refusal(result), plugin=name))
            else:
                found.extend(result or ())
        return found

    def filter(self, hook: str, **arguments: Any) -> list[ColumnElement[bool]]:
        """Return the criteria of a ``filter_`` hook; trouble shows nothing."""
        found: list[ColumnElement[bool]] = []
        for _name, result in self._each(hook, arguments, _savepoint):
            if isinstance(result, Trouble):
                found.append(false())
            elif result is not None:
                found.append(result)
        return found

    def render(self, hook: str, **arguments: Any) -> list[Markup | Trouble]:
        """Return the markup of a ``render_`` hook; trouble stands in its place."""
        return [
            result
            for _name, result in self._each(hook, arguments, _savepoint)
            if result is not None
        ]

    def notify(self, hook: str, **arguments: Any) -> None:
        """Tell an ``on_`` hook; each implementation has a transaction of its own."""
        for _ in self._each(hook, arguments, _own_transaction):
            pass

    def guard(self, name: str, place: str, call: Any, *arguments: Any) -> Any:
        """Call one contribution (a panel, a check); return its value or Trouble."""
        return self._guarded(name, place, lambda: call(*arguments), _savepoint)

    def render_one(self, id: str, call: Any, *arguments: Any) -> Any:
        """Return what a panel shows; nothing when it fails, which is recorded."""
        name = id.partition(".")[0]
        value = self.guard(name, f"panel {id}", call, *arguments)
        return "" if value is None or isinstance(value, Trouble) else value

    def _each(
        self, hook: str, arguments: Mapping[str, Any], around: Any
    ) -> Iterator[tuple[str, Any]]:
        for implementation in self.implementations(hook):
            wanted = [arguments[name] for name in implementation.argnames]
            function = implementation.function

            def call(function: Any = function, wanted: list[Any] = wanted) -> Any:
                return _checked(hook, function(*wanted))

            name = implementation.plugin_name
            yield name, self._guarded(name, hook, call, around)

    def _guarded(self, name: str, place: str, call: Any, around: Any) -> Any:
        """Call within a savepoint and a time budget; return the value or Trouble."""
        paused = self.pauses.reason(name, place)
        if paused is not None:
            return Trouble(name, paused, "paused")
        watch = self.pauses.watch(name, place)
        try:
            with around():
                value = call()
        except (Exception, SystemExit) as error:
            log.exception("%s of plugin %s failed", place, name)
            reference = self.failures.add(name, place, error)
            watch.failed(reference)
            return Trouble(name, reference, _say(error))
        slow = watch.passed()
        if slow is not None:
            late = TimeoutError(f"took {slow:.1f} s")
            watch.failed(self.failures.add(name, place, late))
        return value


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
        self._inner.__exit__(*error)
        self._outer.__exit__(None, None, None)


def _refusal(trouble: Trouble) -> str:
    """Return the words of a refusal that nobody decided on."""
    from flask_babel import gettext as _

    return _(
        "The plugin %(name)s could not check this (%(code)s).",
        name=trouble.plugin,
        code=trouble.reference,
    )


def _say(error: BaseException) -> str:
    """Return an exception in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
