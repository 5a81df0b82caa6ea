"""Entries of the trail as plain values: from the database, and as lines of JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cms.audit.models import AuditEntry
from cms.audit.trail import FIRST_SEAL
from cms.errors import CmsError


Entry = dict[str, Any]
_LONGEST: Final = 16 * 1024 * 1024


def read_entries(session: Session) -> Iterator[Entry]:
    """Yield every entry of the database, the oldest first."""
    columns = AuditEntry.__table__.columns
    rows = session.execute(select(*columns).order_by(columns.id))
    for row in rows.yield_per(1000).mappings():
        yield dict(row)


def last_seal(session: Session) -> tuple[int, int, str]:
    """Return how many entries there are, and number and seal of the last one."""
    count = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    last = select(AuditEntry.id, AuditEntry.seal).order_by(AuditEntry.id.desc())
    row = session.execute(last.limit(1)).first()
    return count, row.id if row else 0, row.seal if row else FIRST_SEAL


def to_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield each entry as a line of JSON, with nothing left out."""
    for entry in entries:
        at: dt.datetime = entry["at"]
        plain = {**entry, "at": at.astimezone(dt.UTC).isoformat()}
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n"


def from_lines(path: Path) -> Iterator[Entry]:
    """Yield the entries of an exported trail; CmsError names a line that is none."""
    with path.open(encoding="utf-8") as file:
        number = 0
        while line := file.readline(_LONGEST):
            number += 1
            try:
                entry = json.loads(line)
                entry["at"] = dt.datetime.fromisoformat(entry["at"])
                entry["seal"], entry["id"] = str(entry["seal"]), int(entry["id"])
            except (ValueError, KeyError, TypeError) as error:
                raise CmsError(f"Line {number} of {path} is no entry.") from error
            yield entry
