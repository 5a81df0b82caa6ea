"""Exceptions of the core: each message says what happened, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def one_line(error: BaseException) -> str:
    """Return an exception as a sentence for a list: its kind, then what it says."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class CmsError(Exception):
    """The root of every error that this project raises on purpose."""


class ConfigError(CmsError):
    """The configuration of the instance is missing, wrong or unsafe."""


class SchemaError(CmsError):
    """The database is missing, older or newer than the installed code."""


class PluginError(CmsError):
    """A plugin cannot take part in a build; the message names it."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(f"Plugin '{plugin}': {reason}")
        self.plugin = plugin
        self.reason = reason


class BuildError(CmsError):
    """A set of plugins and settings does not make a working application."""


class NotFound(CmsError):
    """Nothing is there, or nothing that this actor may know of."""


class Forbidden(CmsError):
    """The actor is known, may see the thing, and may not do this to it."""


class Busy(CmsError):
    """The database could not answer in time; nothing was changed, try again.

    ``retry_after`` is the number of seconds for the HTTP header of that name.
    """

    retry_after = 5


class Full(Busy):
    """The disk has no room for what was to be written; nothing was changed."""

    retry_after = 60


class TooLate(CmsError):
    """A call with a deadline asked the database after that: nobody waits for it."""


class Conflict(CmsError):
    """Somebody else has saved since the actor read; carries what is stored now."""

    def __init__(self, message: str, current: Any = None) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True)
class Problem:
    """One reason why something cannot happen, in the reader's language.

    ``field`` names the form field to stand beside, ``plugin`` the plugin that
    objects. A problem that does not ``block`` is shown and can be passed over.
    ``rule`` names the rule that it breaks (see ``register_rules``): then the
    site decides whether it blocks. ``quote`` are the words of the field that
    it speaks of, so that a page can lead there.
    """

    message: str
    field: str | None = None
    plugin: str | None = None
    block: bool = True
    rule: str = ""
    quote: str = ""


class Refused(CmsError):
    """A change was checked and turned down; carries every problem at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem.message) for problem in problems))
        self.problems = problems
