"""How a setting is declared: a pydantic field with words for the form."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def setting(
    default: Any,
    label: Any,
    hint: Any = "",
    *,
    choices: Any = None,
    preset: Any = None,
    **limits: Any,
) -> Any:
    """Return a pydantic field with a translatable label and hint.

    ``choices`` is a list of (value, label), or a function that returns one
    when the form is shown; a list of texts with choices is shown as boxes to
    tick. ``preset`` returns what the form shows while the value is None.
    ``limits`` are pydantic's own: ``ge``, ``le``,
    ``max_length``, ``pattern``.
    """
    words = {"label": label, "hint": hint, "choices": choices, "preset": preset}
    return Field(default, json_schema_extra=words, **limits)
