"""Passwords, hashed with Argon2id, two at a time; who finds too many waiting is told so."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from cms.builtin.rates import TooMany
from cms.inputs import without_unwanted
from cms.text import nfc


LONGEST = 1000
THREADS = "CMS_WEB_THREADS"
DEFAULT_THREADS = 4
# By then those who are before somebody have long had their turn.
RETRY_AFTER = 2.0

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Each hash takes 19 MiB and a core for tens of milliseconds.
_two_at_a_time = threading.BoundedSemaphore(2)
# Compared with when there is no such account, so that both answers take as long.
_DUMMY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password in NFC.

    Raises ValueError when it is too long, TooMany while others wait.
    """
    password = nfc(password)
    if len(password) > LONGEST:
        raise ValueError(f"A password has at most {LONGEST} characters.")
    with _turn():
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether a password fits; takes as long when ``stored`` is None.

    Raises TooMany while others wait: nothing was compared.
    """
    # No password has what a paste may add unseen.
    password = nfc(without_unwanted(password))
    if len(password) > LONGEST:
        return False
    with _turn():
        try:
            return _hasher.verify(stored or _DUMMY, password) and stored is not None
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _places() -> threading.BoundedSemaphore:
    """Return how many may hash or wait for it: a thread is left for everybody else."""
    threads = int(os.environ.get(THREADS, DEFAULT_THREADS))
    return threading.BoundedSemaphore(max(1, threads - 1))


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of two places; never as one of all threads of the process."""
    places = _places()
    if not places.acquire(blocking=False):
        raise TooMany(RETRY_AFTER)
    try:
        with _two_at_a_time:
            yield
    finally:
        places.release()
