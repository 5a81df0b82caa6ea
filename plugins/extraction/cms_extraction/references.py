"""Places where a person is meant by a post alone: "đồng chí Bí thư Huyện ủy"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cms_extraction.bodies import Body
from cms_extraction.names import ADDRESSES
from cms_extraction.people import Mention, Seat
from cms_extraction.posts import Post, parse_post
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.titles import TITLES


def find_references(
    source: Source, mentions: Sequence[Mention], held: Mapping[str, Sequence[Seat]]
) -> list[Mention]:
    """Return places where a person is meant by a post alone: "đồng chí Bí thư Huyện ủy".

    ``held`` are the posts of each person. A post that more than one of them
    holds means nobody.
    """
    taken = sorted(one.span for one in mentions)
    found: list[Mention] = []
    for number, word in enumerate(source.words):
        title = TITLES.match(source, number)
        if title is None or any(word.start in span for span in taken):
            continue
        address = _address_before(source, number)
        if address is None and not (word.capital and _opens_clause(source, number)):
            continue
        read = parse_post(source, number)
        if read is None:
            continue
        end, post = read
        names = {
            name
            for name, seats in held.items()
            if any(_is_seat(post, s) for s in seats)
        }
        if len(names) != 1:
            continue
        begin = word.start if address is None else source.words[address].start
        span = Span(begin, source.words[end - 1].end)
        many = end < len(source.words) and (
            source.words[end].low in _MANY or source.words[end].text.isdigit()
        )
        many = many or (
            source.gap(end) == ", " and TITLES.match(source, end) is not None
        )
        if not many and not any(span.overlaps(other) for other in taken):
            found.append(Mention(span, span, names.pop()))
    return found


def _address_before(source: Source, number: int) -> int | None:
    """Return the number of the word at which the form of address before a post begins."""
    for count in (2, 1):
        first = number - count
        if (
            first >= 0
            and (read := ADDRESSES.match(source, first))
            and read[0] == number
        ):
            many = first > 0 and source.words[first - 1].low in _MANY
            return None if many or source.words[first].low in _MANY else first
    return None


_MANY = frozenset(("các", "những", "hai", "ba", "một", "nhiều", "số"))


def _opens_clause(source: Source, number: int) -> bool:
    return number == 0 or bool(re.search(r"[.,;:\n\"]", source.gap(number)))


def heads_of(body: Body | None) -> str:
    """Return what a body is and whose, without names: "Ủy ban Kiểm tra/Huyện ủy"."""
    parts = [] if body is None else [body.head, body.of.head if body.of else ""]
    return "/".join(filter(None, parts))


def _is_seat(post: Post, seat: Seat) -> bool:
    """Tell whether a post as written means a post that somebody holds."""
    code, label, head = seat
    if post.before or post.title.code != code or post.title.label != label:
        return False
    if post.body is None or not head:
        return True
    whole = heads_of(post.body)
    return head == whole or ("/" not in whole and head.startswith(f"{whole}/"))
