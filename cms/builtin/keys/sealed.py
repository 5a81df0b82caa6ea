"""A column type for secrets that must be read again: sealed with the site's key."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from cms.views import signing_keys


NONCE_BYTES = 12


class Sealed(TypeDecorator[str]):
    """Text that a copy of the database does not show.

    It is encrypted (AES-256-GCM) with a key made of the site's key and
    ``purpose``; reading raises ValueError when no key of the site fits.
    """

    impl = String
    cache_ok = True

    def __init__(self, purpose: str, length: int = 255) -> None:
        super().__init__(length)
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt with the site's newest key."""
        return None if value is None else seal(value, self.purpose, site_keys()[0])

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decrypt with whichever key of the site fits."""
        return None if value is None else unseal(value, self.purpose, site_keys())


def site_keys() -> list[str]:
    """Return the site's keys: the one that signs, then those that are only read."""
    return signing_keys()[::-1]


def seal(text: str, purpose: str, key: str) -> str:
    """Return ``text`` encrypted for ``purpose``, as letters."""
    nonce = os.urandom(NONCE_BYTES)
    box = AESGCM(_derived(key, purpose)).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(nonce + box).decode()


def unseal(sealed: str, purpose: str, keys: Sequence[str]) -> str:
    """Return the text of :func:`seal`; ValueError when no key fits."""
    box = base64.urlsafe_b64decode(sealed)
    for key in keys:
        try:
            opened = AESGCM(_derived(key, purpose)).decrypt(
                box[:NONCE_BYTES], box[NONCE_BYTES:], None
            )
        except (InvalidTag, ValueError):
            continue
        return opened.decode()
    raise ValueError(f"No key of this site opens what was sealed for {purpose!r}.")


@lru_cache(maxsize=32)
def _derived(key: str, purpose: str) -> bytes:
    info = f"sen/{purpose}".encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(key.encode())
