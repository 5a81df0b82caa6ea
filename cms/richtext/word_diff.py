"""What changed between two texts, word by word, without losing a letter of either."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple


Kind = Literal["same", "added", "removed"]

# A word or a sign, with the space before it: what is left at the end is space.
_TOKEN = re.compile(r"(\s*)(\w+|[^\w\s])|(\s+)$", re.UNICODE)
_MANY = 4_000_000  # pairs of words beyond which frequent words do not count


class Span(NamedTuple):
    """A stretch of both texts: from ``i`` to ``j`` of the old, ``k`` to ``m`` of the new."""

    kind: Kind
    i: int
    j: int
    k: int
    m: int


class _Token(NamedTuple):
    space: int  # where the space before the word begins
    start: int
    end: int
    word: str


def word_spans(before: str, after: str) -> list[Span]:
    """Return how ``before`` became ``after``, as neighbouring stretches of both.

    The stretches that are not added make up the old text, those not removed
    the new one.
    """
    old, new = _tokens(before), _tokens(after)
    spans: list[Span] = []
    for tag, i, j, k, m in _opcodes([t.word for t in old], [t.word for t in new]):
        if tag == "equal":
            for one, other in zip(old[i:j], new[k:m], strict=True):
                _space(spans, before, after, one, other)
                _add(spans, "same", one.start, one.end, other.start, other.end)
            continue
        here, there = _start(old, i, before), _start(new, k, after)
        if tag == "replace":
            _space(spans, before, after, old[i], new[k])
            here, there = old[i].start, new[k].start
        old_end, new_end = _start(old, j, before), _start(new, m, after)
        _add(spans, "removed", here, old_end, there, there)
        _add(spans, "added", old_end, old_end, there, new_end)
    return spans


def _tokens(words: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(words):
        start = match.start(2) if match[2] is not None else match.end()
        found.append(_Token(match.start(), start, match.end(), match[2] or ""))
    return found


def _start(tokens: Sequence[_Token], number: int, words: str) -> int:
    return tokens[number].space if number < len(tokens) else len(words)


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Compare only what lies between the equal beginning and the equal end."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = difflib.SequenceMatcher(
        None, inner_old, inner_new, autojunk=len(inner_old) * len(inner_new) > _MANY
    )
    codes: list[tuple[str, int, int, int, int]] = [("equal", 0, head, 0, head)]
    codes += [
        (tag, i + head, j + head, k + head, m + head)
        for tag, i, j, k, m in matcher.get_opcodes()
    ]
    codes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return codes


def _space(
    spans: list[Span], before: str, after: str, one: _Token, other: _Token
) -> None:
    """Add the space before a word that stayed; where it differs, both."""
    if before[one.space : one.start] == after[other.space : other.start]:
        _add(spans, "same", one.space, one.start, other.space, other.start)
        return
    _add(spans, "removed", one.space, one.start, other.space, other.space)
    _add(spans, "added", one.start, one.start, other.space, other.start)


def _add(spans: list[Span], kind: Kind, i: int, j: int, k: int, m: int) -> None:
    """Add a stretch, or lengthen the last one of its kind."""
    if i == j and k == m:
        return
    if spans and spans[-1].kind == kind:
        last = spans[-1]
        spans[-1] = Span(kind, last.i, j, last.k, m)
    else:
        spans.append(Span(kind, i, j, k, m))
