"""Statistics of the query planner, refreshed daily."""

from __future__ import annotations

from sqlalchemy import text

from cms.database.transaction import transaction


# Rows that SQLite looks at for each index: enough to choose well, quick on any size.
_SAMPLE = 1000


def refresh_statistics() -> None:
    """Let the database count its tables anew; after an import, and once a day.

    PostgreSQL does so by itself as well, but not at once.
    """
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"PRAGMA analysis_limit={_SAMPLE}"))
        session.execute(text("ANALYZE"))
