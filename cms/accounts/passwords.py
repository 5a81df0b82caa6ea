"""Passwords: hashed with Argon2id, two at a time, and which ones are refused."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from flask_babel import gettext as _

from cms.accounts.common_passwords import is_common
from cms.text import fold, nfc


SHORTEST = 12
LONGEST = 1000

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Each hash takes 19 MiB and a core for tens of milliseconds.
_two_at_a_time = threading.BoundedSemaphore(2)
# Compared with when there is no such account, so that both answers take as long.
_DUMMY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password in NFC; ValueError when it is too long."""
    password = nfc(password)
    if len(password) > LONGEST:
        raise ValueError(f"A password has at most {LONGEST} characters.")
    with _two_at_a_time:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password fits; takes as long when ``stored`` is None."""
    password = nfc(password)
    if len(password) > LONGEST:
        return False
    with _two_at_a_time:
        try:
            return _hasher.verify(stored or _DUMMY, password) and stored is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def password_problems(password: str, context: Iterable[str | None] = ()) -> list[str]:
    """Return why a password is refused, in the reader's language; empty when it is fine.

    ``context`` are words that everybody would try first: user name, e-mail
    address, name of the person and of the organisation.
    """
    password = nfc(password)
    if len(password) > LONGEST:
        return [_("Please keep to %(max)d characters.", max=LONGEST)]
    if len(password) < SHORTEST:
        return [
            _("A password needs at least %(min)d characters.", min=SHORTEST),
        ]
    if is_common(password):
        return [_("This password is too common.")]
    if _is_context(password, context):
        return [
            _("This password contains your name or the organisation's name."),
        ]
    return []


def _is_context(password: str, context: Iterable[str | None]) -> bool:
    """Tell whether little of a password is left without the words of ``context``."""
    rest = _letters(password)
    words = {"sen", "sencms"}
    for text in context:
        if text:
            whole = _letters(text)
            words.add(whole)
            words.update(_letters(part) for part in text.replace("@", " ").split())
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3:
            rest = rest.replace(word, "")
    return len(rest.strip("0123456789")) < 4 and rest != _letters(password)


def _letters(text: str) -> str:
    """Return letters and digits only, without marks or capitals."""
    return "".join(letter for letter in fold(text) if letter.isalnum())
