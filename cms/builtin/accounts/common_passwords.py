"""Recognising common passwords by a list and a few rules.

A long list of leaked passwords holds mostly the same words with years, digits
and repetitions around them. So a password is taken apart instead: when
nothing remains after common words, runs of the keyboard, digits and signs
are taken away, it is common.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from cms.text import fold


WORDS = frozenset(
    resources.files("cms.builtin.accounts")
    .joinpath("common_words.txt")
    .read_text("utf-8")
    .split()
)

KEYBOARD = (
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "poiuytrewq",
    "asdfghjkl",
    "lkjhgfdsa",
    "zxcvbnm",
    "mnbvcxz",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1s2d3f4g5h6j7k8l9",
    "a1b2c3d4e5f6g7h8i9",
)

_LOOKALIKES = str.maketrans(
    {"@": "a", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s"}
)
_REPEATED = re.compile(r"^(.{1,6}?)\1+$")
_MAX_WORDS = 3


def is_common(password: str) -> bool:
    """Tell whether a password is a common one, however it is dressed up."""
    plain = fold(password)
    compact = "".join(letter for letter in plain if letter.isalnum())
    if len(set(compact)) <= 3 or _REPEATED.match(compact) is not None:
        return True
    if _keyboard_run(compact):
        return True
    letters = "".join(letter for letter in compact if letter.isalpha())
    if not letters:
        return True  # a date, a telephone or identity number
    return any(_few_words(text) for text in {letters, *_undressed(plain)})


def _undressed(plain: str) -> set[str]:
    """Return what a password may have been before "a" became "@" and so on.

    Digits and signs at both ends are decoration, apart from perhaps the first
    and last of them ("@dmin2026").
    """
    places = [index for index, letter in enumerate(plain) if letter.isalpha()]
    first, last = places[0], places[-1]
    found = set()
    for start in {first, max(first - 1, 0)}:
        for end in (last + 1, last + 2):
            swapped = plain[start:end].translate(_LOOKALIKES)
            found.add("".join(letter for letter in swapped if letter.isalpha()))
    return found


def _keyboard_run(compact: str) -> bool:
    """Tell whether nearly all of a password is neighbours on the keyboard."""
    rest = compact
    for row in KEYBOARD:
        for length in range(min(len(row), len(rest)), 3, -1):
            for start in range(len(row) - length + 1):
                rest = rest.replace(row[start : start + length], "")
    return len(rest) <= 3


@lru_cache(maxsize=512)
def _few_words(text: str) -> bool:
    """Tell whether a text is at most three common words in a row."""
    best = {0: 0}  # position reached: how many words it took
    for position in range(len(text)):
        if position not in best or best[position] >= _MAX_WORDS:
            continue
        for end in range(position + 1, len(text) + 1):
            part = text[position:end]
            if part in WORDS or len(set(part)) == 1:
                words = best[position] + 1
                best[end] = min(best.get(end, words), words)
    return len(text) in best
