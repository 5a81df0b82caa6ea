"""Geometry of the charts that pages draw as SVG, each with its table below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


#: Units of the drawing; it is as wide as a narrow telephone, and grows little.
WIDTH: Final = 320
ROW: Final = 44
BAR: Final = 16
PLOT: Final = 130
LETTERS: Final = 42


@dataclass(frozen=True)
class Bar:
    """One bar across: its words, and how far all and the part of it reach."""

    label: str
    y: int
    whole: float
    part: float
    total: int
    done: int


@dataclass(frozen=True)
class Bars:
    """Bars below each other."""

    height: int
    bars: list[Bar]


def draw_bars(rows: Sequence[tuple[Any, int, int]]) -> Bars:
    """Return bars for rows of a label, a total and the part of it that is done."""
    most = max((total for _label, total, _done in rows), default=0) or 1
    reach = WIDTH - 60
    bars = [
        Bar(
            label=_shortened(str(label)),
            y=number * ROW,
            whole=round(reach * total / most, 1),
            part=round(reach * done / most, 1),
            total=total,
            done=done,
        )
        for number, (label, total, done) in enumerate(rows)
    ]
    return Bars(len(bars) * ROW, bars)


def _shortened(label: str) -> str:
    return label if len(label) <= LETTERS else f"{label[: LETTERS - 1].rstrip()}…"


@dataclass(frozen=True)
class Column:
    """A month: where it stands, and how high its two columns are."""

    month: int
    x: float
    planned: float
    done: float


@dataclass(frozen=True)
class Columns:
    """Twelve months beside each other."""

    height: int
    base: int
    width: float
    columns: list[Column]


def draw_months(planned: Mapping[int, int], done: Mapping[int, int]) -> Columns:
    """Return two columns for each month: what was planned to end, and what is done."""
    most = max([*planned.values(), *done.values()], default=0) or 1
    step = WIDTH / 12
    columns = [
        Column(
            month=month,
            x=round((month - 1) * step, 1),
            planned=round(PLOT * planned.get(month, 0) / most, 1),
            done=round(PLOT * done.get(month, 0) / most, 1),
        )
        for month in range(1, 13)
    ]
    return Columns(PLOT + 40, PLOT + 20, round(step, 1), columns)
