"""A plugin that raises in every hook that is called while the site runs."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import NoReturn

from cms import hookspecs
from cms.hookspecs import hookimpl
from cms.plugins.discovery import Installed, inline
from cms.testing.hostile_contributions import hostile_contributions


VERBS = ("check", "filter", "render", "on")


def hooks(verbs: tuple[str, ...] = VERBS) -> list[str]:
    """Return the names of the hooks with one of these prefixes."""
    return [
        name
        for name, value in vars(hookspecs).items()
        if hasattr(value, "cms_spec") and name.partition("_")[0] in verbs
    ]


def raising(hook: str, error: BaseException) -> ModuleType:
    """Return a module whose only hook raises ``error``."""
    module = ModuleType("hostile")

    def implementation() -> NoReturn:
        raise error

    implementation.__name__ = hook
    setattr(module, hook, hookimpl(implementation))
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
