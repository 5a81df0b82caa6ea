"""Inspections out of a sheet: all of it is read and judged before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select

from cms import (
    Actor,
    Item,
    Problem,
    Refused,
    Revision,
    Sheet,
    SheetCell,
    db,
    read_workbook,
    service,
    text,
    transaction,
)
from cms_inspections import INSPECTION
from cms_inspections.checks import check_inspection
from cms_inspections.forms import InspectionForm
from cms_inspections.sheet_cells import CellError, Names, labels_of, read_cell
from cms_inspections.sheet_columns import COLUMNS, SheetColumn


#: What is taken at once from the browser; the command line takes more.
MOST_ROWS: Final = 500


@dataclass(frozen=True)
class CellProblem:
    """What is wrong: the sheet, the cell ("B7", "" for the sheet), what to do."""

    sheet: str
    place: str
    message: str
    block: bool = True

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.place}" if self.place else self.sheet
        return f"{where}: {self.message}"


@dataclass
class SheetRow:
    """A row of a sheet that is an inspection: its number, its values, where each stands."""

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    is_here: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing keeps it from being taken."""
        return not any(one.block for one in self.problems)

    def add(self, name: str, message: str, *, block: bool = True) -> None:
        """Say what is wrong with a field, at its cell."""
        place = self.places.get(name) or f"A{self.number}"
        self.problems.append(CellProblem(self.sheet, place, message, block))


@dataclass
class Preview:
    """What a workbook would bring: its rows, and what is wrong with the sheet itself."""

    rows: list[SheetRow] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)

    @property
    def fresh(self) -> list[SheetRow]:
        """The rows that are not here yet and can be taken."""
        return [row for row in self.rows if row.is_good and not row.is_here]

    @property
    def here(self) -> list[SheetRow]:
        """The rows whose code is here already: what is here stays."""
        return [row for row in self.rows if row.is_here]

    def everything(self) -> list[CellProblem]:
        """Return all that was found, in the order of the sheet."""
        return [*self.problems, *(one for row in self.rows for one in row.problems)]

    @property
    def is_good(self) -> bool:
        """Whether the whole of it can be taken."""
        blocked = any(one.block for one in self.problems)
        return not blocked and all(row.is_good for row in self.rows)


def preview_workbook(path: Path, actor: Actor) -> Preview:
    """Read the first sheet of a workbook as inspections; write nothing.

    Raises Refused for a file that is none, is dangerous or too large.
    """
    sheets = [one for one in read_workbook(path) if one.rows]
    if not sheets:
        raise Refused([Problem(_("The workbook is empty."))])
    sheet = sheets[0]
    found = Preview()
    columns = _find_columns(sheet, found)
    for merged in sheet.merged:
        message = _(
            "These cells are merged (%(range)s): unmerge them and give each row its "
            "own values.",
            range=merged,
        )
        place = merged.partition(":")[0]
        found.problems.append(CellProblem(sheet.title, place, message))
    if not found.problems:
        names = Names(actor)
        for number, cells in sorted(sheet.rows.items())[1:]:
            found.rows.append(_read_row(sheet, number, cells, columns, names))
        _mark_known(found.rows)
        for row in found.rows:
            if row.is_good and not row.is_here:
                _judge(row, actor)
    return found


def _find_columns(sheet: Sheet, found: Preview) -> dict[int, SheetColumn]:
    """Return the columns by their place, from the first row that holds anything."""
    known = {name: one for one in COLUMNS for name in (one.name, *labels_of(one.label))}
    number = min(sheet.rows)
    columns: dict[int, SheetColumn] = {}
    for place, cell in enumerate(sheet.rows[number]):
        column = known.get(text.fold(str(cell.value or "")).removesuffix(" *"))
        if cell.kind == "empty":
            continue
        if column is None:
            message = _(
                "“%(name)s” is no heading that is known: write one of %(known)s.",
                name=str(cell.value)[:60],
                known=", ".join(str(one.label) for one in COLUMNS if one.taken),
            )
            found.problems.append(CellProblem(sheet.title, cell.place, message))
        elif column in columns.values():
            message = _("This heading stands twice.")
            found.problems.append(CellProblem(sheet.title, cell.place, message))
        else:
            columns[place] = column
    missing = [one for one in COLUMNS if one.required and one not in columns.values()]
    if missing:
        message = _(
            "The first row must have the headings %(missing)s.",
            missing=", ".join(str(one.label) for one in missing),
        )
        found.problems.append(CellProblem(sheet.title, f"A{number}", message))
    return columns


