"""Text without accents and case, one character for one, so that offsets survive."""

from __future__ import annotations

import unicodedata

from cms.text.normalise import nfc


# Stands for a mark that composes with nothing: a letter, so that its word holds
# together, and one that no later normalisation merges with its neighbour.
_STRAY_MARK = "ʼ"
_LETTERS = {"đ": "d", "ð": "d"}


def _bare(char: str) -> str:
    """Return the base letter of ``char`` when only marks stand above it."""
    first, *marks = list(unicodedata.normalize("NFD", char))
    return first if all(map(unicodedata.combining, marks)) else char


def _small(char: str) -> str:
    """Return ``char`` in small, unless its small form is longer than one character."""
    for small in (char.casefold(), char.lower()):
        if len(small) == 1:
            return small
    return char


def _fold_char(char: str) -> str:
    if unicodedata.combining(char):
        return _STRAY_MARK
    while True:
        folded = _small(_bare(char))
        folded = _LETTERS.get(folded, folded)
        if folded == char:
            return folded
        char = folded


class _Table(dict[int, str]):
    """Folds each code point once and remembers it."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return ``text`` in small letters without marks, ``đ`` as ``d``.

    The result has exactly as many characters as ``nfc(text)``: an offset in
    one is an offset in the other. Folding twice changes nothing.
    """
    return nfc(text).translate(_TABLE)
