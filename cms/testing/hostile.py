"""A plugin that raises or hangs in every hook that is called while the site runs."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

from sqlalchemy import text

from cms import hookspecs
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.plugins.discovery import Installed, inline
from cms.plugins.timeouts import expire_call
from cms.testing.hostile_contributions import hostile_contributions


VERBS = ("check", "filter", "render", "on")
# Longer than any budget, and short enough for its thread to be gone soon.
HANG_SECONDS = 30.0


def hooks(verbs: tuple[str, ...] = VERBS) -> list[str]:
    """Return the names of the hooks with one of these prefixes."""
    return [
        name
        for name, value in vars(hookspecs).items()
        if hasattr(value, "cms_spec") and name.partition("_")[0] in verbs
    ]


def raising(hook: str, error: BaseException) -> ModuleType:
    """Return a module whose only hook raises ``error``."""

    def implementation() -> NoReturn:
        raise error

    return hostile_module("hostile", hook, implementation)


def hostile_module(
    name: str, hook: str, implementation: Callable[[], Any]
) -> ModuleType:
    """Return a module whose only hook does what ``implementation`` does."""

    def called() -> Any:
        return implementation()

    module = ModuleType(name)
    called.__name__ = hook
    setattr(module, hook, hookimpl(called))
    return module


def hostile_plugin(name: str, error: BaseException | None = None) -> Installed:
    """Return an installed plugin that raises in every hook that is called."""
    module = ModuleType(name)
    for hook in hooks():
        error = error or RuntimeError("hostile")
        setattr(module, hook, getattr(raising(hook, error), hook))
    for hook, implementation in hostile_contributions(name, _raise(error)).items():
        setattr(module, hook, implementation)
    return inline(name, module)


def _raise(error: BaseException | None) -> Callable[[], NoReturn]:
    def implementation() -> NoReturn:
        raise error or RuntimeError("hostile")

    return implementation


def hanging_plugin(
    name: str, hang: Callable[[], Any], only: str | None = None
) -> Installed:
    """Return an installed plugin that hangs in every hook, or in the one named.

    Nobody waits for its time to be over: see :func:`expired`.
    """
    module, hang = ModuleType(name), expired(hang)
    for hook in hooks():
        if only in (None, hook):
            setattr(module, hook, getattr(hostile_module(name, hook, hang), hook))
    return inline(name, module)


def expired(function: Callable[[], Any]) -> Callable[[], Any]:
    """Return ``function``, late as soon as it is called, whatever time a hook has.

    So what hangs is given up at once, and the innocent have time on a busy machine.
    """

    def late() -> Any:
        # Whoever listens to the collector of garbage in this process (Hypothesis
        # does) is not to be interrupted in the place of the function.
        listeners, gc.callbacks[:] = gc.callbacks[:], []
        try:
            expire_call()
            return function()
        finally:
            gc.callbacks[:] = listeners

    return late


def sleep() -> None:
    """Wait outside Python, as for a server that does not answer."""
    time.sleep(HANG_SECONDS)


def wait_for_lock() -> None:
    """Wait for a lock that nobody releases."""
    lock = threading.Lock()
    lock.acquire()
    lock.acquire(timeout=HANG_SECONDS)


def loop() -> NoReturn:
    """Compute without end, and let no exception stop it."""
    while True:
        try:
            while True:
                pass
        except Exception:  # noqa: BLE001, S110 - hostile
            pass


def query() -> None:
    """Ask the database something that it never finishes."""
    db.session.execute(
        text(
            "WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless)"
            " SELECT max(n) FROM endless"
        )
    ).all()


HANGS: dict[str, Callable[[], Any]] = {
    "sleep": sleep,
    "lock": wait_for_lock,
    "loop": loop,
    "query": query,
}
