"""Write the whole site into one archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.build_context import current_build
from cms.builtin.exchange.archive import ArchiveWriter
from cms.builtin.exchange.media import MediaPart
from cms.builtin.exchange.names import Names
from cms.builtin.exchange.parts import Exchange, TablePart, make_parts
from cms.database.transaction import transaction
from cms.extensions import db


@dataclass
class ExportReport:
    """How many rows of each part were written, and in words what was not."""

    counts: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def export_archive(
    path: Path, *, has_media: bool = True, has_revisions: bool = False
) -> ExportReport:
    """Write everything that is on this site to ``path``; return what was written.

    It is what the site held at one moment, whatever is saved meanwhile.
    Without ``has_media`` pictures and files are left out, and with them what
    points to them; without ``has_revisions`` there are, of each item, the live
    revision and the open one. Equal sites give equal bytes.
    """
    exchange = Exchange(Names(), has_media, has_revisions)
    parts = make_parts(current_build().registry.exchange_parts, exchange)
    report = ExportReport()
    db.session.rollback()
    _stand_still()
    try:
        with ArchiveWriter.create(path) as archive:
            for part in parts:
                name = part.spec.name
                report.counts[name] = archive.write_rows(name, part.rows())
                report.left_out += part.report.left_out
            _write_media(archive, parts)
            archive.write_manifest(_manifest(exchange, report))
    finally:
        db.session.rollback()
    with transaction():
        audit.record("site.export", actor=SYSTEM, subject=path.name)
    return report


def _stand_still() -> None:
    """Read from one snapshot of the database; PostgreSQL needs REPEATABLE READ for it."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _write_media(archive: ArchiveWriter, parts: list[TablePart]) -> None:
    for part in parts:
        if isinstance(part, MediaPart):
            for content, path in sorted(part.contents.items()):
                archive.write_media(content, path)


def _manifest(exchange: Exchange, report: ExportReport) -> dict[str, Any]:
    build = current_build()
    return {
        "version": version("sen-cms"),
        "plugins": {
            name: build.installed[name].version
            for name in sorted(build.registry.plugins)
        },
        "has_media": exchange.has_media,
        "has_revisions": exchange.has_revisions,
        "left_out": report.left_out,
    }
