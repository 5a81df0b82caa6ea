"""Reusable blocks in an archive, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.builtin.exchange.named_references import (
    ExchangeError,
    NamedReference,
    resolve,
    to_json,
)
from cms.builtin.exchange.parts import TablePart
from cms.features.blocks.service import KINDS
from cms.richtext import Document, Swap, swapped, targets, without_embeds
from cms.text import slugify


class BlockPart(TablePart):
    """Blocks; their text may link to items."""

    def name_from(self, values: Mapping[str, Any]) -> str:
        """Return the name in a form that fits an address."""
        return slugify(values["name"]) or "block"

    def plain(self, column: str, value: Any) -> Any:
        """Return a column's value; in the text, names stand for items."""
        if column != "body":
            return super().plain(column, value)
        document = Document(without_embeds(value))
        items = {
            one.key: NamedReference("item", self.names.name("items", one.key))
            for one in targets(document)
            if one.kind == "item"
        }
        gone = {key: one for key, one in items.items() if one.name is None}
        kept = without_embeds(to_json(swapped(document, Swap(items=gone))))
        return to_json(swapped(kept, Swap(items=items)))

    def value(self, name: str, column: Any, given: Any) -> Any:
        """Return a column's value; the text is cleaned."""
        if name == "kind" and given not in dict(KINDS):
            raise ExchangeError(f"'kind' cannot be {given!r}")
        if name != "body":
            return super().value(name, column, given)
        if not isinstance(given, dict):
            raise ExchangeError("'body' must be a document")
        numbers: set[Any] = set()

        def id_of(table: str, name: str) -> Any:
            key = self.names.key(table, name)
            numbers.add(key)
            return key

        document = Document(without_embeds(resolve(given, id_of)))
        if {one.key for one in targets(document) if one.kind == "item"} - numbers:
            raise ExchangeError("'body' points to a number; archives hold names")
        return document