def _read_row(
    sheet: Sheet,
    number: int,
    cells: list[SheetCell],
    columns: Mapping[int, SheetColumn],
    names: Names,
) -> SheetRow:
    row = SheetRow(sheet.title, number, {"status": "du_kien"})
    for at, cell in enumerate(cells):
        column = columns.get(at)
        if column is None:
            if cell.kind != "empty":
                message = _("This stands in a column without a heading.")
                row.problems.append(CellProblem(sheet.title, cell.place, message))
            continue
        row.places[column.name] = cell.place
        if not column.taken:
            continue
        try:
            value = read_cell(column, cell, names)
        except CellError as error:
            row.add(column.name, str(error))
            continue
        if value is not None:
            row.values[column.name] = value
        elif column.required:
            row.add(column.name, _("This must be filled in."))
    _check_form(row)
    return row


def _check_form(row: SheetRow) -> None:
    """Say what the form of an inspection would refuse of the values."""
    form = InspectionForm()
    try:
        form.accept(row.values)
    except Refused as refused:
        for problem in refused.problems:
            row.add(problem.field or "", str(problem.message))


def _mark_known(rows: Iterable[SheetRow]) -> None:
    """Mark rows whose code is here; of two with one code in the sheet, the second is wrong."""
    seen: dict[str, SheetRow] = {}
    for row in rows:
        code = row.values.get("code")
        if code in seen:
            message = _("The code %(code)s stands in row %(row)d, too.")
            row.add("code", message % {"code": code, "row": seen[code].number})
        elif code:
            seen[code] = row
    for code in codes_here(seen):
        seen[code].is_here = True
        seen[code].problems.clear()


def codes_here(codes: Iterable[str]) -> set[str]:
    """Return those codes that an inspection has, live or in a draft.

    Whoever asks learns of a code only that it cannot be used again, as the form says.
    """
    wanted = list(codes)
    found: set[str] = set()
    code = Revision.data["code"].as_string()
    for start in range(0, len(wanted), 500):
        query = (
            select(code)
            .join(Item, Item.id == Revision.item_id)
            .where(Item.type == INSPECTION, Item.deleted_at.is_(None))
            .where(Revision.state.in_(("working", "published")))
            .where(code.in_(wanted[start : start + 500]))
        )
        found |= set(db.session.scalars(query))
    return found


def _judge(row: SheetRow, actor: Actor) -> None:
    """Say what would keep a row from going live, as for an inspection typed by hand."""
    form = InspectionForm()
    form.accept({**row.values, "visibility": "internal"})  # as what is new is
    for name, messages in form.missing().items():
        if name != "language":
            row.add(name, messages[0])
    item = Item(type=INSPECTION, id=0)
    for problem in check_inspection(item, form.snapshot(), "publish", actor):
        row.add(problem.field or "", str(problem.message), block=problem.block)


def bring_in(rows: Iterable[SheetRow], actor: Actor, *, live: bool) -> int:
    """Make inspections of rows, in one transaction; return how many.

    ``live`` publishes them at once, else they are drafts. Raises Refused, with
    the cell of what was wrong, and writes nothing.
    """
    count = 0
    with transaction():
        for row in rows:
            try:
                item = service.create(actor, INSPECTION, row.values)
                if live:
                    service.publish(actor, item.id, item.version)
            except Refused as refused:
                for problem in refused.problems:
                    row.add(problem.field or "", str(problem.message))
                problems = [Problem(str(one)) for one in row.problems if one.block]
                raise Refused(problems) from refused
            count += 1
    return count
