"""Pictures and files in an archive: their rows, and the bytes that are kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select

from cms import inputs
from cms.builtin.exchange.archive import NAME, Row, hash_of
from cms.builtin.exchange.kept_bytes import take_kept
from cms.builtin.exchange.named_references import ExchangeError
from cms.builtin.exchange.parts import (
    Exchange,
    Missing,
    NumberedRow,
    TablePart,
    Values,
)
from cms.contributions import ExchangePart
from cms.errors import Refused
from cms.extensions import db
from cms.media.intake import Taken
from cms.media.kinds import extension_of
from cms.media.models import Media
from cms.media.service import attach_file, enqueue_renditions, write_fold
from cms.media.storage import MASTER, new_key, storage


#: Columns that follow from the bytes, or from other columns.
DERIVED = ("mime", "size", "width", "height", "store_key", "title_fold")


class MediaPart(TablePart):
    """Media by the SHA-256 of what was uploaded; ``content`` names the bytes kept."""

    batch: ClassVar[int] = 20

    def __init__(self, spec: ExchangePart, exchange: Exchange) -> None:
        super().__init__(spec, exchange)
        self.contents: dict[str, Path] = {}
        self._staged: dict[str, Taken] = {}

    # Out

    def named_rows(self) -> Iterator[tuple[Any, str]]:
        """Yield all media; none when the archive is to have none."""
        if self.exchange.has_media:
            yield from super().named_rows()

    def row(self, instance: Any) -> Row:
        """Return a medium with the name of its bytes."""
        path = storage().path(instance.store_key, MASTER)
        try:
            content = hash_of(path)
        except OSError:
            name = self.names.name(self.table, instance.id)
            words = f"{name} ({instance.filename}): its bytes cannot be read"
            self.report.left_out.append(words)
            return {**super().row(instance), "content": None}
        self.contents[content] = path
        return {**super().row(instance), "content": content}

    # In

    def other_keys(self) -> set[str]:
        """Return the keys of a row that are no columns."""
        return {NAME, "content"}

    def stage(self, rows: Sequence[NumberedRow]) -> None:
        """Check and keep the bytes of what is new, before the database is locked."""
        for number, row in rows:
            content = row.get("content")
            known = self.names.key(self.table, row[NAME]) is not None
            if known or content is None or self.exchange.is_dry_run:
                continue
            place = f"Line {number} of {self.spec.name}.jsonl"
            try:
                self._staged[row[NAME]] = self._take(row, content)
            except Refused as refusal:
                raise ExchangeError(f"{place}: {refusal}") from refusal
            except ExchangeError as error:
                raise ExchangeError(f"{place}: {error}.") from error

    def _take(self, row: Row, content: Any) -> Taken:
        archive = self.exchange.archive
        if archive is None or not archive.has_media(str(content)):
            raise ExchangeError(f"the bytes '{content}' are not in the archive")
        extension = extension_of(str(row.get("filename", "")))
        with archive.media(content) as stream:
            return take_kept(storage(), stream, str(row.get("kind")), extension)

    def discard(self) -> None:
        """Remove bytes that got no row."""
        for taken in self._staged.values():
            storage().remove(taken.key)
        self._staged.clear()

    def load(self, rows: Sequence[NumberedRow]) -> None:
        """Add the media of a batch."""
        super().load(rows)
        if not self.exchange.is_dry_run:
            for name in [row[NAME] for _number, row in rows]:
                self._enqueue_renditions(name)

    def _enqueue_renditions(self, name: str) -> None:
        """Have the sizes of a picture made, once its row has a number."""
        if self._staged.pop(name, None) is not None:
            key = self.names.key(self.table, name)
            enqueue_renditions(
                db.session.scalars(select(Media).where(Media.id == key)).one()
            )

    def make(self, row: Row, values: Values) -> Media:
        """Return the row of a medium whose bytes are kept."""
        media = Media(**values)
        media.filename = inputs.file_name(media.filename)
        taken = self._staged.get(row[NAME])
        if taken is None:
            if row.get("content") is None:
                raise Missing("its bytes are not in the archive")
            taken = Taken(new_key(), media.kind, "", 0, media.sha256)
        digest = media.sha256
        attach_file(media, taken)
        media.sha256 = digest
        write_fold(media)
        return media
