"""Which paragraph is the title, which the lead, and which stands under a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cms.features.intake.model import Block, Paragraph, Shown, Table


MAX_TITLE: Final = 300
MAX_LEAD: Final = 1500
_MAX_PLAIN: Final = 160
_LOOKED_AT: Final = 4  # text blocks from the start in which a title may stand
_CAPTION = re.compile(r"\(?\s*(?:ảnh|hình|hình ảnh|photo|picture)\b\s*[:\d.–-]", re.I)
_MAX_CAPTION: Final = 400
_CREDIT = re.compile(r"\(?\s*(?:ảnh|photo)\s*:", re.IGNORECASE)


@dataclass
class Shape:
    """A document with its head taken off."""

    title: list[Paragraph]
    lead: Paragraph | None
    blocks: list[Block]
    captions: dict[int, list[Paragraph]]


def shape(blocks: list[Block]) -> Shape:
    """Find title and lead, and put captions to the pictures over them."""
    captions: dict[int, list[Paragraph]] = {}
    rest = _without_captions(blocks, captions)
    title = _title(rest)
    lead = _lead(rest, title)
    gone = [*title, *([lead] if lead else [])]
    body = [_rest_of(one) if _is_in(one, gone) else one for one in rest]
    _raise_headings(body)
    return Shape(title, lead, [one for one in body if one is not None], captions)


def _rest_of(block: Block) -> Block | None:
    """Return the pictures that stood in a title or lead."""
    pictures = block.pictures if isinstance(block, Paragraph) else []
    return Paragraph(list(pictures), align="center") if pictures else None


def _is_in(block: Block, paragraphs: list[Paragraph]) -> bool:
    return any(block is one for one in paragraphs)


def _texts(blocks: list[Block]) -> list[Paragraph]:
    """Return the paragraphs before the first table; pictures may stand between."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table):
            break
        if block.spans:
            found.append(block)
    return found


def _title(blocks: list[Block]) -> list[Paragraph]:
    """Return the paragraphs that make the title; none when none looks like it."""
    texts = _texts(blocks)
    head = texts[:_LOOKED_AT]
    for place, one in enumerate(head):
        if one.role == "title":
            return _like(texts[place:], lambda other: other.role == "title")
    if not texts or texts[0].place is not None:
        return []
    if _is_banner(texts[0]):
        return _like(texts, _is_banner)
    first = texts[0]
    if not (first.heading or _is_bold_line(first, len(texts))):
        # A line or two may stand before it: a place, a number, a date.
        found = next((one for one in head if one.heading == 1), None)
        plain = len(texts) > 1 and len(first.words()) <= _MAX_PLAIN
        ended = first.words().endswith((".", ":", ";"))
        first = found or first
        if found is None and (not plain or ended):
            return []
    return [first] if len(first.words()) <= MAX_TITLE else []


def _is_banner(one: Paragraph) -> bool:
    return (
        one.wholly("bold")
        and one.align == "center"
        and one.place is None
        and not one.heading
    )


def _is_bold_line(one: Paragraph, count: int) -> bool:
    return one.wholly("bold") and len(one.words()) <= MAX_TITLE and count > 1


def _like(texts: list[Paragraph], fits: object) -> list[Paragraph]:
    """Return the first paragraphs that go together, as long as a title may be."""
    found: list[Paragraph] = []
    length = 0
    for one in texts:
        length += len(one.words()) + 1
        if not callable(fits) or not fits(one) or length > MAX_TITLE:
            break
        found.append(one)
    return found


def _lead(blocks: list[Block], title: list[Paragraph]) -> Paragraph | None:
    """Return the paragraph after the title if it is set off from the text."""
    texts = _texts(blocks)
    after = texts.index(title[-1]) + 1 if title else 0
    one = texts[after] if after < len(texts) else None
    if one is None or one.heading or one.place or len(one.words()) > MAX_LEAD:
        return None
    if one.role == "subtitle":
        return one
    set_off = one.wholly("bold") or one.wholly("italic")
    follows = after + 1 < len(texts) or bool(title)
    return one if set_off and follows and title and not one.role else None


def _without_captions(
    blocks: list[Block], captions: dict[int, list[Paragraph]]
) -> list[Block]:
    """Return the blocks without those that stand under a picture."""
    found: list[Block] = []
    above: Shown | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if above is not None and _is_caption(block):
                captions.setdefault(above.number, []).append(block)
                above = None
                continue
            if block.pictures and not _text_after_picture(block):
                above = block.pictures[-1]
            elif block.spans:
                above = None
        else:
            above = None
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        cell.blocks = _without_captions(cell.blocks, captions)
        found.append(block)
    return found


def _text_after_picture(block: Paragraph) -> bool:
    last = block.pieces.index(block.pictures[-1])
    return any(one in block.spans for one in block.pieces[last + 1 :])


def _is_caption(block: Paragraph) -> bool:
    words = block.words()
    if not words or block.pictures or len(words) > _MAX_CAPTION or block.heading:
        return False
    if block.role == "caption" or _CAPTION.match(words) or _CREDIT.search(words):
        return True
    return block.align == "center" and block.wholly("italic")


def _raise_headings(blocks: list[Block | None]) -> None:
    """Let the highest heading of the text be the page's second level."""
    headings = [one for one in blocks if isinstance(one, Paragraph) and one.heading]
    top = min((one.heading for one in headings), default=2)
    for one in headings:
        one.heading = min(max(one.heading - top + 2, 2), 4)
