"""Which passwords are refused, and why."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from cms.builtin.accounts.common_passwords import is_common
from cms.builtin.accounts.passwords import LONGEST
from cms.builtin.accounts.strength import guesses
from cms.inputs import clean_text
from cms.text import fold, nfc


SHORTEST = 12
# Fewer guesses than this do not hold against a stolen database.
FEWEST_GUESSES = 10**10


def password_problems(password: str, context: Iterable[str | None] = ()) -> list[str]:
    """Return why a password is refused, in the reader's language; empty when it is fine.

    ``context`` are words that everybody would try first: user name, e-mail
    address, name of the person and of the organisation.
    """
    context = list(context)
    password = nfc(password)
    if len(password) > LONGEST:
        return [_("Please keep to %(max)d characters.", max=LONGEST)]
    if len(password) < SHORTEST:
        return [
            _("A password needs at least %(min)d characters.", min=SHORTEST),
        ]
    if clean_text(password) != password:
        # What nobody sees or can type again locks its owner out (NIST SP 800-63B
        # takes every sign that prints, spaces and emoji included).
        return [_("This password has invisible control characters; type it anew.")]
    if is_common(password):
        return [_("This password is too common.")]
    if _is_context(password, context):
        return [
            _("This password contains your name or the organisation's name."),
        ]
    if guesses(password, _words_of(context)) < FEWEST_GUESSES:
        return [_("This password is easy to guess; a longer sentence is better.")]
    return []


def _words_of(context: Iterable[str | None]) -> list[str]:
    """Return the words of ``context``, each whole text first."""
    found = []
    for text in filter(None, context):
        parts = text.replace("@", " ").split()
        found += [_letters(text), *(_letters(part) for part in parts)]
    return [word for word in found if word]


def _is_context(password: str, context: Iterable[str | None]) -> bool:
    """Tell whether little of a password is left without the words of ``context``."""
    rest = _letters(password)
    words = {"sen", "sencms", *_words_of(context)}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    return len(rest.strip("0123456789")) < 4 and rest != _letters(password)


def _letters(text: str) -> str:
    """Return letters and digits only, without marks or capitals."""
    return "".join(letter for letter in fold(text) if letter.isalnum())
