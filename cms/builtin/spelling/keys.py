"""Words that were typed for an input method that was off: Telex "hooij", VNI "ho6i5"."""

from __future__ import annotations

from typing import Final

from cms import text
from cms.text.syllable import is_syllable


VOWELS: Final = "aeiouyâêôăơư"
MOST_LETTERS: Final = 12
_TONES: Final = {
    **dict.fromkeys("s1", "\u0301"),
    **dict.fromkeys("f2", "\u0300"),
    **dict.fromkeys("r3", "\u0309"),
    **dict.fromkeys("x4", "\u0303"),
    **dict.fromkeys("j5", "\u0323"),
}
_ROOFS: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORNS: Final = {"a": "ă", "o": "ơ", "u": "ư"}


def read_keys(word: str) -> str | None:
    """Return the Vietnamese syllable that the keys of a word stand for, in small letters.

    None when they stand for none, and for what needs no reading.
    """
    if len(word) > MOST_LETTERS or not word.isascii():
        return None
    letters: list[str] = []
    tone = ""
    for key in word.lower():
        begun = any(letter in VOWELS for letter in letters)
        if begun and key in _TONES:
            tone = _TONES[key]
        elif not _change(letters, key):
            letters.append(key)
    written = "".join(letters)
    for way in (written, written.replace("ươ", "uơ")):  # đường, but thuở
        found = text.nfc(_with_tone(way, tone))
        if found != word.lower() and is_syllable(found):
            return found
    return None


def _change(letters: list[str], key: str) -> bool:
    """Give a letter the roof, horn or stroke that a key stands for; False if it is none."""
    if key in "d9":
        if letters[:1] == ["d"]:
            letters[0] = "đ"
            return True
        return False
    if key in "w78":
        return _give(letters, _HORNS)
    if key == "6":
        return _give(letters, _ROOFS)
    return key in _ROOFS and key in letters and _give(letters, {key: _ROOFS[key]})


def _give(letters: list[str], marked: dict[str, str]) -> bool:
    """Mark the last letter that takes it; of "uo" both take the horn."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in marked:
            horned = marked.get("u") and letters[place] == "o" and place
            if horned and letters[place - 1] == "u":
                letters[place - 1] = marked["u"]
            letters[place] = marked[letters[place]]
            return True
    return False


def _with_tone(word: str, tone: str) -> str:
    """Put a tone where the old style has it."""
    first = 2 if word.startswith(("qu", "gi")) and word[2:3] in VOWELS else 0
    places = [at for at in range(first, len(word)) if word[at] in VOWELS]
    if not tone or not places:
        return word
    marked = [at for at in places if word[at] in "âêôăơư"]
    if marked:
        at = marked[-1]
    elif places[-1] < len(word) - 1 or len(places) > 2:
        at = places[min(1, len(places) - 1)]
    else:
        at = places[0]
    return word[: at + 1] + tone + word[at + 1 :]
