"""Which existing records an item's text speaks of, so that they can be linked at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from sqlalchemy import ColumnElement, select

from cms import text
from cms.build_context import current_build
from cms.content.fields.references import Link
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.extensions import db
from cms.i18n import site_zone


# Newest first; a site with more records of one kind finds older ones by the picker.
CANDIDATES = 5000
SHOWN = 8
# How much of a long title one sentence must hold in the same order: by itself, or
# when it names no other year or number, or the text names the record's day.
MOST_WORDS, SOME_WORDS, LONG_TITLE = 0.75, 0.45, 5
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE = re.compile(r"[^\n]*?(?:[.!?…](?=\s+[^\W\d_a-z])|\n|$)", re.DOTALL)


@dataclass(frozen=True)
class Recognised:
    """A record that the text names: for which field, in which sentence, how surely.

    ``share`` is 1.0 when the whole title stands in the text. ``unsure`` is
    true when another record could be meant as well, or when the sentence names
    another period or year: such a one is never taken together with others.
    """

    field: str
    label: str
    item: Item
    sentence: str
    share: float = 1.0
    unsure: bool = False


@dataclass(frozen=True)
class _Sentence:
    written: str
    key: str
    words: list[str]
    day: dt.date | None


def recognise(
    item: Item, snapshot: Snapshot, may_see: ColumnElement[bool]
) -> list[Recognised]:
    """Return records named in ``snapshot`` and not yet linked, in the form's order.

    Only items that meet ``may_see`` are proposed. A person or an organisation
    must be named in full; a dated record also counts when a sentence holds
    most words of its title, or half of them and its day.
    """
    types = current_build().registry.content_types
    sentences = _sentences(snapshot.plain_text())
    links = [
        one
        for one in snapshot.form
        if one.placement == "side" and not one.drop_absent(types)
    ]
    if not sentences or not links:
        return []
    found: list[Recognised] = []
    for link in links:
        if link.many or link.data is None:
            found += _for_field(link, item, sentences, may_see)
    return found


def _sentences(written: str) -> list[_Sentence]:
    found = []
    for match in _SENTENCE.finditer(written):
        sentence = " ".join(match[0].split())
        if sentence:
            key = title_key(sentence)
            found.append(_Sentence(sentence, key, key.split(), _day(sentence)))
    return found


def _day(sentence: str) -> dt.date | None:
    try:
        parsed = text.parse_date(sentence)
    except text.InvalidDate:
        return None
    return parsed.date if parsed else None


@lru_cache(maxsize=20_000)
def title_key(written: str) -> str:
    """Return words by which a title and a text are the same: case, tones, abbreviations."""
    known = text.abbreviations()
    whole = [known.get(word, (word,))[0] for word in text.words(text.nfc(written))]
    return f" {text.lower(text.tone_style(' '.join(whole)))} "


def _for_field(
    link: Link,
    item: Item,
    sentences: Sequence[_Sentence],
    may_see: ColumnElement[bool],
) -> list[Recognised]:
    types = current_build().registry.content_types
    query = (
        select(Item)
        .where(
            Item.type.in_(link.targets),
            Item.deleted_at.is_(None),
            Item.id != item.id,
            may_see,
        )
        .order_by(Item.sort_date.desc())
        .limit(CANDIDATES)
    )
    candidates = list(db.session.scalars(query))
    named = _named(link, candidates, sentences)
    taken = {one.item.id for one in named} | set(link.ids)
    dated = [
        one
        for one in candidates
        if one.id not in taken and types[one.type].sort == "newest"
    ]
    named = [one for one in named if one.item.id not in link.ids]
    described = _described(link, dated, sentences)
    if not link.many:
        return (named or described)[:1]
    return (named + described)[:SHOWN]


def _named(
    link: Link, candidates: Iterable[Item], sentences: Sequence[_Sentence]
) -> list[Recognised]:
    """Return records whose whole title is in the text; a longer title hides its parts."""
    titled: dict[str, list[Item]] = {}
    for one in candidates:
        for name in (one.title, *one.names.splitlines()):
            key = title_key(name)
            same = titled.setdefault(key, []) if key.count(" ") > 2 else []
            if one not in same:
                same.append(one)
    keys = [one.key for one in sentences]
    found: list[tuple[int, Recognised]] = []
    proposed: set[int] = set()
    for key in sorted(titled, key=len, reverse=True):
        place = next((n for n, one in enumerate(keys) if key in one), None)
        if place is None:
            continue
        keys = [one.replace(key, " · ") for one in keys]
        same = titled[key]
        found += [
            (place, _proposal(link, one, sentences[place], unsure=len(same) > 1))
            for one in same
            if one.id not in proposed
        ]
        proposed.update(one.id for one in same)
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]


def _described(
    link: Link, candidates: Iterable[Item], sentences: Sequence[_Sentence]
) -> list[Recognised]:
    days = {one.day for one in sentences if one.day}
    found = []
    for one in candidates:
        wanted = title_key(one.title).split()
        if len(wanted) < LONG_TITLE:
            continue
        same_day = one.sort_date.astimezone(site_zone()).date() in days
        for sentence in sentences:
            share = _share(wanted, sentence.words)
            if share >= MOST_WORDS or (
                share >= SOME_WORDS and (same_day or _same_numbers(wanted, sentence))
            ):
                unsure = _is_of_another_period(one.title, sentence.written)
                found.append(_proposal(link, one, sentence, share, unsure))
    return sorted(found, key=lambda one: (one.unsure, -one.share))[:1]


def _is_of_another_period(title: str, sentence: str) -> bool:
    """Tell whether a title and a sentence name different periods, or different years.

    A title may name two ("6 tháng đầu năm ..., nhiệm vụ 6 tháng cuối năm"): its
    first is what it is about.
    """
    years = [set(_YEAR.findall(words)) for words in (title, sentence)]
    if all(years) and not years[0] & years[1]:
        return True
    periods = [_period_of(words) for words in (title, sentence)]
    return None not in periods and periods[0] != periods[1]


def _period_of(words: str) -> str | None:
    """Return the part of a year that words name first, without the year; or None."""
    period = text.parse_period(words, year=2000)
    if period is None or period.start is None or period.end is None:
        return None
    if (period.end - period.start).days > 360:
        return None  # a year or a term: the years were compared already
    return f"{period.start:%m%d}-{period.end:%m%d}"


def _share(title: list[str], sentence: list[str]) -> float:
    """Return how much of a title a sentence holds in order; 0 unless it begins alike."""
    begins = any(pair == (title[0], title[1]) for pair in pairwise(sentence))
    if not begins or len(set(title) & set(sentence)) < SOME_WORDS * len(set(title)):
        return 0.0
    match = SequenceMatcher(None, title, sentence, autojunk=False)
    return sum(block.size for block in match.get_matching_blocks()) / len(title)


def _same_numbers(title: list[str], sentence: _Sentence) -> bool:
    numbers = {word for word in title if word.isdigit()}
    spoken = {word for word in sentence.words if word.isdigit() and len(word) == 4}
    return bool(numbers & spoken) and spoken <= numbers


def _proposal(
    link: Link,
    item: Item,
    sentence: _Sentence,
    share: float = 1.0,
    unsure: bool = False,
) -> Recognised:
    label = str(link.label.text)
    return Recognised(link.name, label, item, sentence.written, min(share, 1), unsure)
