"""The frozen values with which a plugin finds its own kind of record in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Finding:
    """A record that a text speaks of: its type, its data, and its words in the text.

    ``data`` is what the text says of it, by the fields of the type's form.
    ``start`` and ``end`` are the characters of the text that name it.
    ``reason`` says in words why it is ``certain`` or not.
    """

    type: str
    title: str
    data: Mapping[str, Any]
    start: int
    end: int
    certain: bool = False
    reason: str | LazyString = ""


@dataclass(frozen=True)
class Recogniser:
    """Finds one kind of record in a text; ``name`` begins with its plugin's name.

    ``find(text)`` returns findings in the order of the text. It is a pure
    function of the text: it asks no database and changes nothing.
    """

    name: str
    title: str | LazyString
    find: Callable[[str], Iterable[Finding]]
