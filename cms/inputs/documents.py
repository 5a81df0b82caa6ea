"""JSON from outside: finite numbers, no name twice, clean text, no depth that breaks."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from cms.inputs.text import MOST_CHARACTERS, clean_text


MOST_DEPTH: Final = 200
MAX_NUMBER: Final = 2**53  # what every reader of JSON holds exactly


class UnsafeJson(ValueError):
    """A text is JSON, and holds what no honest program writes."""


def load_json(text: str | bytes) -> Any:
    """Return the value of a JSON text, its texts cleaned.

    Raises UnsafeJson for NaN, numbers beyond 2**53, a name twice in an object
    and for nesting without end; ``json.JSONDecodeError`` for what is no JSON.
    """
    try:
        value = json.loads(
            text,
            parse_constant=_refuse,
            parse_float=_number,
            parse_int=_number,
            object_pairs_hook=_object,
        )
    except (RecursionError, UnicodeDecodeError) as error:
        raise UnsafeJson("This cannot be read.") from error
    return value if _is_clean(text) else clean_data(value)


def _is_clean(text: str | bytes) -> bool:
    """Tell quickly that no text in a JSON text needs cleaning, and that it is flat.

    Without an escape each text within stands in it as it is, and a part of clean
    text is clean.
    """
    return (
        isinstance(text, str)
        and len(text) <= MOST_CHARACTERS
        and "\\" not in text
        and text.count("[") + text.count("{") <= MOST_DEPTH
        and clean_text(text) == text
    )


def clean_data(value: Any, depth: int = 0) -> Any:
    """Return a JSON value with every text cleaned; UnsafeJson when it is too deep."""
    if isinstance(value, str):
        return clean_text(value)
    if depth > MOST_DEPTH:
        raise UnsafeJson("This is nested too deep.")
    if isinstance(value, list | tuple):
        return [clean_data(part, depth + 1) for part in value]
    if isinstance(value, Mapping):
        return {
            clean_text(str(key)): clean_data(part, depth + 1)
            for key, part in value.items()
        }
    return value


def _refuse(constant: str) -> Any:
    raise UnsafeJson(f"{constant} is no number.")


def _number(digits: str) -> int | float:
    whole = digits.lstrip("-").isdigit()
    number = int(digits[:40]) if whole else float(digits)
    if not math.isfinite(number) or abs(number) > MAX_NUMBER:
        raise UnsafeJson(f"{digits[:40]} is too large.")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnsafeJson("A name stands twice in an object.")
    return found
