"""A theme is data: a folder with ``theme.toml``, templates and static files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from cms.errors import BuildError
from cms.plugins.discovery import InstalledTheme


class Theme(BaseModel):
    """What ``theme.toml`` says; ``folder`` is where it lies.

    ``crops`` names the shapes to which it cuts pictures, as width and height:
    ``card``, ``row`` and ``person`` are known by name on the desk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str = ""
    description: str = ""
    parent: str | None = None
    slots: tuple[str, ...] = ()
    colours: Mapping[str, str] = {}
    options: Mapping[str, Any] = {}
    crops: Mapping[str, tuple[PositiveInt, PositiveInt]] = {}
    folder: Path

    @property
    def templates(self) -> Path:
        """The folder of its templates."""
        return self.folder / "templates"

    @property
    def static(self) -> Path:
        """The folder of its static files."""
        return self.folder / "static"


def read_theme(folder: Path) -> Theme:
    """Return the theme that lies in a folder; raise BuildError when it is none."""
    file = folder / "theme.toml"
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        return Theme(folder=folder, **values)
    except FileNotFoundError as error:
        raise BuildError(f"{file} is missing: {folder} is not a theme.") from error
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as error:
        raise BuildError(f"{file}: {error}") from error


def theme_chain(name: str, installed: Mapping[str, InstalledTheme]) -> list[Theme]:
    """Return a theme and its parents, the nearest first.

    Raises BuildError when one is not installed or they form a circle.
    """
    chain: list[Theme] = []
    wanted: str | None = name
    while wanted is not None:
        found = installed.get(wanted)
        if found is None or found.folder is None:
            raise BuildError(f"The theme '{wanted}' is not installed.")
        if any(theme.name == wanted for theme in chain):
            raise BuildError(f"The theme '{wanted}' is its own parent.")
        theme = read_theme(found.folder)
        if theme.name != wanted:
            raise BuildError(f"The theme '{wanted}' calls itself '{theme.name}'.")
        chain.append(theme)
        wanted = theme.parent
    return chain
