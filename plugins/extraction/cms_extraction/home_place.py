"""The place of the organiser's committee, where the text names it apart from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cms import text
from cms_extraction.bodies import Body, parse_body
from cms_extraction.organisations import (
    LOCAL,
    PLACE_OF,
    SMALL,
    Home,
    committee_in,
    split_place,
)
from cms_extraction.places import LEVELS
from cms_extraction.source import Source
from cms_extraction.spans import Span


def bare_place(source: Source, people: Iterable[Span]) -> str:
    """Return the place that the title or the dateline names without its kind.

    "Tân Khê: ...", "... ở Tân Khê", "(Tân Khê) - Ngày ...": two or three words
    with capitals that are no person's name and no body's. Empty without one.
    """
    starts = {one.start for one in people}
    for line in source.lines[:2]:
        first = source.at(line.start)
        spots = [first] if not line.capitals else []
        for number in range(first + 1, min(source.at(line.end), first + 30)):
            if source.words[number - 1].low in ("ở", "tại") and line is source.lines[0]:
                spots.append(number)
        for number in spots:
            if found := _bare_name(source, number, starts, line is source.lines[0]):
                return found
    return ""


def _bare_name(source: Source, number: int, people: set[int], titled: bool) -> str:
    words = source.words
    end = number
    while (
        end < len(words)
        and end - number < 4
        and words[end].capital
        and not words[end].text.isupper()
        and not words[end].text.isdigit()
        and words[end].start not in people
        and (end == number or source.gap(end) == " ")
        and not (LEVELS.match(source, end) or parse_body(source, end))
    ):
        end += 1
    behind = source.gap(end)
    lead = source.low[max(words[number].start - 1, 0) : words[number].start]
    closed = behind.startswith((":", " - ", ")", ",")) or titled
    if not 2 <= end - number <= 3 or not closed:
        return ""
    if not titled and not (lead == "(" or behind.startswith(" - ")):
        return ""
    return " ".join(word.text for word in words[number:end])


def complete_home(source: Source, home: Home, people: Iterable[Span]) -> bool:
    """Give the organiser's committee the place that the article names apart from it.

    Tell whether there was something to complete.
    """
    own = committee_in(home.organiser)
    if own is None:
        return False
    if _complete_from_title(source, own, home):
        return True
    if own.head in PLACE_OF and (not own.name or own.name == PLACE_OF[own.head]):
        kind = PLACE_OF[own.head]
    elif own.head in ("Đảng ủy", "Đảng bộ") and own.name in SMALL:
        kind = own.name
    elif own.head in LOCAL:
        return _complete_local(source, own, home)
    else:
        return False
    place = home.places.get(kind) or bare_place(source, people)
    if not place:
        return False
    home.places[kind] = place
    return True


def _complete_local(source: Source, own: Body, home: Home) -> bool:
    """Find the ward or commune of a bare "Đảng ủy" or of "Đảng ủy Tân Khê"."""
    fits = [
        f"{kind} {home.places[kind]}"
        for kind in SMALL
        if kind in home.places and own.name in ("", home.places[kind])
    ]
    if not fits and not own.name:
        title = text.lower(source.text[: source.lines[0].end])
        fits = [one for one in home.units if text.lower(one) in title] or home.units
    if len(fits) != 1:
        return False
    home.committees[own.head] = replace(own, name=fits[0])
    return True


def _complete_from_title(source: Source, own: Body, home: Home) -> bool:
    """Find the whole name of a committee in a title that is written in capitals."""
    first = source.lines[0]
    if not first.capitals:
        return False
    for number in range(source.at(first.start), source.at(first.end)):
        read = parse_body(source, number)
        if read is None:
            continue
        body = read[1].of or read[1]
        begins = text.lower(body.name).startswith(text.lower(own.name))
        known = not own.name or text.lower(body.name) in source.low[first.end :]
        known = known or own.name in (*SMALL, *PLACE_OF.values())
        if (
            body.head == own.head
            and begins
            and known
            and len(body.name) > len(own.name)
        ):
            home.committees[own.head] = body
            if own.head in PLACE_OF:
                home.places[PLACE_OF[own.head]] = split_place(body.name)[1] or body.name
            return True
    return False
