"""What a cell of a sheet says, as a value of the inspection's form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cms_directory import ORGANISATION, PERSON
from flask_babel import force_locale, gettext as _
from sqlalchemy import select

from cms import Actor, Item, SheetCell, db, known_to, text
from cms_inspections import PROGRAMME
from cms_inspections.choices import DOCUMENT_ROLES, SUBJECT_KINDS
from cms_inspections.sheet_columns import SheetColumn


#: Programs of spreadsheets keep so many digits of a number; the others become zeros.
MOST_DIGITS: Final = 15
_MEMBERS: Final = re.compile(r"(.+?)\s*\((\d{1,4})\)")
_DOCUMENT: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")


class CellError(ValueError):
    """A cell that says nothing its column can hold; its words tell what to do."""


@dataclass
class Names:
    """Records by the names that a sheet may call them, for one actor; asked once."""

    actor: Actor
    known: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def find(self, kind: str, words: str) -> int:
        """Return the record of a type that is called so; CellError for none or several."""
        found = self._of(kind).get(text.fold(words), [])
        if not found:
            message = _(
                "“%(name)s” is not known: write its full name as it stands here, or "
                "add it first.",
                name=words[:120],
            )
            raise CellError(message)
        if len(found) > 1:
            message = _(
                "Several are called “%(name)s”: write the last part of its address.",
                name=words[:120],
            )
            raise CellError(message)
        return found[0]

    def keys(self, name: str, choices: Sequence[tuple[str, Any]]) -> dict[str, str]:
        """Return the keys of choices by key and by label in both languages, folded."""
        if name not in self.labels:
            self.labels[name] = {
                words: key
                for key, label in choices
                for words in (text.fold(key), *labels_of(label))
            }
        return self.labels[name]

    def _of(self, kind: str) -> dict[str, list[int]]:
        if kind not in self.known:
            query = select(Item.id, Item.title, Item.slug).where(
                Item.type == kind, Item.deleted_at.is_(None), known_to(self.actor)
            )
            names: dict[str, list[int]] = {}
            for number, title, slug in db.session.execute(query):
                for name in {text.fold(title), slug}:
                    names.setdefault(name, []).append(number)
            self.known[kind] = names
        return self.known[kind]


def read_cell(column: SheetColumn, cell: SheetCell, names: Names) -> Any:
    """Return a cell's value as the form keeps it; CellError says what to do about it."""
    if cell.kind == "empty":
        return None
    if cell.kind == "formula":
        raise CellError(
            _("This is a formula: copy the cell and paste its value instead.")
        )
    if cell.kind == "error":
        raise CellError(_("This cell shows an error (%(error)s).", error=cell.value))
    return _READERS[column.kind](column, cell, names)


def _text(_column: SheetColumn, cell: SheetCell, _names: Names) -> str:
    if cell.kind == "date":
        raise CellError(
            _(
                "The program has made a date of this: format the cell as text, type again."
            )
        )
    if cell.kind == "number":
        return _digits(cell)
    if cell.kind == "boolean":
        raise CellError(_("This must be text, not true or false."))
    return str(cell.value)


def _digits(cell: SheetCell) -> str:
    """Return a number as it was typed, unless the program has lost digits of it."""
    if isinstance(cell.value, float) and not cell.value.is_integer():
        return str(cell.value)
    digits = str(int(cell.value))
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise CellError(
            _(
                "A number of more than %(most)d digits loses digits in a spreadsheet: "
                "format the cell as text, type it again.",
                most=MOST_DIGITS,
            )
        )
    return digits


def _number(_column: SheetColumn, cell: SheetCell, _names: Names) -> int:
    if cell.kind == "number":
        value = cell.value
        if isinstance(value, float) and not value.is_integer():
            raise CellError(_("“%(typed)s” is not a whole number.", typed=str(value)))
        number = int(_digits(cell))
    elif cell.kind == "text" and re.fullmatch(r"[0-9]{1,9}", cell.value):
        number = int(cell.value)
    else:
        shown = str(cell.value)[:60]
        message = _("“%(typed)s” is not a whole number: type digits only.", typed=shown)
        raise CellError(message)
    if not 0 <= number < 10**9:
        raise CellError(_("This number is out of range."))
    return number


