"""Paragraphs in encodings from before Unicode, read by their letters and their fonts."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from cms.builtin.legacy_encodings import convert_legacy, detect_encoding
from cms.features.intake.model import Paragraph, Span


_FONTS = ((".Vn", "tcvn3"), ("VNI", "vni"))
_UNICODE = ("ascii", "unicode", "unicode-nfd")


def convert_paragraphs(paragraphs: list[Paragraph]) -> list[str]:
    """Set ``converted`` on what was not in Unicode; return an encoding for each paragraph.

    Unicode and English are left alone to the byte. A font of an old encoding
    decides only where the letters allow it and other paragraphs in such a font
    are clearly in that encoding: many a Unicode text still names the old font.
    """
    parts = {id(one): list(_parts(one)) for one in paragraphs}
    proven = Counter(
        encoding
        for one in paragraphs
        for spans in parts[id(one)]
        if (encoding := detect_encoding(_words(spans))) not in _UNICODE
    )
    found = []
    for paragraph in paragraphs:
        changed = ""
        for spans in parts[id(paragraph)]:
            encoding = _encoding(spans, proven)
            if encoding and _convert(spans, encoding):
                changed = encoding
        if changed:
            paragraph.encoding = changed
            found.append(changed)
    return found


def claimed(font: str) -> str:
    """Return the encoding that a font is made for, or nothing."""
    return next((name for start, name in _FONTS if font.startswith(start)), "")


def _parts(paragraph: Paragraph) -> list[list[Span]]:
    """Return the text of a paragraph, cut where the kind of its fonts changes."""
    spans = [one for one in paragraph.pieces if isinstance(one, Span)]
    kinds = {claimed(one.font) for one in spans if one.text.strip()}
    if len(kinds) < 2:
        return [spans] if spans else []
    return [
        list(group) for _kind, group in groupby(spans, lambda one: claimed(one.font))
    ]


def _words(spans: list[Span]) -> str:
    return "".join(one.text for one in spans)


def _encoding(spans: list[Span], proven: Counter[str]) -> str:
    """Return the old encoding of these spans, or nothing."""
    words = _words(spans)
    encoding = detect_encoding(words)
    if encoding not in _UNICODE:
        return encoding
    named = claimed(spans[0].font)
    by_font = named and proven[named] and not words.isascii() and _could_be_old(words)
    return named if by_font else ""


def _could_be_old(words: str) -> bool:
    """Tell whether every letter has a place in a table of 256."""
    return all(_has_place(sign) for sign in words)


def _has_place(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return ord(sign) < 256
    return True


def _convert(spans: list[Span], encoding: str) -> bool:
    """Set ``converted`` on spans of one encoding; tell whether any letter changed."""
    pieces = join_split_letters([one.text for one in spans], encoding)
    changed = False
    for span, piece in zip(spans, pieces, strict=True):
        converted = convert_legacy(piece, encoding, span.font or None)
        if converted != span.text:
            span.converted, changed = converted, True
    return changed


def join_split_letters(pieces: list[str], encoding: str) -> list[str]:
    """Return pieces in which a letter that a change of style cut in two is whole.

    VNI writes a mark after its letter, and double encoding a letter as several;
    what belongs to the letter before goes to its piece.
    """
    pieces = list(pieces)
    for place in range(len(pieces) - 1):
        before, after = pieces[place], pieces[place + 1]
        # A few letters around the cut decide, however long the pieces are.
        whole = _read(before[-4:] + after[:8], encoding)
        for moved in range(4):
            left = _read(before[-4:] + after[:moved], encoding)
            if left + _read(after[moved:8], encoding) == whole:
                pieces[place], pieces[place + 1] = before + after[:moved], after[moved:]
                break
    return pieces


def _read(piece: str, encoding: str) -> str:
    return convert_legacy(piece, encoding)
