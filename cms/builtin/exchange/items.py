"""Items in an archive: the spine's own columns, and revisions with names for numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.build_context import current_build
from cms.builtin.exchange import reserved
from cms.builtin.exchange.archive import NAME, Row
from cms.builtin.exchange.live_checks import refusals
from cms.builtin.exchange.named_references import ExchangeError, is_slug
from cms.builtin.exchange.parts import (
    Exchange,
    Missing,
    NumberedRow,
    TablePart,
    Values,
)
from cms.builtin.exchange.revisions import RevisionPart
from cms.content.revisions.projection import (
    index_snapshot,
    keep_references,
    write_card,
    write_detail,
)
from cms.content.spine import workflow
from cms.content.spine.models import Item, Redirect, Revision
from cms.contributions import ExchangePart
from cms.database.transaction import transaction
from cms.extensions import db


audit.declare(
    {
        "item.import": _l("imported it"),
        "site.export": _l("Exported the whole site"),
    }
)


#: Columns of the spine that follow from the snapshot.
DERIVED: Final = (
    "path",
    "title",
    "summary",
    "names",
    "language",
    "visibility",
    "title_sort",
    "facet",
    "featured",
    "expires_at",
    "section_id",
    "image_id",
)


class ItemPart(TablePart):
    """Items with their revisions; links between them may point in any order."""

    batch: ClassVar[int] = 500
    is_owner: ClassVar[bool] = True

    def __init__(self, spec: ExchangePart, exchange: Exchange) -> None:
        super().__init__(spec, exchange)
        self.revisions = RevisionPart(exchange)
        self._reserved: set[int] = set()
        self._order: dict[int, int] = {}

    # Out

    def rows(self) -> Iterator[Row]:
        """Yield every item whose type is on; say how many are not."""
        types = current_build().registry.content_types
        query = select(Item.id, Item.type).order_by(Item.id)
        found = db.session.execute(query).all()
        unfinished = reserved.reserved_ids()
        absent = sorted({row.type for row in found} - types.keys())
        for name in absent:
            count = sum(row.type == name for row in found)
            words = f"{count} items: the plugin of '{name}' is off"
            self.report.left_out.append(words)
        keys = [row.id for row in found if row.type in types]
        keys = [key for key in keys if key not in unfinished]
        for start in range(0, len(keys), self.batch):
            chosen = keys[start : start + self.batch]
            revisions = self._revisions_of(chosen)
            for item in self.load_many(chosen):
                yield self.row(item) | {
                    "revisions": [
                        self.revisions.row_of(one, types[item.type])
                        for one in revisions[item.id]
                    ]
                }
            db.session.expunge_all()

    def _revisions_of(self, ids: Sequence[int]) -> dict[int, list[Revision]]:
        query = (
            select(Revision)
            .where(Revision.item_id.in_(ids))
            .order_by(Revision.item_id, Revision.number)
        )
        found: dict[int, list[Revision]] = defaultdict(list)
        for one in db.session.scalars(query):
            found[one.item_id].append(one)
        if self.exchange.has_revisions:
            return found
        return {key: chosen(several) for key, several in found.items()}

    # In

    def reserve(self, rows: Iterable[NumberedRow]) -> None:
        """Make a row for every item that is not here, so that links find it."""
        self._reserved = reserved.reserved_ids()
        wanted = [self._address(number, row) for number, row in rows]
        fresh = [one for one in wanted if self.names.key(self.table, one[2]) is None]
        redirects = set(db.session.scalars(select(Redirect.path)))
        for start in range(0, len(fresh), self.batch):
            with transaction() as session:
                made = []
                for type_name, slug, name in fresh[start : start + self.batch]:
                    item = reserved.reserve(type_name, slug)
                    if item.path not in redirects:
                        made.append((item, name))
                session.add_all([item for item, _name in made])
                session.flush()
                for item, name in made:
                    self.names.add(self.table, item.id, name)
                    self._reserved.add(item.id)
                session.expunge_all()

    def _address(self, number: int, row: Row) -> tuple[str, str, str]:
        """Return type, slug and name of a row; ExchangeError when it has none."""
        place = f"Line {number} of {self.spec.name}.jsonl"
        type_name, slug, name = str(row.get("type")), row.get("slug"), row[NAME]
        if type_name not in current_build().registry.content_types:
            raise ExchangeError(f"{place}: there is no type '{type_name}' here.")
        if not is_slug(slug):
            raise ExchangeError(f"{place}: '{slug}' is no part of an address.")
        if name != f"{type_name}/{slug}":
            raise ExchangeError(f"{place}: its name must be '{type_name}/{slug}'.")
        return type_name, slug, name

    def load(self, rows: Sequence[NumberedRow]) -> None:
        """Load the items of a batch, and index again what links to them."""
        keys = [self.names.key(self.table, row[NAME]) for _number, row in rows]
        query = select(Item).where(Item.id.in_([key for key in keys if key]))
        kept = list(db.session.scalars(query))  # so that each is at hand
        before = len(self._order)
        super().load(rows)
        batch = [key for key, place in self._order.items() if place >= before]
        if batch:
            reserved.refresh_sources(batch, self._order)
        kept.clear()

    def load_row(self, row: Row) -> None:
        """Fill a reserved item, or say what is here already."""
        key = self.names.key(self.table, row[NAME])
        if key is None:
            raise Missing("its address leads to something else here")
        item = db.session.get_one(Item, key)
        _check_parent(item.type, row.get("parent_id"))
        try:
            values = self.values(row)
        except Missing:
            if key in self._reserved:
                db.session.delete(item)
                self.names.remove(self.table, key)
            raise
        revisions = self.revisions.values_of(row, item.type)
        if key not in self._reserved:
            self.compare(row[NAME], {**values, "revisions": revisions}, item)
            return
        try:
            self._fill(item, values, revisions)
        except Missing:
            db.session.delete(item)
            self.names.remove(self.table, key)
            raise
        self._reserved.discard(key)
        self._order[key] = len(self._order)
        self.report.added += 1

    def other_keys(self) -> set[str]:
        """Return the keys of a row that are no columns."""
        return {NAME, "revisions"}

    def is_same(self, values: Values, instance: Any) -> bool:
        """Tell whether an item here has the same columns and revisions."""
        columns = {name: one for name, one in values.items() if name != "revisions"}
        if not super().is_same(columns, instance):
            return False
        here = self._revisions_of([instance.id]).get(instance.id, [])
        return len(here) == len(values["revisions"]) and all(
            self.revisions.is_same(one, known)
            for one, known in zip(values["revisions"], here, strict=True)
        )

    def _fill(self, item: Item, values: Values, revisions: Sequence[Values]) -> None:
        """Write an item whole: revisions, spine, detail row and all that follows."""
        kept = [Revision(item_id=item.id, **one) for one in revisions]
        live, working = live_of(kept), working_of(kept)
        is_draft = values["status"] == workflow.DRAFT
        current = (working or live) if is_draft else (live or working)
        shown = self.revisions.snapshot(item.type, current or kept[-1])
        if not is_draft and (wrong := refusals(item, shown, self.exchange.actor)):
            raise Missing(" ".join(wrong))
        db.session.add_all(kept)
        # What a card depends on stands first; what it says of its own gives way.
        # All in one statement: a second one would move ``updated_at``.
        with db.session.no_autoflush:
            _set(item, values)
            write_card(item, shown)
            _set(item, values)
        db.session.flush()
        if not is_draft:
            write_detail(item, shown)
        index_snapshot(item, shown)
        if not is_draft and live and working:
            keep_references(item, self.revisions.snapshot(item.type, working))
        audit.record(
            "item.import",
            actor=self.exchange.actor,
            item_id=item.id,
            subject=item.title,
        )


def _set(item: Item, values: Values) -> None:
    for name, value in values.items():
        setattr(item, name, value)


def chosen(revisions: Sequence[Revision]) -> list[Revision]:
    """Return the revisions that an item cannot be without: the live and the open one."""
    found = [one for one in (live_of(revisions), working_of(revisions)) if one]
    return sorted(found or revisions[-1:], key=lambda one: one.number)


def live_of(revisions: Sequence[Revision]) -> Revision | None:
    """Return the revision that was applied last, if any."""
    found = [one for one in revisions if one.state == "published"]
    return max(found, key=lambda one: one.number, default=None)


def working_of(revisions: Sequence[Revision]) -> Revision | None:
    """Return the open revision, if any."""
    found = [one for one in revisions if one.state == "working"]
    return max(found, key=lambda one: one.number, default=None)


def _check_parent(type_name: str, given: Any) -> None:
    """Refuse a parent where a type has none, one of another type, and a missing one."""
    wanted = current_build().registry.content_types[type_name].parent
    if (wanted is None) != (given is None) or (
        wanted and not str(given).startswith(f"{wanted}/")
    ):
        raise ExchangeError(f"'parent_id' of a {type_name} cannot be {given!r}.")
