"""The register of issues: a fingerprint of what was published, and when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cms import Item, db
from cms_reports.models import Issue, Report


# What makes the document; a changed link or picture is not another issue.
SIGNED_COLUMNS = (
    "doc_type",
    "trich_yeu",
    "number",
    "issued_at",
    "place",
    "parent_issuer_line",
    "issuer_line",
    "period",
    "signature_authority",
    "signature_title",
    "recipients",
)


def content_of(title: str, report: Report) -> dict[str, Any]:
    """Return the words and numbers of a report in a form that always reads the same."""
    return {
        "title": title,
        **{name: getattr(report, name) for name in SIGNED_COLUMNS},
        "sections": [[row.no, row.title, row.body] for row in report.sections],
        "statistics": [
            [row.line, row.organisations, row.members, row.petitions]
            for row in report.statistics
        ],
    }


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report's content."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def record_issue(item: Item) -> None:
    """Put a version that went live into the register, unless it is there."""
    report = db.session.get(Report, item.id)
    if report is None or report.status != "da_phat_hanh":
        return
    digest = fingerprint(content_of(item.title, report))
    known = select(Issue.id).where(Issue.item_id == item.id, Issue.digest == digest)
    if db.session.scalar(known) is None:
        db.session.add(Issue(item_id=item.id, digest=digest))


def issues_of(item_id: int) -> list[Issue]:
    """Return the issues of a report, the first first."""
    query = select(Issue).where(Issue.item_id == item_id).order_by(Issue.id)
    return list(db.session.scalars(query))
