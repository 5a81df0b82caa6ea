"""Passwords, hashed with Argon2id, two at a time."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from cms.text import nfc


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
