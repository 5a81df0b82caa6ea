"""What changed between two snapshots, in words: for reviewers, never as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from cms.content.fields.forms import ItemForm
from cms.content.fields.measures import Date, DateTime
from cms.content.fields.references import Image, Images, Link, Period, Rows
from cms.content.fields.texts import Choice, Rich, YesNo
from cms.content.spine.queries import titles
from cms.i18n import date_time
from cms.media import titles as media_titles
from cms.richtext import media_ids, plain_text
from cms.richtext.words import Kind, word_spans


@dataclass(frozen=True)
class Piece:
    """A run of words with what became of it."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class FieldChange:
    """One changed field: its label and either word pieces or whole entries."""

    name: str
    label: Any
    pieces: Sequence[Piece] = ()
    removed: Sequence[str] = ()
    added: Sequence[str] = ()
    moved: Sequence[str] = field(default=())


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the words of both texts in order, each marked same, removed or added."""
    return [
        Piece(one.kind, before[one.i : one.j] or after[one.k : one.m])
        for one in word_spans(before, after)
    ]


def shorten(pieces: Sequence[Piece], context: int = 160) -> list[Piece]:
    """Cut long unchanged runs down to ``context`` characters around the changes."""
    short = []
    for position, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == "same" and len(text) > 2 * context:
            head = "" if position == 0 else text[:context]
            tail = "" if position == len(pieces) - 1 else text[-context:]
            text = f"{head} … {tail}"
        short.append(Piece(piece.kind, text))
    return short


def changes(
    form_class: type[ItemForm], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldChange]:
    """Return every field that differs between two snapshots, in the form's order."""
    form = form_class()
    found = []
    for name, field_ in form._fields.items():
        old, new = before.get(name), after.get(name)
        if old == new or (not old and not new):
            continue
        change = _change(field_, old, new)
        if change is not None:
            found.append(change)
    return found


def _change(field_: Any, old: Any, new: Any) -> FieldChange | None:
    name, label = field_.name, field_.label.text
    if isinstance(field_, Rich):
        return _rich_change(name, label, old, new)
    if isinstance(field_, Rows):
        return _list_change(name, label, row_texts(field_, old), row_texts(field_, new))
    if isinstance(field_, Link | Image | Images):
        lookup = titles if isinstance(field_, Link) else media_titles
        names = lookup([*_as_list(old), *_as_list(new)])
        return _list_change(
            name,
            label,
            [names.get(key, f"#{key}") for key in _as_list(old)],
            [names.get(key, f"#{key}") for key in _as_list(new)],
        )
    if isinstance(old, list) or isinstance(new, list):
        return _list_change(
            name, label, [str(x) for x in old or []], [str(x) for x in new or []]
        )
    pieces = word_diff(shown(field_, old), shown(field_, new))
    return FieldChange(name, label, pieces=shorten(pieces))


def _rich_change(name: str, label: Any, old: Any, new: Any) -> FieldChange | None:
    pieces = word_diff(plain_text(old) if old else "", plain_text(new) if new else "")
    before, after = media_ids(old) if old else [], media_ids(new) if new else []
    names = media_titles([*before, *after])
    removed = [names.get(key, f"#{key}") for key in before if key not in after]
    added = [names.get(key, f"#{key}") for key in after if key not in before]
    if all(piece.kind == "same" for piece in pieces):
        if not removed and not added:
            return FieldChange(name, label, moved=[_("Formatting only")])
        pieces = []
    return FieldChange(name, label, shorten(pieces), removed, added)


def _list_change(
    name: str, label: Any, before: Sequence[str], after: Sequence[str]
) -> FieldChange | None:
    removed = [entry for entry in before if entry not in after]
    added = [entry for entry in after if entry not in before]
    moved = [] if removed or added else [_("The order has changed.")]
    if list(before) == list(after):
        return None
    return FieldChange(name, label, removed=removed, added=added, moved=moved)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def shown(field_: Any, value: Any) -> str:
    """Return a simple value as an editor would read it."""
    if value in (None, ""):
        return ""
    if isinstance(field_, Choice):
        return str(field_.label_of(value))
    if isinstance(field_, YesNo):
        return _("yes") if value else _("no")
    if isinstance(field_, Period):
        return str(value.get("label", ""))
    if isinstance(field_, Date | DateTime):
        return date_time(value)
    return str(value)


def row_texts(rows: Rows, values: Any) -> list[str]:
    """Return each row as one line of the form "label: value; ..."."""
    lines = []
    blank = rows.row_form()
    linked = [
        row.get(name)
        for row in values or []
        for name, field_ in blank._fields.items()
        if isinstance(field_, Link)
    ]
    names = titles([key for value in linked for key in _as_list(value)])
    for row in values or []:
        parts = []
        for name, field_ in blank._fields.items():
            value = row.get(name)
            if value in (None, "", [], False):
                continue
            words = (
                ", ".join(names.get(key, f"#{key}") for key in _as_list(value))
                if isinstance(field_, Link)
                else shown(field_, value)
            )
            parts.append(f"{field_.label.text}: {words}")
        lines.append("; ".join(parts))
    return lines
