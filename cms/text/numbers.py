"""Numbers as Vietnamese papers write them: 1.234.567, 97,8 and 03."""

from __future__ import annotations

import re
from decimal import Decimal

from cms.text.normalise import lower


def format_number(value: float | Decimal, decimals: int | None = None) -> str:
    """Return ``value`` with points between thousands and a decimal comma.

    ``decimals`` fixes how many digits follow the comma; without it a number is
    written with as many as it has.
    """
    # str() of a float is its shortest exact form, which Decimal keeps.
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    plain = f"{number:,f}" if decimals is None else f"{number:,.{decimals}f}"
    if decimals is None and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,"))


_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<whole>\d+)(?:[.,](?P<part>\d+))?"
    r"|(?P<groups>[1-9]\d{0,2}(?:(?P<sep>[.\s'’])\d{3})(?:(?P=sep)\d{3})*)(?:,(?P<more>\d+))?)",
    re.ASCII,
)
_LIKE_ASCII = str.maketrans("−\u00a0\u202f", "-  ")
_EITHER_WAY = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def parse_number(typed: str) -> Decimal:
    """Return a number typed as 1234,5, 1.234,5 or 1234.5, read whole or not at all.

    Raises ValueError, also for 1.234: it is two numbers to two readers.
    """
    plain = typed.strip().translate(_LIKE_ASCII)
    found = _NUMBER.fullmatch(plain)
    if found is None or _EITHER_WAY.fullmatch(plain):
        raise ValueError(f"{typed[:40]!r} is no number, or two.")
    digits = re.sub(r"\D", "", found["whole"] or found["groups"])
    part = found["part"] or found["more"]
    return Decimal(found["sign"] + digits + (f".{part}" if part else ""))


def pad2(value: int) -> str:
    """Return a count in prose: numbers below ten carry a leading zero."""
    return f"{value:02d}" if 0 <= value < 10 else format_number(value)


def list_sign(number: int, form: str) -> str:
    """Return the sign of an entry by a list's ``type`` in HTML: 3., c), C), iii., III."""
    if form in ("a", "A"):
        return chr(ord(form) + (number - 1) % 26) * ((number - 1) // 26 % 9 + 1) + ")"
    counted = roman(number) if form in ("i", "I") else str(number)
    return f"{lower(counted) if form == 'i' else counted}."


_DIGITS = [
    ("", a, a * 2, a * 3, a + b, b, b + a, b + a * 2, b + a * 3, a + c)
    for a, b, c in ("M  ", "CDM", "XLC", "IVX")
]


def roman(number: int) -> str:
    """Return a number up to 3999 in Roman numerals."""
    digits = map(int, f"{min(number, 3999):04d}")
    return "".join(signs[digit] for signs, digit in zip(_DIGITS, digits, strict=True))
