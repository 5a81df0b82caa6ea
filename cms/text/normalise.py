"""Unicode normal form, case and words: the first step of everything done to text."""

from __future__ import annotations

import re
import unicodedata


# Letters and digits with the marks that NFC could not compose; "_" separates.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


def nfc(text: str) -> str:
    """Return ``text`` in Unicode normal form C, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def upper(text: str) -> str:
    """Return ``text`` in capitals, composed first so that marks stay on letters."""
    return nfc(nfc(text).upper())


def lower(text: str) -> str:
    """Return ``text`` in small letters, composed first."""
    return nfc(nfc(text).lower())


def words(text: str) -> list[str]:
    """Return the runs of letters and digits of ``text``, in order, composed."""
    return _WORD.findall(nfc(text))
