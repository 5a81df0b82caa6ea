"""How many guesses a password stands, by zxcvbn with Vietnamese words besides its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from cms.builtin.accounts.common_passwords import WORDS
from cms.text import fold


# zxcvbn's time grows with the square of the length; no long text is easy to guess
# after so many letters.
LETTERS_READ = 72


def guesses(password: str, context: Iterable[str] = ()) -> int:
    """Return about how many guesses find a password; ``context`` are words tried first."""
    from zxcvbn import matching, scoring  # long lists of words, for who sets a password

    words = {word: place for place, word in enumerate(dict.fromkeys(context), start=1)}
    dictionaries = {**matching.RANKED_DICTIONARIES, **_vietnamese(), "context": words}
    text = "".join(fold(password).split())[:LETTERS_READ]
    matches = matching.omnimatch(text, dictionaries)
    return int(scoring.most_guessable_match_sequence(text, matches)["guesses"])


@cache
def _vietnamese() -> dict[str, dict[str, int]]:
    """Return words and syllables without marks, by how early they are tried."""
    syllables = (
        resources.files("cms.builtin.accounts")
        .joinpath("syllables.txt")
        .read_text("utf-8")
        .split()
    )
    return {
        "vietnamese": {word: place for place, word in enumerate(syllables, start=1)},
        "common": {word: place for place, word in enumerate(sorted(WORDS), start=1)},
    }
