"""Numbers as Vietnamese papers write them: 1.234.567, 97,8 and 03."""

from __future__ import annotations

from decimal import Decimal


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


def pad2(value: int) -> str:
    """Return a count in prose: numbers below ten carry a leading zero."""
    return f"{value:02d}" if 0 <= value < 10 else format_number(value)
