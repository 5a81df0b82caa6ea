"""What a snapshot holds for staff alone: fields that are declared ``private``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from cms.content.fields.rows import Rows


@dataclass(frozen=True)
class _Private:
    """The empty values of a form's private fields, and those of its rows' forms."""

    empty: Mapping[str, Any]
    rows: Mapping[str, _Private] = field(default_factory=dict)


_known: WeakKeyDictionary[type, _Private] = WeakKeyDictionary()


def _private_of(form_class: type) -> _Private:
    if form_class not in _known:
        fields = form_class()._fields
        rows = {
            name: _private_of(one.row_form)
            for name, one in fields.items()
            if isinstance(one, Rows)
        }
        _known[form_class] = _Private(
            {
                name: [] if isinstance(one, Rows) else one.empty
                for name, one in fields.items()
                if getattr(one, "is_private", False)
            },
            {name: one for name, one in rows.items() if one.empty or one.rows},
        )
    return _known[form_class]


def without_private(form_class: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snapshot of ``form_class`` as everybody may know it.

    Fields declared with ``private=True`` are emptied, in rows too; what follows
    from the answer (search rows, cards, links, public pages) cannot hold them.
    """
    return _emptied(_private_of(form_class), data)


def _emptied(private: _Private, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (
            private.empty[name]
            if name in private.empty
            else [_emptied(private.rows[name], row) for row in value or []]
            if name in private.rows
            else value
        )
        for name, value in data.items()
    }
