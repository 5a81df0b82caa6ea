"""The nightly job: note once for each directive the day it was found overdue."""

from __future__ import annotations

from cms_directory import today
from sqlalchemy import select

from cms import transaction
from cms_conferences.models import OverdueNotice
from cms_conferences.queries import digest, overdue_rows


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
