"""Build HTML element by element; the only place that declares text to be safe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape


_VOID = frozenset({"br", "hr", "img", "source", "input", "meta", "link", "col"})


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """Return the element ``name`` with children and attributes, all escaped.

    Markup among the children stays as it is. ``class_`` becomes ``class`` and
    ``data_x`` becomes ``data-x``; None and False leave an attribute out, True
    writes its name only.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")  # noqa: S704 (its parts are escaped)
    return Markup(f"<{name}{written}>{join(children)}</{name}>")  # noqa: S704


def join(parts: Iterable[Any]) -> Markup:
    """Return the parts one after the other, escaped unless they are Markup."""
    return Markup("").join(parts)


def _attribute(key: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
