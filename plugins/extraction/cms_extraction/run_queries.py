"""What the pages about folders of old articles ask of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select

from cms import Actor, Item, current_build, db, editable, may
from cms_extraction.doubts import WAITING
from cms_extraction.models import Doubt, ImportedFile, ImportRun, RefusedFile
from cms_extraction.queries import MOST_COUNTED


ON_A_PAGE = 50
MOST_RUNS = 50
MOST_REFUSED = 200


def _runs(user: Actor) -> Select[Any]:
    """Return the runs that made articles of kinds that ``user`` may write."""
    types = current_build().registry.content_types
    writable = [name for name in types if may(user, "write", name)]
    return select(ImportRun).where(ImportRun.type_name.in_(writable))


def newest_runs(user: Actor) -> Sequence[ImportRun]:
    """Return the newest runs that ``user`` may know of."""
    query = _runs(user).order_by(ImportRun.id.desc()).limit(MOST_RUNS)
    return db.session.scalars(query).all()


def find_run(user: Actor, run_id: int) -> ImportRun | None:
    """Return a run that ``user`` may know of, None when there is none."""
    found: ImportRun | None = db.session.scalars(
        _runs(user).where(ImportRun.id == run_id)
    ).first()
    return found


def _files(user: Actor, run_id: int) -> Any:
    return (
        select(ImportedFile, Item)
        .join(Item, Item.id == ImportedFile.article_id)
        .where(ImportedFile.run_id == run_id, Item.deleted_at.is_(None), editable(user))
    )


def files_of_run(
    user: Actor, run_id: int, after: int, *, waiting: bool
) -> tuple[list[tuple[ImportedFile, Item]], int | None]:
    """Return a page of a run's articles that ``user`` may see, and where the next begins.

    With ``waiting`` only those of which something still waits.
    """
    query = _files(user, run_id).where(ImportedFile.id > after)
    if waiting:
        query = query.where(
            exists().where(Doubt.article_id == Item.id, Doubt.answer == WAITING)
        )
    query = query.order_by(ImportedFile.id).limit(ON_A_PAGE + 1)
    rows = [(row, item) for row, item in db.session.execute(query)]
    more = len(rows) > ON_A_PAGE
    return rows[:ON_A_PAGE], rows[ON_A_PAGE - 1][0].id if more else None


def waiting_of(article_ids: Iterable[int]) -> dict[int, list[Doubt]]:
    """Return what still waits of some articles, by article."""
    query = select(Doubt).where(
        Doubt.article_id.in_(list(article_ids)), Doubt.answer == WAITING
    )
    found: dict[int, list[Doubt]] = {}
    for one in db.session.scalars(query.order_by(Doubt.id)):
        found.setdefault(one.article_id, []).append(one)
    return found


def count_waiting(user: Actor, run_id: int) -> int:
    """Return how many records of a run's articles wait, at most ``MOST_COUNTED``."""
    query = (
        _files(user, run_id)
        .with_only_columns(Doubt.id)
        .join(Doubt, Doubt.article_id == Item.id)
        .where(Doubt.answer == WAITING)
        .limit(MOST_COUNTED)
    )
    counted = select(func.count()).select_from(query.subquery())
    return db.session.scalar(counted) or 0


def refused_of(run_id: int) -> Sequence[RefusedFile]:
    """Return the files of a run that could not be read, the first ones."""
    query = select(RefusedFile).where(RefusedFile.run_id == run_id)
    return db.session.scalars(query.order_by(RefusedFile.id).limit(MOST_REFUSED)).all()
