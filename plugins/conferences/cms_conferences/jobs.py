"""Jobs: note the day a directive was found overdue; index what a migration made."""

from __future__ import annotations

from cms_directory import today
from sqlalchemy import select

from cms import Item, db, refresh_search, transaction
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.models import OverdueNotice
from cms_conferences.queries import digest, overdue_rows


INDEX_JOB = "conferences.index_records"
BATCH = 200


def notice_overdue() -> None:
    """Write a notice for each late directive that has none; safe to run again."""
    with transaction() as session:
        query = select(OverdueNotice.item_id, OverdueNotice.digest)
        known = {(row.item_id, row.digest) for row in session.execute(query)}
        for directive in overdue_rows(today()):
            key = (directive.item_id, digest(directive))
            if key not in known:
                known.add(key)
                session.add(OverdueNotice(item_id=key[0], digest=key[1]))


def index_records() -> None:
    """Let conferences and what belongs to them be found by what they say now.

    Enqueued by the migration that made records of directives; safe to run again.
    """
    mine = Item.type.in_((CONFERENCE, DIRECTIVE, ASSESSMENT))
    query = select(Item.id).where(mine).order_by(Item.id)
    ids = list(db.session.scalars(query))
    for start in range(0, len(ids), BATCH):
        with transaction():
            refresh_search(ids[start : start + BATCH])
