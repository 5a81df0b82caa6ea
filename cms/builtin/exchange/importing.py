"""Import of an archive in batches; an interrupted import can be run again.

Every batch is one transaction, and what is here is known by its name: killed
at any moment and run again, the import adds what is missing and nothing else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.exchange.archive import ArchiveReader
from cms.builtin.exchange.named_references import ExchangeError
from cms.builtin.exchange.names import Names
from cms.builtin.exchange.parts import (
    Exchange,
    NumberedRow,
    PartReport,
    TablePart,
    make_parts,
)
from cms.builtin.statistics import refresh_statistics
from cms.database.transaction import transaction
from cms.extensions import db


Progress = Callable[[str, int, int], None]


@dataclass
class ImportReport:
    """What became of the rows of each part, in the order in which they were read."""

    parts: dict[str, PartReport] = field(default_factory=dict)

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(one.added for one in self.parts.values())


class _RolledBack(Exception):
    """Ends the one transaction of a dry run."""


def import_archive(
    path: Path,
    actor: Actor,
    *,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Add what is in an archive and not on this site; return what became of it.

    What is here already is never written over. A dry run does the same and
    leaves nothing behind. Raises ExchangeError, before anything is written,
    for an archive that is damaged or needs plugins that are off; it names the
    line of whatever else cannot be taken.
    """
    with ArchiveReader.open(path) as archive:
        parts = _prepare(archive, actor, is_dry_run)
        try:
            if is_dry_run:
                _load_dry_run(archive, parts, progress)
            else:
                _load(archive, parts, progress)
        except IntegrityError as error:
            raise ExchangeError(
                "Somebody has made something of the same name meanwhile, or two rows"
                f" of the archive cannot both be: {error.orig}. Please run it again."
            ) from error
        finally:
            for part in parts:
                part.discard()
    report = ImportReport({part.spec.name: part.report for part in parts})
    if report.added and not is_dry_run:
        refresh_statistics()
    return report


def _prepare(archive: ArchiveReader, actor: Actor, is_dry_run: bool) -> list[TablePart]:
    """Check an archive and this site; return the parts that will be loaded."""
    manifest, build = archive.manifest, current_build()
    plugins = manifest.get("plugins")
    wanted = set(plugins) if isinstance(plugins, dict) else set()
    if missing := sorted(wanted - set(build.registry.plugins)):
        raise ExchangeError(
            f"The archive has contents of plugins that are off here:"
            f" {', '.join(missing)}. Install them, and `cms plugin enable` each;"
            " then run it again."
        )
    if unknown := sorted(set(archive.parts) - set(build.registry.exchange_parts)):
        raise ExchangeError(
            f"This version cannot read the parts {', '.join(unknown)} of the archive."
        )
    archive.verify()
    db.session.rollback()
    exchange = Exchange(
        Names(),
        has_media=True,
        has_revisions=manifest.get("has_revisions") is True,
        is_dry_run=is_dry_run,
        actor=actor,
        archive=archive,
    )
    parts = make_parts(build.registry.exchange_parts, exchange)
    return [part for part in parts if part.spec.name in archive.parts]


def _load_dry_run(
    archive: ArchiveReader, parts: Iterable[TablePart], progress: Progress | None
) -> None:
    """Load everything in one transaction and roll it back."""
    with contextlib.suppress(_RolledBack), transaction():
        _load(archive, parts, progress)
        raise _RolledBack


def _load(
    archive: ArchiveReader, parts: Iterable[TablePart], progress: Progress | None
) -> None:
    parts = list(parts)
    for part in parts:
        part.reserve(archive.rows(part.spec.name))
    for part in parts:
        done, total = 0, archive.count(part.spec.name)
        for rows in _batches(archive, part):
            part.stage(rows)
            with transaction() as session:
                part.load(rows)
                session.flush()
                session.expunge_all()
            done += len(rows)
            if progress:
                progress(part.spec.name, done, total)


def _batches(archive: ArchiveReader, part: TablePart) -> Iterator[list[NumberedRow]]:
    rows = archive.rows(part.spec.name)
    while batch := list(islice(rows, part.batch)):
        yield batch
