"""Dictionary order of Vietnamese: by syllable, base letters first, then the tone."""

from __future__ import annotations

import re
import unicodedata

from cms.text.normalise import lower, nfc


MAX_KEY = 800  # the width of the column that stores it
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTERS = {letter: f"{letter}0" for letter in "abcdefghijklmnopqrstuvwxyz"} | {
    "ă": "a1",
    "â": "a2",
    "đ": "d1",
    "ê": "e1",
    "ô": "o1",
    "ơ": "o2",
    "ư": "u1",
}
_CHUNK = re.compile(r"\d+|(?:[^\W\d_][\u0300-\u036f]*)+")


def _letter(char: str) -> tuple[str, str]:
    """Return the code of one composed letter and the digit of its tone, if any."""
    tone, rest = "", []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            rest.append(part)
    letter = nfc("".join(rest))
    if letter in _LETTERS:
        return _LETTERS[letter], tone
    base = rest[0] if rest else ""
    if base in _LETTERS:
        return f"{base}5", tone
    # Other scripts follow z in the order of their code points.
    return "".join(f"z9{ord(part):06x}" for part in rest), tone


def _syllable(chunk: str) -> str:
    if chunk.isdecimal():
        # 2 before 10: the number of digits comes first.
        digits = str(int(chunk[:99]))
        return f"1{len(digits):02}{digits}00"
    letters, tones = zip(*map(_letter, nfc(chunk)), strict=True)
    # "0" sorts before every letter and number: a syllable that ends comes first.
    return "".join(letters) + "0" + ("".join(tones)[:1] or "0")


def sort_key(text: str) -> str:
    """Return the key by which ``text`` stands in Vietnamese dictionary order.

    Both placements of a tone mark and both cases give the same key. The key
    holds only ``[0-9a-z]``, so every database collation orders it alike, and at
    most 800 characters.
    """
    chunks = _CHUNK.findall(lower(text))
    return "".join(map(_syllable, chunks))[:MAX_KEY]
