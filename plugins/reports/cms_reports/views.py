"""What the public page of a report shows, computed from a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms_directory import readable

from cms import Item, text
from cms_reports.choices import FORMATS, KINDS, STATUSES
from cms_reports.figures import COLUMNS, PARTS, Figures, figures_of
from cms_reports.header import (
    PARTY,
    STATE,
    document_type_of,
    number_line,
    place_and_date,
    standard_of,
)
from cms_reports.issues import issues_of
from cms_reports.models import Issue
from cms_reports.queries import figures_before, period_of


def day_of(value: str | None) -> dt.date | None:
    """Return the day that a snapshot writes as ISO text."""
    return dt.date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class Cell:
    """A number of the table, and the one it is compared with."""

    value: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        """The difference, when both are known."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before

    @property
    def percent(self) -> str | None:
        """The difference in percent, with a decimal comma; None from nothing."""
        if self.change is None or not self.before:
            return None
        return text.format_number(round(100 * abs(self.change) / self.before, 1))


@dataclass(frozen=True)
class TableLine:
    """A line of the statistics with a cell for each column of the table."""

    label: Any
    cells: list[Cell | None]
    is_total: bool


@dataclass(frozen=True)
class TablePart:
    """A heading of the statistics with its columns and lines."""

    label: Any
    columns: list[Any]
    lines: list[TableLine]


@dataclass(frozen=True)
class SectionView:
    """A numbered part of the text."""

    no: str
    title: str
    body: Any
    with_statistics: bool


@dataclass(frozen=True)
class ReportView:
    """A report's page."""

    kind: Any
    status: str
    status_label: Any
    format: Any
    is_party: bool
    is_state: bool
    standard: str | None
    document_type: str
    place_and_date: str
    number_line: str
    issued_at: dt.date | None
    issuer: Item | None
    signer: Item | None
    presenter: Item | None
    conference: Item | None
    compared_with: Item | None
    compared_period: str
    sections: list[SectionView]
    table: list[TablePart]
    statistics_placed: bool
    issues: list[Issue]


def report_view(item: Item, data: Mapping[str, Any]) -> ReportView:
    """Return what the page of a report shows to the current reader."""
    names = ("issuer", "signer", "presenter", "conference", "compared_with")
    known = readable(data.get(name) for name in names)
    linked = {name: known.get(data.get(name) or 0) for name in names}
    before = linked["compared_with"]
    sections = section_views(data)
    system = data.get("format")
    return ReportView(
        kind=dict(KINDS).get(data.get("kind") or ""),
        status=data.get("status") or "",
        status_label=dict(STATUSES).get(data.get("status") or ""),
        format=dict(FORMATS).get(system or ""),
        is_party=system == PARTY,
        is_state=system == STATE,
        standard=standard_of(data),
        document_type=document_type_of(data),
        place_and_date=place_and_date(data),
        number_line=number_line(data.get("number"), system),
        issued_at=day_of(data.get("issued_at")),
        **linked,
        compared_period=period_of(before),
        sections=sections,
        table=table(figures_of(data.get("statistics") or []), figures_before(before)),
        statistics_placed=any(section.with_statistics for section in sections),
        issues=issues_of(item.id) if item.id is not None else [],
    )


def section_views(data: Mapping[str, Any]) -> list[SectionView]:
    """Return the sections of a snapshot in order."""
    return [
        SectionView(
            no=row.get("no") or "",
            title=row.get("title") or "",
            body=row.get("body"),
            with_statistics=bool(row.get("with_statistics")),
        )
        for row in data.get("sections") or []
    ]


def table(now: Figures, before: Figures) -> list[TablePart]:
    """Return the statistics as parts; a part without any number is left out."""
    parts = []
    for part in PARTS:
        columns = [
            name for name in COLUMNS if any(name in line.columns for line in part.lines)
        ]
        lines = [
            TableLine(
                line.label,
                [
                    cell(now, before, line.path, name) if name in line.columns else None
                    for name in columns
                ],
                is_total=part.summed and line is part.lines[-1],
            )
            for line in part.lines
            if line.path in now
        ]
        shown = [one for one in lines if any(has_number(cell) for cell in one.cells)]
        if shown:
            labels = [COLUMNS[name] for name in columns]
            parts.append(TablePart(part.label, labels, shown))
    return parts


def cell(now: Figures, before: Figures, path: str, name: str) -> Cell:
    """Return one number with the one it is compared with."""
    return Cell(now.get(path, {}).get(name), before.get(path, {}).get(name))


def has_number(one: Cell | None) -> bool:
    """Tell whether a cell holds a number."""
    return one is not None and one.value is not None