def _date(_column: SheetColumn, cell: SheetCell, _names: Names) -> str:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date().isoformat()
    if isinstance(cell.value, dt.date):
        return cell.value.isoformat()
    day = _day(str(cell.value)) if cell.kind == "text" else None
    if day is None:
        shown = str(cell.value)[:60]
        raise CellError(
            _("“%(typed)s” is no day: write it as 15/10/2026.", typed=shown)
        )
    return day.isoformat()


def _day(words: str) -> dt.date | None:
    """Return a day written as an office writes it, or as ISO; None for no day."""
    for read in (dt.date.fromisoformat, text.parse_date):
        try:
            found = read(words)
        except ValueError:
            continue
        if isinstance(found, dt.date):
            return found
    return None


def _choice(column: SheetColumn, cell: SheetCell, names: Names) -> str:
    known = names.keys(column.name, column.choices)
    key = known.get(text.fold(str(cell.value)))
    if key is not None:
        return key
    message = _(
        "“%(typed)s” is not in the list: %(choices)s.",
        typed=str(cell.value)[:60],
        choices=", ".join(str(label) for _key, label in column.choices),
    )
    raise CellError(message)


def labels_of(label: Any) -> list[str]:
    """Return a label in both languages, folded."""
    found = []
    for language in ("vi", "en"):
        with force_locale(language):
            found.append(text.fold(str(label)))
    return found


def _record(kind: str) -> Callable[[SheetColumn, SheetCell, Names], int]:
    return lambda column, cell, names: names.find(kind, _text(column, cell, names))


def _people(column: SheetColumn, cell: SheetCell, names: Names) -> list[int]:
    return [names.find(PERSON, one) for one in _parts(_text(column, cell, names))]


def _parts(words: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]


def _subjects(
    column: SheetColumn, cell: SheetCell, names: Names
) -> list[dict[str, Any]]:
    return [_subject(one, names) for one in _parts(_text(column, cell, names))]


def _subject(words: str, names: Names) -> dict[str, Any]:
    """Read an organisation by its name, or members by function and count."""
    kinds = names.keys("kind", SUBJECT_KINDS)
    head, colon, rest = words.partition(":")
    kind = kinds.get(text.fold(head.strip())) if colon else None
    said = rest.strip() if kind else words
    members = _MEMBERS.fullmatch(said)
    if kind == "dang_vien" or (kind is None and members):
        label, count = (members[1], int(members[2])) if members else (said, None)
        return {"kind": "dang_vien", "label": label.strip(), "count": count}
    return {"kind": "to_chuc", "organisation_id": names.find(ORGANISATION, said)}


def _documents(
    column: SheetColumn, cell: SheetCell, names: Names
) -> list[dict[str, Any]]:
    return [_document(one, names) for one in _parts(_text(column, cell, names))]


def _document(words: str, names: Names) -> dict[str, Any]:
    """Read "Quyết định 41-QĐ/QU (30/03/2026)"."""
    dated = _DOCUMENT.fullmatch(words)
    said, day = (dated[1], _day(dated[2].strip())) if dated else (words, None)
    folded = text.fold(said)
    best = ("", "")
    for known, key in names.keys("role", DOCUMENT_ROLES).items():
        if folded.startswith(f"{known} ") and len(known) > len(best[1]):
            best = (key, known)
    if dated is None or day is None or not best[0]:
        message = _(
            "“%(typed)s” is not understood: write kind, number and day, such as "
            "“Quyết định 41-QĐ/QU (30/03/2026)”; a semicolon between two.",
            typed=words[:120],
        )
        raise CellError(message)
    number = " ".join(said.split()[len(best[1].split()) :])
    return {"role": best[0], "number": number, "date": day.isoformat()}


_READERS: Final[Mapping[str, Callable[[SheetColumn, SheetCell, Names], Any]]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "organisation": _record(ORGANISATION),
    "person": _record(PERSON),
    "programme": _record(PROGRAMME),
    "people": _people,
    "subjects": _subjects,
    "documents": _documents,
}
