"""The parts of an archive: rows of a table out, and in again by their names."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import inspect, select

from cms.actors import Actor
from cms.builtin.exchange.archive import NAME, Row
from cms.builtin.exchange.columns import (
    belongs,
    columns_of,
    from_plain,
    numbered,
    target_of,
    to_plain,
)
from cms.builtin.exchange.named_references import ExchangeError
from cms.builtin.exchange.names import Names
from cms.contributions import ExchangePart
from cms.extensions import db


if TYPE_CHECKING:
    from cms.builtin.exchange.archive import ArchiveReader


class Missing(Exception):
    """What a row belongs to is not here; the message names it."""


@dataclass
class PartReport:
    """What became of the rows of a part: numbers, and in words what stayed out."""

    added: int = 0
    there: int = 0
    left_out: list[str] = field(default_factory=list)


@dataclass
class Exchange:
    """What the parts of one export or import share."""

    names: Names
    has_media: bool = True
    has_revisions: bool = False
    is_dry_run: bool = False
    actor: Actor | None = None
    archive: ArchiveReader | None = None
    reports: dict[str, PartReport] = field(default_factory=dict)

    def report(self, part: str) -> PartReport:
        """Return the report of a part."""
        return self.reports.setdefault(part, PartReport())


Values = dict[str, Any]
NumberedRow = tuple[int, Row]


class TablePart:
    """Writes and reads the rows of one table as its :class:`ExchangePart` says."""

    batch: ClassVar[int] = 500
    #: Whether a row with the same name and other contents is another thing.
    is_owner: ClassVar[bool] = False

    def __init__(self, spec: ExchangePart, exchange: Exchange) -> None:
        self.spec, self.exchange = spec, exchange
        self.names = exchange.names
        self.model: Any = spec.model
        self.table: str = self.model.__tablename__
        self.columns = columns_of(self.model, spec.without)
        self.names.add_part(self)

    @property
    def report(self) -> PartReport:
        """What became of this part's rows."""
        return self.exchange.report(self.spec.name)

    @cached_property
    def primary_key(self) -> list[str]:
        """The attributes that make the primary key."""
        mapper: Any = inspect(self.model)
        return [mapper.get_property_by_column(one).key for one in mapper.primary_key]

    @cached_property
    def targets(self) -> dict[str, str]:
        """The tables that columns point to, by attribute."""
        found = {name: target_of(one) for name, one in self.columns.items()}
        return {name: table for name, table in found.items() if table is not None}

    def needs(self) -> set[str]:
        """Return the tables whose rows come before this one's."""
        return set(self.targets.values()) - {self.table}

    # Out

    def named_rows(self) -> Iterator[tuple[Any, str]]:
        """Yield the key and the name of every row, in the order of the rows."""
        every = dict.fromkeys([*self.primary_key, *self.spec.key])
        columns = [getattr(self.model, name) for name in every]
        query = select(*columns).order_by(*columns[: len(self.primary_key)])
        for row in db.session.execute(query):
            values = dict(zip(every, row, strict=True))
            yield self.key_of(values), self.name_from(values)

    def key_of(self, values: Mapping[str, Any]) -> Any:
        """Return a row's key: one value, or a tuple."""
        key = tuple(values[name] for name in self.primary_key)
        return key[0] if len(key) == 1 else key

    def name_from(self, values: Mapping[str, Any]) -> str:
        """Return the name of a row, before equal names are numbered."""
        return "/".join(str(self.plain(name, values[name])) for name in self.spec.key)

    def plain(self, column: str, value: Any) -> Any:
        """Return a column's value as an archive holds it."""
        table = self.targets.get(column)
        if table is not None and value is not None:
            return self.names.name(table, value)
        return to_plain(value)

    def rows(self) -> Iterator[Row]:
        """Yield every row, in the order of its number, else of its name."""
        if not numbered(self.model):
            yield from sorted(self._rows(), key=lambda row: row[NAME])
            return
        yield from self._rows()

    def _rows(self) -> Iterator[Row]:
        keys = list(self.names.names(self.table))
        for start in range(0, len(keys), self.batch):
            chosen = keys[start : start + self.batch]
            for one in self.load_many(chosen):
                yield self.row(one)
            db.session.expunge_all()

    def load_many(self, keys: Sequence[Any]) -> Iterable[Any]:
        """Return rows by their keys, in this order."""
        found = (db.session.get(self.model, key) for key in keys)
        if len(self.primary_key) == 1:
            column = getattr(self.model, self.primary_key[0])
            query = select(self.model).where(column.in_(keys))
            by_key = {self._key(one): one for one in db.session.scalars(query)}
            found = (by_key.get(key) for key in keys)
        return [one for one in found if one is not None]

    def _key(self, instance: Any) -> Any:
        return self.key_of({name: getattr(instance, name) for name in self.primary_key})

    def row(self, instance: Any) -> Row:
        """Return a row as an archive holds it."""
        name = self.names.name(self.table, self._key(instance))
        plain = {one: self.plain(one, getattr(instance, one)) for one in self.columns}
        return {NAME: name, **plain}

    # In

    def reserve(self, rows: Iterable[NumberedRow]) -> None:
        """Make what others point to before it is loaded; most parts need not."""

    def stage(self, rows: Sequence[NumberedRow]) -> None:
        """Do before the transaction of a batch what would hold others back in it."""

    def discard(self) -> None:
        """Undo what was staged and not loaded."""

    def load(self, rows: Sequence[NumberedRow]) -> None:
        """Add the rows of a batch that are not here, in the caller's transaction."""
        for number, row in rows:
            try:
                self.load_row(row)
            except Missing as missing:
                self.report.left_out.append(f"{row[NAME]}: {missing}")
            except ExchangeError as error:
                place = f"Line {number} of {self.spec.name}.jsonl"
                raise ExchangeError(f"{place}: {error}.") from error
        db.session.flush()

    def load_row(self, row: Row) -> None:
        """Add a row, or say why not; a row that is here is never written over."""
        values = self.values(row)
        key = self.names.key(self.table, row[NAME])
        if key is not None:
            self.compare(row[NAME], values, db.session.get(self.model, key))
            return
        instance = self.make(row, values)
        db.session.add(instance)
        if numbered(self.model):
            db.session.flush()
        self.names.add(self.table, self._key(instance), row[NAME])
        self.report.added += 1

    def make(self, row: Row, values: Values) -> Any:
        """Return a new row of the table."""
        return self.model(**values)

    def values(self, row: Row) -> Values:
        """Return a row's columns as this site stores them.

        Raises ExchangeError for what does not fit, Missing when the row
        belongs to something that is not here.
        """
        found: Values = {}
        extra = row.keys() - self.columns.keys() - self.other_keys()
        if extra:
            words = ", ".join(sorted(extra))
            raise ExchangeError(f"this version does not know '{words}'")
        for name, column in self.columns.items():
            if name in row:
                found[name] = self.value(name, column, row[name])
            elif name in self.spec.key:
                raise ExchangeError(f"'{name}' is missing")
        return found

    def other_keys(self) -> set[str]:
        """Return the keys of a row that are no columns."""
        return {NAME}

    def value(self, name: str, column: Any, given: Any) -> Any:
        """Return one column's value as this site stores it."""
        table = self.targets.get(name)
        if table is not None and given is not None:
            return self._pointed(name, column, table, given)
        value = from_plain(given, column, name)
        allowed = self.spec.choices.get(name)
        if allowed is not None and value not in allowed:
            raise ExchangeError(f"'{name}' cannot be {value!r}")
        return value

    def _pointed(self, name: str, column: Any, table: str, given: Any) -> Any:
        if not isinstance(given, str):
            raise ExchangeError(f"'{name}' must be a name")
        key = self.names.key(table, given)
        if belongs(column) and (table, given) in self.names.differing:
            raise Missing(f"'{given}' is another one here")
        if key is None and (belongs(column) or table == self.table):
            raise Missing(f"'{given}' is not here")
        return key

    def compare(self, name: str, values: Values, instance: Any) -> None:
        """Say of a row that is here already whether it is the same."""
        if instance is not None and self.is_same(values, instance):
            self.report.there += 1
            return
        if self.is_owner:
            self.names.differing.add((self.table, name))
        self.report.left_out.append(f"{name}: there is one here that differs; it stays")

    def is_same(self, values: Values, instance: Any) -> bool:
        """Tell whether a row here holds the same as one of the archive."""
        return all(getattr(instance, name) == one for name, one in values.items())


def make_parts(
    specs: Mapping[str, ExchangePart], exchange: Exchange
) -> list[TablePart]:
    """Return the parts, each after those that its rows point to."""
    made: dict[str, TablePart] = {}
    for name in sorted(specs):
        handler = specs[name].handler or TablePart
        made[name] = handler(specs[name], exchange)
    by_table = {part.table: name for name, part in made.items()}
    order: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for name, part in made.items():
        unknown = part.needs() - by_table.keys()
        if unknown:
            words = ", ".join(sorted(unknown))
            raise ExchangeError(f"The part '{name}' points to {words}: no part has it.")
        before = {by_table[table] for table in part.needs()}
        before |= set(part.spec.after) & made.keys()
        order.add(name, *sorted(before))
    return [made[name] for name in order.static_order()]
