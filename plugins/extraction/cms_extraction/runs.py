"""The report of a folder of old articles, written while its articles are taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import delete, select, update

from cms import db, transaction, utcnow
from cms_extraction.feeds import SUFFIXES as FEEDS, count_articles
from cms_extraction.models import ImportRun, RefusedFile


def open_run(folder: str, type_name: str, paths: Iterable[Path]) -> int:
    """Return the id of the run of a folder: the one not finished yet, else a new one."""
    mark = hashlib.sha256(f"{type_name} {folder}".encode()).hexdigest()
    total = sum(
        count_articles(path) if path.suffix.lower() in FEEDS else 1 for path in paths
    )
    with transaction() as session:
        query = select(ImportRun).where(ImportRun.mark == mark).with_for_update()
        run = session.scalars(query).first()
        if run is None:
            run = ImportRun(
                mark=mark,
                folder=Path(folder).name[:300],
                type_name=type_name,
                started_at=utcnow(),
            )
            session.add(run)
        run.total, run.seen_at = total, utcnow()
        session.flush()
        return run.id


def note_taken(run_id: int | None, name: str, drafts: int, linked: int) -> None:
    """Count an article in the running transaction, the one that makes it."""
    if run_id is None:
        return
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(
            taken=ImportRun.taken + 1,
            drafts=ImportRun.drafts + drafts,
            linked=ImportRun.linked + linked,
            seen_at=utcnow(),
        )
    )
    db.session.execute(
        delete(RefusedFile).where(
            RefusedFile.run_id == run_id, RefusedFile.name == name[:300]
        )
    )


def note_refused(run_id: int | None, name: str, reason: str) -> None:
    """Keep why a file was refused; the last reason counts."""
    if run_id is None:
        return
    with transaction() as session:
        query = select(RefusedFile).where(
            RefusedFile.run_id == run_id, RefusedFile.name == name[:300]
        )
        row = session.scalars(query).first()
        if row is None:
            row = RefusedFile(run_id=run_id, name=name[:300])
            session.add(row)
        row.reason = reason


def note_before(run_id: int | None, before: int) -> None:
    """Keep how many articles were there before, as far as the folder was looked at."""
    if run_id is None:
        return
    with transaction() as session:
        run = session.get_one(ImportRun, run_id, with_for_update=True)
        run.before, run.seen_at = max(run.before, before), utcnow()


def close_run(run_id: int | None, before: int) -> None:
    """End a run: the same folder, given again, begins another."""
    if run_id is None:
        return
    with transaction() as session:
        run = session.get_one(ImportRun, run_id, with_for_update=True)
        run.before, run.mark = before, None
        run.seen_at = run.finished_at = utcnow()
