"""Revisions in an archive: snapshots in which names stand for numbers."""

from __future__ import annotations

from typing import Any

from cms.build_context import current_build
from cms.builtin.exchange.archive import Row
from cms.builtin.exchange.named_references import (
    SECTION,
    SECTION_FIELD,
    TABLES,
    ExchangeError,
    named,
    resolve,
)
from cms.builtin.exchange.parts import Exchange, TablePart, Values
from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot, blank_names
from cms.content.spine.models import Revision
from cms.contributions import ContentType, ExchangePart
from cms.errors import Refused


STATES = ("working", "returned", "published", "kept")
# What fields raise for values that are none of theirs.
_WRONG = (ValueError, TypeError, AttributeError, KeyError, OverflowError)


class RevisionPart(TablePart):
    """The revisions within the rows of items."""

    def __init__(self, exchange: Exchange) -> None:
        spec = ExchangePart(
            "revisions",
            Revision,
            ("number",),
            without=("item_id",),
            choices={"state": STATES},
        )
        super().__init__(spec, exchange)
        self._snapshots: dict[int, Snapshot] = {}

    def row_of(self, revision: Revision, content_type: ContentType) -> Row:
        """Return a revision as it stands in the row of its item."""
        row = {one: self.plain(one, getattr(revision, one)) for one in self.columns}
        snapshot = Snapshot(content_type, revision.data)
        return {**row, "data": named(snapshot, self.names.name)}

    def values_of(self, row: Row, type_name: str) -> list[Values]:
        """Return the revisions of an item's row as this site stores them."""
        self._snapshots.clear()
        content_type = current_build().registry.content_types[type_name]
        given = row.get("revisions")
        if not isinstance(given, list) or not given:
            raise ExchangeError("it has no 'revisions'")
        found = []
        for one in given:
            if not isinstance(one, dict):
                raise ExchangeError("a revision must be an object")
            values = self.values(one)
            values["data"] = self._data(values["number"], one.get("data"), content_type)
            found.append(values)
        found.sort(key=lambda one: int(one["number"]))
        numbers = {one["number"] for one in found}
        if len(numbers) != len(found):
            raise ExchangeError("two revisions have one number")
        if sum(one.get("state") == "working" for one in found) > 1:
            raise ExchangeError("only one revision can be open")
        return found

    def snapshot(self, type_name: str, revision: Revision) -> Snapshot:
        """Return a revision's snapshot, as the last :meth:`values_of` has parsed it."""
        content_type = current_build().registry.content_types[type_name]
        known = self._snapshots.get(revision.number)
        return known or Snapshot(content_type, revision.data)

    def _data(self, number: int, data: Any, content_type: ContentType) -> Any:
        if not isinstance(data, dict):
            raise ExchangeError("'data' of a revision must be an object")
        known = blank_names(content_type)
        left_out = self.exchange.report("items").left_out
        for name in sorted(data.keys() - known):
            words = f"'{name}' of {content_type.name}: there is no such field here"
            if words not in left_out:
                left_out.append(words)
        numbers: set[tuple[str, Any]] = set()

        def id_of(table: str, name: str) -> Any:
            key = self.names.key(table, name)
            numbers.add((table, key))
            return key

        values = {key: one for key, one in data.items() if key in known}
        try:
            resolved = resolve(values, id_of)
            snapshot = Snapshot(content_type, {}).with_values(resolved)
            _check_numbers(snapshot, numbers)
        except Refused as refusal:
            raise ExchangeError(str(refusal)) from refusal
        except _WRONG as error:
            raise ExchangeError(f"a value fits no field: {error}") from error
        self._snapshots[number] = snapshot
        return {key: one for key, one in snapshot.data.items() if key in values}


def _check_numbers(snapshot: Snapshot, numbers: set[tuple[str, Any]]) -> None:
    """Refuse numbers that stand in an archive itself: here they are others' numbers."""
    pointed = {
        (TABLES[str(one.kind)], one.target)
        for one in snapshot.references(Kind.ITEM, Kind.MEDIA, Kind.BLOCK)
    }
    if (section := snapshot.get(SECTION_FIELD)) is not None:
        pointed.add((TABLES[SECTION], section))
    if pointed - numbers:
        raise ExchangeError("a snapshot points to a number; archives hold names")
