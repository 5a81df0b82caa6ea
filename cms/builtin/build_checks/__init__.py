"""What must hold of a build before it may serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask

from cms.build_context import Build
from cms.errors import BuildError, PluginError


class _NamedOnce(dict[str, Any]):
    """A mapping that refuses to give a name a second value; ``word`` says of what."""

    def __init__(self, values: Mapping[str, Any], word: str) -> None:
        super().__init__(values)
        self._word = word

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self:
            raise ValueError(f"the {self._word} '{name}' is there already")
        super().__setitem__(name, value)


@contextmanager
def template_names_once(app: Flask) -> Iterator[None]:
    """Refuse, in the block, names for templates that something has already.

    Raises ValueError where a global, filter or test is registered twice: the
    second would silently take the place of the first.
    """
    environment = app.jinja_env
    kinds = {"globals": "global", "filters": "filter", "tests": "test"}
    for kind, word in kinds.items():
        names = _NamedOnce(getattr(environment, kind), f"template {word}")
        setattr(environment, kind, names)
    try:
        yield
    finally:
        for kind in kinds:
            setattr(environment, kind, dict(getattr(environment, kind)))


def check_build(build: Build, core: frozenset[str]) -> None:
    """Raise for a view without a guard, an unknown right, a dead menu entry.

    PluginError when a plugin is to blame, else BuildError.
    """
    _check_views(build, core)
    _check_menus(build, core)


def blame(name: str | None, core: frozenset[str], reason: str) -> Exception:
    """Return the error that leaves a plugin out, or stops a build of the core."""
    if name is None or name in core:
        return BuildError(f"{name or 'core'}: {reason}")
    return PluginError(name, reason)


def _check_views(build: Build, core: frozenset[str]) -> None:
    views = build.app.view_functions
    seen: dict[tuple[str, str], str] = {}
    plugins = {name for name, _blueprint in build.registry.blueprints} - core
    for rule in build.app.url_map.iter_rules():
        owner = rule.endpoint.partition(".")[0]
        owner = owner if owner in plugins else "core"
        access = getattr(views[rule.endpoint], "__cms_access__", None)
        if access is None:
            reason = (
                f"the view '{rule.endpoint}' has neither @requires(...) nor @public"
            )
            raise blame(owner, core | {"core"}, reason)
        if access.permission and access.permission not in build.registry.permissions:
            reason = (
                f"'{rule.endpoint}' asks for '{access.permission}', an unknown right"
            )
            raise blame(owner, core | {"core"}, reason)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            other = seen.setdefault((rule.rule, method), rule.endpoint)
            if other != rule.endpoint:
                reason = f"'{rule.endpoint}' answers at {rule.rule}, as '{other}' does"
                raise blame(owner, core | {"core"}, reason)


def _check_menus(build: Build, core: frozenset[str]) -> None:
    rights = build.registry.permissions
    for owner, entry in build.registry.navigation:
        if entry.endpoint not in build.app.view_functions:
            reason = f"a menu entry leads to '{entry.endpoint}', which is not there"
            raise blame(owner, core, reason)
        if entry.permission is not None and entry.permission not in rights:
            reason = (
                f"the menu entry for '{entry.endpoint}' asks for"
                f" '{entry.permission}', an unknown right"
            )
            raise blame(owner, core, reason)
    for picker in build.registry.pickers.values():
        if picker.endpoint not in build.app.view_functions:
            blamed = build.registry.plugin_of("picker", picker.name)
            reason = f"the picker '{picker.name}' leads to '{picker.endpoint}', which is not there"
            raise blame(blamed, core, reason)
    for panel in build.registry.panels:
        if panel.permission is not None and panel.permission not in rights:
            blamed = build.registry.plugin_of("panel", panel.id)
            reason = f"the panel '{panel.id}' asks for '{panel.permission}', an unknown right"
            raise blame(blamed, core, reason)
