"""A build: one immutable application, and the way to the one that is answering."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from cms.extensions import db


if TYPE_CHECKING:
    from cms.config import Config
    from cms.plugins.discovery import Installed, InstalledTheme
    from cms.plugins.manager import Manager
    from cms.registry import Registry
    from cms.theming.assets import Assets
    from cms.theming.theme import Theme


@dataclass(eq=False)
class Build:
    """A complete application for one set of plugins, settings and one theme.

    Nothing in it changes once it serves. ``enabled`` are the plugins that take
    part; ``left_out`` says of those that should and cannot, why. ``settings``
    holds the frozen values by plugin, "" for the site's own.

    ``trial(enabled, names=(), theme=None)`` tries another set of plugins, of
    which ``name`` is new, or another theme; it returns what fails, in sentences.
    """

    app: Flask
    config: Config
    generation: int
    installed: Mapping[str, Installed]
    themes: Mapping[str, InstalledTheme]
    manager: Manager
    registry: Registry
    settings: Mapping[str, Any]
    theme: tuple[Theme, ...]
    assets: Assets
    enabled: tuple[str, ...]
    left_out: Mapping[str, str]
    safe_mode: bool
    try_with: Callable[[Collection[str]], Build]
    trial: Callable[..., list[str]]
    _lock: Lock = field(default_factory=Lock, repr=False)
    _active: int = field(default=0, repr=False)
    _retired: bool = field(default=False, repr=False)

    def enter(self) -> bool:
        """Begin a request; False when this build has been retired meanwhile."""
        with self._lock:
            if self._retired:
                return False
            self._active += 1
            return True

    def leave(self) -> None:
        """End a request; the last one of a retired build closes it."""
        with self._lock:
            self._active -= 1
            over = self._retired and not self._active
        if over:
            self.close()

    def retire(self) -> None:
        """Take no more requests; close when the running ones are over."""
        with self._lock:
            already, self._retired = self._retired, True
            over = not already and not self._active
        if over:
            self.close()

    def close(self) -> None:
        """Give the connections back to the database."""
        dispose(self.app)


def dispose(app: Flask) -> None:
    """Dispose of every engine of an application."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def current_build() -> Build:
    """Return the build of the current application; needs an application context."""
    build: Build = current_app.extensions["cms"]
    return build
