"""Layout profiles: what law or party rule says of the page, as data chosen by date."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cms.documents.model import Align, Authority, Level
from cms.errors import CmsError


System = Literal["party", "state"]


class UnknownProfile(CmsError):
    """No layout has this name."""


class _Part(BaseModel):
    """A part of a profile: read once, never changed, nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Part):
    """The sheet and its margins in millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    number_from_edge: float

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


class Body(_Part):
    """Measures of paragraphs and lists: indents in millimetres, spaces in points."""

    first_indent: float
    before: float
    line: float
    list_indent: float
    list_hanging: float
    list_markers: tuple[str, ...]


class HeaderRow(_Part):
    """The names of the lines that stand to the left and to the right of each other."""

    left: tuple[str, ...]
    right: tuple[str, ...]


class Header(_Part):
    """The head of page 1: its columns in millimetres, its rows and fixed words."""

    columns: tuple[float, float]
    rows: tuple[HeaderRow, ...]
    motto: str
    nation: str = ""
    issuer_mark: str = ""
    number_label: str
    subject_label: str = ""
    title_mark: str = ""
    rule_weight: float


class RuleMeasure(_Part):
    """A rule whose length is a share of the last line of a part."""

    of: str
    share: float


class Foot(_Part):
    """Recipients and signatures: columns and the gap for pen and seal in millimetres."""

    columns: tuple[float, float]
    recipients_label: str
    recipients_between: str
    recipients_end: str
    signature_gap: float
    addressee_label: str


NumberFormat = Literal["", "upper-roman", "decimal", "vietnamese-letter"]


class Numbering(_Part):
    """How a heading or clause is numbered; ``break`` puts its words on a new line."""

    number: NumberFormat = ""
    before: str = ""
    after: str = ""
    breaks: bool = Field(default=False, alias="break")
    style: str = "body"
    title_upper: bool = False


class Style(_Part):
    """How a kind of line looks: points, and the first line's indent in millimetres.

    Without ``line`` its lines stand as far apart as those of the body.
    """

    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    upper: bool = False
    align: Align = "left"
    before: float = 0
    line: float | None = None
    first_indent: float = 0


class Profile(_Part):
    """One layout: which papers it is for, since when, and every measure of it."""

    name: str
    system: System
    valid_from: dt.date
    standard: str
    page: Page
    body: Body
    header: Header
    rules: dict[str, RuleMeasure]
    foot: Foot
    authorities: dict[Authority, str]
    headings: dict[Level, Numbering]
    clauses: dict[str, Numbering]
    styles: dict[str, Style]

    def line_of(self, style: str) -> float:
        """Return the distance between the lines of a style in points."""
        return self.styles[style].line or self.body.line


def profiles() -> tuple[Profile, ...]:
    """Return every layout, the oldest first."""
    return tuple(sorted(_loaded().values(), key=lambda one: one.valid_from))


def get_profile(name: str) -> Profile:
    """Return the layout of that name; raises ``UnknownProfile``."""
    found = _loaded().get(name)
    if found is None:
        known = ", ".join(sorted(_loaded()))
        raise UnknownProfile(f"No layout is called {name!r}. There are: {known}.")
    return found


def choose_profile(system: System, date: dt.date) -> Profile:
    """Return the layout in force for papers of ``system`` that bear this date.

    A paper older than the oldest layout of its system is set out by that one.
    """
    own = [one for one in profiles() if one.system == system]
    if not own:
        raise UnknownProfile(f"No layout is for papers of {system!r}.")
    in_force = [one for one in own if one.valid_from <= date]
    return in_force[-1] if in_force else own[0]


@cache
def _loaded() -> dict[str, Profile]:
    folder = files("cms.documents") / "profiles"
    raw = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    # What has no name of its own is there to be extended.
    named = [name for name, values in raw.items() if "name" in values]
    return {name: Profile.model_validate(_whole(raw, name)) for name in named}


def _whole(raw: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """Return a profile's values merged over those of the one that it extends."""
    own = dict(raw[name])
    base = own.pop("extends", None)
    return _laid_over(_whole(raw, base), own) if base else own


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _laid_over(base[key], value) if both else value
    return merged
