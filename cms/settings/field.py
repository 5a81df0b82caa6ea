"""How a setting is declared: a pydantic field with words for the form."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def setting(default: Any, label: Any, hint: Any = "", **limits: Any) -> Any:
    """Return a pydantic field with a translatable label and hint.

    ``limits`` are pydantic's own: ``ge``, ``le``, ``max_length``, ``pattern``.
    """
    words = {"label": label, "hint": hint}
    return Field(default, json_schema_extra=words, **limits)
