"""The lines of the statistics: what is counted, in which columns, and which sums hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


ORGANISATIONS, MEMBERS, PETITIONS = "organisations", "members", "petitions"
COLUMNS = {
    ORGANISATIONS: _l("Party organisations"),
    MEMBERS: _l("Party members"),
    PETITIONS: _l("Petitions"),
}


@dataclass(frozen=True)
class Line:
    """One line: ``path`` names it, ``columns`` are the numbers that it has."""

    path: str
    label: Any
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Lines under one heading; the last line is their sum when ``summed``."""

    label: Any
    lines: tuple[Line, ...]
    summed: bool = False


BOTH = (ORGANISATIONS, MEMBERS)

PARTS = (
    Part(
        _l("Work of the party committees"),
        (
            Line(
                "cap_uy.kiem_tra", _l("Inspections by committees at all levels"), BOTH
            ),
            Line(
                "cap_uy.giam_sat_chuyen_de",
                _l("Thematic supervision by committees"),
                BOTH,
            ),
        ),
    ),
    Part(
        _l("Work of the inspection commissions"),
        (
            Line(
                "ubkt.kiem_tra_dau_hieu_vi_pham",
                _l("Inspections upon signs of violation"),
                BOTH,
            ),
            Line(
                "ubkt.kiem_tra_nhiem_vu_ktgs",
                _l("Inspections of the task of inspecting and supervising"),
                (ORGANISATIONS,),
            ),
            Line(
                "ubkt.kiem_tra_thi_hanh_ky_luat",
                _l("Inspections of how discipline is enforced"),
                (ORGANISATIONS,),
            ),
            Line(
                "ubkt.kiem_tra_tai_chinh_dang",
                _l("Inspections of party finances"),
                (ORGANISATIONS,),
            ),
            Line("ubkt.giam_sat_chuyen_de", _l("Thematic supervision"), BOTH),
            Line("ubkt.giam_sat_thuong_xuyen", _l("Regular supervision"), BOTH),
        ),
    ),
    Part(
        _l("Discipline enforced"),
        (
            Line("ky_luat.khien_trach", _l("Reprimand"), BOTH),
            Line("ky_luat.canh_cao", _l("Warning (discipline)"), BOTH),
            Line("ky_luat.cach_chuc", _l("Removal from post"), (MEMBERS,)),
            Line("ky_luat.khai_tru", _l("Expulsion"), (MEMBERS,)),
            Line("ky_luat.giai_tan", _l("Dissolution"), (ORGANISATIONS,)),
            Line("ky_luat.tong", _l("In all"), BOTH),
        ),
        summed=True,
    ),
    Part(
        _l("Denunciations"),
        (
            Line("to_cao.tiep_nhan", _l("Denunciations received"), (PETITIONS,)),
            Line("to_cao.da_giai_quyet", _l("Denunciations settled"), (PETITIONS,)),
            Line("to_cao.ton", _l("Denunciations pending"), (PETITIONS,)),
        ),
    ),
    Part(
        _l("Appeals against discipline"),
        (
            Line("khieu_nai.tiep_nhan", _l("Appeals received"), (PETITIONS,)),
            Line("khieu_nai.da_giai_quyet", _l("Appeals settled"), (PETITIONS,)),
            Line("khieu_nai.ton", _l("Appeals pending"), (PETITIONS,)),
        ),
    ),
)

LINES = {line.path: line for part in PARTS for line in part.lines}
LINE_CHOICES = [(path, line.label) for path, line in LINES.items()]

Figures = dict[str, dict[str, int | None]]


def figures_of(rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Return the numbers of a snapshot's rows by line and column."""
    return {
        row["line"]: {name: row.get(name) for name in COLUMNS}
        for row in rows
        if row.get("line")
    }


def empty_rows() -> list[dict[str, Any]]:
    """Return one row without numbers for each line: what a new report starts with."""
    return [{"line": path} for path in LINES]


@dataclass(frozen=True)
class WrongSum:
    """A stated number that does not equal the sum of its parts."""

    line: Line
    column: str
    stated: int
    counted: int


def wrong_sums(figures: Figures) -> Iterator[WrongSum]:
    """Yield every total that its parts do not add up to.

    Discipline: the forms make the total. Petitions: settled and pending make
    those received. A number that is not stated counts as nothing.
    """
    for part in PARTS:
        if part.summed:
            yield from _wrong_totals(part, figures)
    for kind in ("to_cao", "khieu_nai"):
        received = _number(figures, f"{kind}.tiep_nhan", PETITIONS)
        counted = sum(
            _number(figures, f"{kind}.{name}", PETITIONS) or 0
            for name in ("da_giai_quyet", "ton")
        )
        if received is not None and received != counted:
            line = LINES[f"{kind}.tiep_nhan"]
            yield WrongSum(line, PETITIONS, received, counted)


def _wrong_totals(part: Part, figures: Figures) -> Iterator[WrongSum]:
    *forms, total = part.lines
    for column in total.columns:
        stated = _number(figures, total.path, column)
        counted = sum(_number(figures, form.path, column) or 0 for form in forms)
        if stated is not None and stated != counted:
            yield WrongSum(total, column, stated, counted)


def _number(figures: Figures, path: str, column: str) -> int | None:
    return figures.get(path, {}).get(column)
