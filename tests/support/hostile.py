"""A plugin that raises in every hook, whichever kind of exception is asked for."""

from __future__ import annotations

from types import ModuleType

from cms import hookspecs
from cms.hookspecs import hookimpl


HOOKS = tuple(
    name
    for name in vars(hookspecs)
    if name.split("_")[0] in ("register", "check", "filter", "render", "on")
    and "_" in name
)


def hostile(hook: str, error: BaseException) -> ModuleType:
    """Return a plugin whose only hook raises ``error``."""
    plugin = ModuleType("hostile")

    def implementation():
        raise error

    implementation.__name__ = hook
    setattr(plugin, hook, hookimpl(implementation))
    return plugin


def hostile_everywhere(error: BaseException, verbs: tuple[str, ...]) -> ModuleType:
    """Return a plugin that raises in every hook of the given verbs."""
    plugin = ModuleType("hostile")
    for hook in HOOKS:
        if hook.split("_")[0] in verbs:
            setattr(plugin, hook, getattr(hostile(hook, error), hook))
    return plugin
