"""What the page of a report asks of other reports."""

from __future__ import annotations

from sqlalchemy import select

from cms import Item, db
from cms_reports.figures import COLUMNS, Figures
from cms_reports.models import Report, Statistic


def period_of(report: Item | None) -> str:
    """Return the words for the period of another report."""
    if report is None:
        return ""
    period = db.session.scalar(select(Report.period).where(Report.item_id == report.id))
    return (period or {}).get("label") or ""


def figures_before(report: Item | None) -> Figures:
    """Return the live figures of the report that this one is compared with."""
    if report is None:
        return {}
    query = select(Statistic).where(Statistic.item_id == report.id)
    return {
        row.line: {name: getattr(row, name) for name in COLUMNS}
        for row in db.session.scalars(query)
        if row.line
    }
