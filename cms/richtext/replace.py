"""Find quoted words in a document and put others in their place, keeping the marks."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cms.richtext.cleaning import clean
from cms.richtext.plain import inline_text
from cms.richtext.schema import TEXTBLOCKS, Node
from cms.richtext.word_diff import word_spans


# How much of the words around a quotation must agree to tell places apart.
_NEAR = 40


class Place(NamedTuple):
    """The position of words in a text: from ``start`` to before ``end``."""

    start: int
    end: int


def places(words: str, quote: str, before: str = "", after: str = "") -> list[Place]:
    """Return where ``quote`` stands in ``words``, any run of spaces being one.

    When it stands there more than once, ``before`` and ``after`` (what stood
    around it) choose; without an answer all the places come back.
    """
    pattern = _pattern(quote)
    if pattern is None:
        return []
    found = [Place(*match.span()) for match in re.finditer(pattern, words)]
    if len(found) < 2:
        return found
    near = [one for one in found if _fits(words, one, before, after)]
    return near or found


def _pattern(quote: str) -> str | None:
    parts = quote.split()
    return r"\s+".join(map(re.escape, parts)) if parts else None


def _fits(words: str, place: Place, before: str, after: str) -> bool:
    head = _squeezed(words[max(0, place.start - 2 * _NEAR) : place.start])
    tail = _squeezed(words[place.end : place.end + 2 * _NEAR])
    return head.endswith(_squeezed(before)[-_NEAR:]) and tail.startswith(
        _squeezed(after)[:_NEAR]
    )


def _squeezed(words: str) -> str:
    return "".join(words.split())


def count_places(document: Any, quote: str, before: str = "", after: str = "") -> int:
    """Return in how many places of a document the quoted words may be meant."""
    return len(_found(clean(document), quote, before, after))


def replace_words(
    document: Any, quote: str, words: str, *, before: str = "", after: str = ""
) -> Node | None:
    """Return the document with ``words`` in place of ``quote``; None unless one place fits.

    The words lie within one paragraph. What stays of them keeps its marks;
    what is new takes the marks of what it replaces.
    """
    cleaned: Node = copy.deepcopy(clean(document))
    found = _found(cleaned, quote, before, after)
    if len(found) != 1:
        return None
    block, place = found[0]
    signs = _signs(block)
    new = _rewritten(signs[place.start : place.end], words)
    line = _runs([*signs[: place.start], *new, *signs[place.end :]])
    block.pop("content", None)
    if line:
        block["content"] = line
    return clean(cleaned)


def _found(
    document: Node, quote: str, before: str, after: str
) -> list[tuple[Node, Place]]:
    """Return the textblocks with the places; what stands around chooses among all."""
    everywhere: list[tuple[Node, str, Place]] = []
    for block in _textblocks(document):
        line = inline_text(block)
        everywhere += [(block, line, one) for one in places(line, quote)]
    if len(everywhere) > 1:
        near = [one for one in everywhere if _fits(one[1], one[2], before, after)]
        everywhere = near or everywhere
    return [(block, place) for block, _line, place in everywhere]


def _textblocks(node: Node) -> Iterator[Node]:
    if node["type"] in TEXTBLOCKS:
        yield node
        return
    for child in node.get("content", ()):
        yield from _textblocks(child)


# A letter with its marks; a line break is the letter "\n".
_Sign = tuple[str, list[Node]]


def _signs(block: Node) -> list[_Sign]:
    signs: list[_Sign] = []
    for child in block.get("content", ()):
        if child["type"] == "hardBreak":
            signs.append(("\n", []))
        else:
            signs += [(letter, child.get("marks", [])) for letter in child["text"]]
    return signs


def _rewritten(old: list[_Sign], words: str) -> list[_Sign]:
    """Return the letters of ``words``; those that stay keep their own marks."""
    before = "".join(letter for letter, _marks in old)
    new: list[_Sign] = []
    gone: list[_Sign] = []
    for kind, i, j, k, m in word_spans(before, words):
        if kind == "removed":
            gone = old[i:j]
            continue
        if kind == "same":
            new += old[i:j]
        else:
            new += _dressed(words[k:m], gone or [old[min(max(i - 1, 0), len(old) - 1)]])
        gone = []
    return new


def _dressed(words: str, gone: list[_Sign]) -> list[_Sign]:
    """Give each new word the marks of the word that it replaces."""
    marks = _marks_of_words(gone)
    signs: list[_Sign] = []
    number, blank = -1, True
    for letter in words:
        number += blank and not letter.isspace()
        blank = letter.isspace()
        signs.append((letter, marks[min(max(number, 0), len(marks) - 1)]))
    return signs


def _marks_of_words(signs: list[_Sign]) -> list[list[Node]]:
    marks = []
    blank = True
    for letter, own in signs:
        if blank and not letter.isspace():
            marks.append(own)
        blank = letter.isspace()
    return marks or [signs[0][1]]


def _runs(signs: list[_Sign]) -> list[Node]:
    runs: list[Node] = []
    for letter, marks in signs:
        if letter == "\n":
            runs.append({"type": "hardBreak"})
        elif runs and runs[-1].get("marks", []) == marks and "text" in runs[-1]:
            runs[-1]["text"] += letter
        else:
            text: Node = {"type": "text", "text": letter}
            runs.append({**text, "marks": marks} if marks else text)
    return runs
