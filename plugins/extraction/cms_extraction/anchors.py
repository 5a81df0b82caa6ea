"""Where a sentence that was kept stands in today's text, or what has become of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cms_extraction.scoring import token_f1
from cms_extraction.sentences import find_sentences
from cms_extraction.source import Source, read
from cms_extraction.spans import Span


ALIKE: Final = 0.5  # token F1 from which a sentence is taken for the changed one


class State(StrEnum):
    """What has become of a sentence since it was read."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Anchor:
    """A kept sentence in today's text: its state, where it is, where its words are."""

    state: State
    sentence: Span | None = None
    words: Span | None = None


def find_again(source: Source, sentence: str, words: str, near: int) -> Anchor:
    """Return where ``sentence`` and its ``words`` stand in ``source`` now.

    Case, spaces, dashes and the placement of tones make no difference, and
    edits before the sentence do not either: it is looked for, ``near`` only
    chooses between several. One that shares most words is the changed one.
    """
    found = _nearest(source, sentence, near, 0, len(source.low))
    if found is not None:
        inside = _nearest(source, words, near, found.start, found.end)
        return Anchor(State.SAME, found, inside or found)
    kept = _one_form(sentence)
    best = max(
        find_sentences(source),
        key=lambda one: token_f1(kept, one.of(source.low)),
        default=None,
    )
    if best is None or token_f1(kept, best.of(source.low)) < ALIKE:
        return Anchor(State.GONE)
    inside = _nearest(source, words, near, best.start, best.end)
    return Anchor(State.CHANGED, best, inside or best)


def find_exactly(source: Source, sentence: str, words: str, near: int) -> Span | None:
    """Return where ``words`` stand in their unchanged sentence, None when they do not."""
    found = _nearest(source, sentence, near, 0, len(source.low))
    return found and _nearest(source, words, near, found.start, found.end)


def _one_form(written: str) -> str:
    return " ".join(read(written).low.split())


def _nearest(
    source: Source, written: str, near: int, start: int, end: int
) -> Span | None:
    """Return the occurrence of ``written`` between two places that is nearest to one."""
    parts = _one_form(written).split()
    if not parts:
        return None
    form = re.compile(r"\s+".join(map(re.escape, parts)))
    spans = [Span(*one.span()) for one in form.finditer(source.low, start, end)]
    return min(spans, key=lambda one: abs(one.start - near), default=None)
