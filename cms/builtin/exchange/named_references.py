"""What stands in an archive for a number: the kind and the stable name of a thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from cms.content.fields.answers import Kind, Replacement
from cms.content.revisions.snapshot import Snapshot, blank_names
from cms.errors import CmsError
from cms.text import slugify


SECTION: Final = "section"
SECTION_FIELD: Final = "section_id"
SLUG_LENGTH: Final = 200
#: The table that each kind of reference leads to.
TABLES: Final = {
    "item": "items",
    "media": "media",
    "block": "blocks",
    SECTION: "sections",
}
_MARK = "$"
_LITERAL = "$literal"


class ExchangeError(CmsError):
    """An archive cannot be written or read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class NamedReference:
    """A reference by name; without a name, to something that is gone."""

    kind: str
    name: str | None


def is_slug(value: object) -> TypeGuard[str]:
    """Tell whether a value can be the last part of an item's address."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= SLUG_LENGTH
        and slugify(value) == value
    )


NameOf = Callable[[str, Any], str | None]
IdOf = Callable[[str, str], Any]
Writer = Callable[[NamedReference], Any]


def as_reference_json(one: NamedReference) -> dict[str, Any]:
    """Return a reference as it stands in an archive: ``{"$item": "<name>"}``."""
    return {_MARK + one.kind: one.name}


def to_json(value: Any, write: Writer = as_reference_json) -> Any:
    """Return a value as JSON; a reference to nothing goes from lists, else is null.

    A mapping that looks like a reference and is none is kept apart.
    """
    if isinstance(value, NamedReference):
        return None if value.name is None else write(value)
    if isinstance(value, Mapping):
        plain = {str(key): to_json(part, write) for key, part in value.items()}
        looks_alike = any(key.startswith(_MARK) for key in plain)
        return {_LITERAL: plain} if looks_alike else plain
    if isinstance(value, list | tuple):
        return [to_json(one, write) for one in value if not _is_gone(one)]
    return value


def _is_gone(value: Any) -> bool:
    return isinstance(value, NamedReference) and value.name is None


def resolve(value: Any, id_of: IdOf) -> Any:
    """Return a value of an archive with the numbers of this site for its references.

    ``id_of(table, name)`` returns None for what is not here; such a reference
    goes from a list, and is null elsewhere. Raises ExchangeError for a mark
    that is not known.
    """
    if isinstance(value, Mapping):
        if not any(key.startswith(_MARK) for key in value):
            return {key: resolve(part, id_of) for key, part in value.items()}
        if len(value) != 1:
            raise ExchangeError("a reference has one key and no more")
        ((key, inner),) = value.items()
        if key == _LITERAL and isinstance(inner, Mapping):
            return {name: resolve(part, id_of) for name, part in inner.items()}
        return _id(key, inner, id_of)
    if isinstance(value, list):
        resolved = [(one, resolve(one, id_of)) for one in value]
        return [new for old, new in resolved if new is not None or old is None]
    return value


def _id(key: str, name: Any, id_of: IdOf) -> Any:
    table = TABLES.get(key.removeprefix(_MARK))
    if table is None or not isinstance(name, str):
        raise ExchangeError(f"'{key}' is no reference that this version knows")
    return id_of(table, name)


def named(
    snapshot: Snapshot, name_of: NameOf, write: Writer = as_reference_json
) -> dict[str, Any]:
    """Return the values of a snapshot as JSON with names for all that they point to.

    The fields themselves put the names in; what no field of the form holds is
    left out, and so is every reference to something that is gone.
    """
    replacement, is_whole = _replacement(snapshot, name_of)
    if not is_whole:
        # The fields clean themselves of what is gone, as they do after a save.
        kept = to_json(_replaced(snapshot, _gone_only(replacement)), _unwritten)
        snapshot = Snapshot(snapshot.content_type, {}).with_values(kept)
        replacement, _is_whole = _replacement(snapshot, name_of)
    values = _replaced(snapshot, replacement)
    if (section := values.get(SECTION_FIELD)) is not None:
        name = name_of(TABLES[SECTION], section)
        values[SECTION_FIELD] = NamedReference(SECTION, name)
    return {name: to_json(one, write) for name, one in values.items()}


def _replacement(snapshot: Snapshot, name_of: NameOf) -> tuple[Replacement, bool]:
    """Return the names of all that a snapshot points to; whether all are there."""
    found: dict[str, dict[Any, NamedReference]] = {"item": {}, "media": {}, "block": {}}
    for one in snapshot.references(Kind.ITEM, Kind.MEDIA, Kind.BLOCK):
        kind = str(one.kind)
        found[kind][one.target] = NamedReference(
            kind, name_of(TABLES[kind], one.target)
        )
    whole = all(
        one.name is not None for part in found.values() for one in part.values()
    )
    parts = Replacement(found["item"], found["media"], found["block"])
    return parts, whole


def _gone_only(replacement: Replacement) -> Replacement:
    def gone(part: Mapping[Any, Any]) -> dict[Any, Any]:
        return {key: one for key, one in part.items() if one.name is None}

    return Replacement(
        items=gone(replacement.items),
        media=gone(replacement.media),
        blocks=gone(replacement.blocks),
    )


def _replaced(snapshot: Snapshot, replacement: Replacement) -> dict[str, Any]:
    known = blank_names(snapshot.content_type) & snapshot.data.keys()
    values = snapshot.form.replaced(replacement)
    return {name: values[name] for name in sorted(known)}


def _unwritten(one: NamedReference) -> Any:
    raise AssertionError(one)
