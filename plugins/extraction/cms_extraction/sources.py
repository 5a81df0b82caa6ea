"""The words that fields of records came from: kept, found again, and corrected with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from cms import (
    Actor,
    Item,
    can,
    current_snapshot,
    db,
    editable,
    service,
    transaction,
    visible,
)
from cms_extraction.anchors import Anchor, State, find_again
from cms_extraction.extracting import extract
from cms_extraction.models import FieldSource
from cms_extraction.proposals import words_of
from cms_extraction.records import Extraction
from cms_extraction.source import Source, read


# The field of a record that a path of the schema fills, where it is filled as it is read.
FIELDS = {
    "conference.title": "title", "conference.date": "date", "conference.date_end": "date_end",
    "conference.location": "location", "conference.attendee_total": "attendee_total",
    "conference.start_time": "start", "conference.period": "period",
    "conference.next_period": "next_period", "conference.type": "type",
    "conference.format": "format", "directives": "text", "assessments": "text",
    "people.name": "title",
}  # fmt: skip
LABELS = {
    "conference.title": _l("Title"), "conference.type": _l("Kind"),
    "conference.date": _l("Date"), "conference.date_end": _l("Last day"),
    "conference.location": _l("Place"), "conference.period": _l("Period"),
    "conference.next_period": _l("Next period"), "conference.organiser": _l("Organiser"),
    "conference.attendee_total": _l("Attendees in all"), "conference.format": _l("Format"),
    "conference.start_time": _l("Starts"), "conference.purposes": _l("Purpose"),
    "people.name": _l("Name"), "people.positions": _l("Position"), "agenda": _l("Agenda"),
    "attendance": _l("Attendance"), "directives": _l("Directive"),
    "assessments": _l("Assessment"), "report": _l("Report"), "programme": _l("Programme"),
    "organisations.name": _l("Name"),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A field with the words that it came from, as they stand now.

    ``offer`` is (what the record has, what the article says now) when a
    correction of the article can be made in the record as well.
    """

    id: int
    record: Item
    label: Any
    anchor: Anchor
    sentence: str
    words: str
    offer: tuple[str, str] | None = None

    @property
    def state(self) -> State:
        """Whether the sentence is the same, changed or gone."""
        return self.anchor.state


def stem_of(path: str) -> str:
    """Return a path without the numbers of rows: ``people[2].name`` is ``people.name``."""
    return re.sub(r"\[\d+\]", "", path)


def label_of(path: str) -> Any:
    """Return how the field at a path is called."""
    return LABELS.get(stem_of(path), path)


def value_at(records: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of extracted records, None when nothing does."""
    found: Any = records
    for name, number in re.findall(r"(\w+)|\[(\d+)\]", path):
        try:
            found = found[name] if name else found[int(number)]
        except (KeyError, IndexError, TypeError):
            return None
    if stem_of(path) in ("directives", "assessments"):
        return found["text"]
    return found


def sources_for(
    article: Item, found: Extraction, record_id: int, prefixes: Iterable[str]
) -> list[FieldSource]:
    """Return the sources of a record's fields: all paths below one of ``prefixes``."""
    below = tuple(prefixes)
    return [
        FieldSource(
            article_id=article.id,
            record_id=record_id,
            field=one.path[:120],
            start=one.span.start,
            end=one.span.end,
            sentence=found.text[one.sentence.start : one.sentence.end],
            words=found.text[one.span.start : one.span.end],
            value=value_at(found.records, one.path),
        )
        for one in found.places
        if any(one.path == name or one.path.startswith(f"{name}.") for name in below)
    ]


def text_of(article: Item) -> Source:
    """Return today's text of an article in the form in which it is read."""
    return read(words_of(article))


def shown_of(
    article: Item, user: Actor, source: Source, record_id: int | None = None
) -> list[Shown]:
    """Return the fields that an article filled, of records that ``user`` may see.

    With ``record_id`` only those of one record. Each is looked for in
    ``source``, the article's text of now.
    """
    query = (
        select(FieldSource, Item)
        .join(Item, Item.id == FieldSource.record_id)
        .where(
            FieldSource.article_id == article.id,
            Item.deleted_at.is_(None),
            or_(visible(user), editable(user)),
        )
        .order_by(Item.type, Item.id, FieldSource.id)
        .limit(MOST)
    )
    if record_id is not None:
        query = query.where(FieldSource.record_id == record_id)
    rows = [(row, item) for row, item in db.session.execute(query)]
    anchors = {
        row.id: find_again(source, row.sentence, row.words, row.start)
        for row, _item in rows
    }
    changed = any(one.state == State.CHANGED for one in anchors.values())
    now = extract(words_of(article)) if changed else None
    return [
        Shown(
            row.id,
            item,
            label_of(row.field),
            anchors[row.id],
            " ".join(row.sentence.split()),
            " ".join(row.words.split()),
            _offer(row, item, user, anchors[row.id], now),
        )
        for row, item in rows
    ]


MOST = 400


def read_again(
    row: FieldSource, anchor: Anchor, now: Extraction
) -> tuple[Any, Any] | None:
    """Return (value, place) that today's text gives for a field, None when it gives none."""
    if anchor.sentence is None:
        return None
    stem = stem_of(row.field)
    same = [
        one
        for one in now.places
        if stem_of(one.path) == stem and one.sentence.overlaps(anchor.sentence)
    ]
    number = re.findall(r"\[\d+\]", row.field)
    exact = [one for one in same if re.findall(r"\[\d+\]", one.path) == number]
    for one in exact or same:
        return value_at(now.records, one.path), one
    return None


def _offer(
    row: FieldSource, item: Item, user: Actor, anchor: Anchor, now: Extraction | None
) -> tuple[str, str] | None:
    """Return what the record has and what the changed sentence says, when they differ.

    Nothing is offered for what somebody has changed in the record since.
    """
    name = FIELDS.get(stem_of(row.field))
    if now is None or name is None or anchor.state != State.CHANGED:
        return None
    again = read_again(row, anchor, now)
    held = current_snapshot(item).get(name)
    if again is None or again[0] in (None, row.value) or not can(user, "write", item):
        return None
    return (shown(held), shown(again[0])) if same_value(held, row.value) else None


def same_value(held: Any, read_value: Any) -> bool:
    """Tell whether a record still has what was read: case at the front makes no difference."""
    return shown(held).lower() == shown(read_value).lower()


def shown(value: Any) -> str:
    """Return a value in words: a period by its label, else as it is."""
    if isinstance(value, Mapping):
        return str(value.get("code") or value.get("label") or "")
    return "" if value is None else str(value)


def correct(article: Item, row: FieldSource, user: Actor, version: int) -> bool:
    """Make the article's correction in the record too; False when there is none to make.

    Raises what ``service.save`` raises.
    """
    source = text_of(article)
    anchor = find_again(source, row.sentence, row.words, row.start)
    now = extract(words_of(article))
    item = db.session.get_one(Item, row.record_id)
    if _offer(row, item, user, anchor, now) is None:
        return False
    again = read_again(row, anchor, now)
    if again is None:
        return False
    value, place = again
    with transaction():
        service.save(user, item.id, {FIELDS[stem_of(row.field)]: value}, version)
        row.value = value
        row.start, row.end = place.span.start, place.span.end
        row.words = now.text[place.span.start : place.span.end]
        row.sentence = now.text[place.sentence.start : place.sentence.end]
    return True
