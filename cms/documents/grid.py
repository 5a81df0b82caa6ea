"""Fit a table: every place covered once, headers that can be repeated, bold where asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cms.documents.composed import Grid, GridCell, ItemList, Line, Part
from cms.documents.model import Align, Block, Cell, Column, Table
from cms.documents.runs import runs_of


#: Fills a cell: its blocks and the style of its lines.
Fill = Callable[[tuple[Block, ...], str], tuple[Part, ...]]

MAX_COLUMNS = 40


def compose_grid(table: Table, fill: Fill) -> Grid | None:
    """Return a table in which every row covers every column; None when it is empty."""
    placed = _placed(table)
    width = max((sum(cell.columns for cell in row) for row in table.rows), default=0)
    width = min(max(width, *(_reach(row) for row in placed), 0), MAX_COLUMNS)
    if not width or not any(cell.blocks for row in table.rows for cell in row):
        return None
    heads = _header_rows(table)
    columns = _columns(table, width)
    rows = tuple(
        tuple(
            _cell(
                cell,
                columns[place : place + cell.columns],
                fill,
                header=index < heads,
            )
            for place, cell in row
        )
        for index, row in enumerate(_filled(placed, width))
    )
    caption = runs_of(table.caption)
    return Grid(columns, rows, heads, Line("caption", caption) if caption else None)


def _header_rows(table: Table) -> int:
    """Return how many rows are headers; a table of headers alone has none."""
    heads = min(max(table.header_rows, 0), len(table.rows))
    return heads if heads < len(table.rows) else 0


def _reach(row: list[tuple[int, Cell]]) -> int:
    return max((place + cell.columns for place, cell in row), default=0)


def _placed(table: Table) -> list[list[tuple[int, Cell]]]:
    """Return the cells with the column at which each begins, none on another.

    Cells that would cover what a cell above covers, or go beyond the last row
    or column or out of the header, are made smaller.
    """
    heads = _header_rows(table)
    covered: dict[int, set[int]] = {}
    placed = []
    for index, row in enumerate(table.rows):
        taken = covered.pop(index, set())
        found: list[tuple[int, Cell]] = []
        place = 0
        for cell in row:
            while place in taken:
                place += 1
            if place >= MAX_COLUMNS:
                break
            wide = 1
            most = min(max(cell.columns, 1), MAX_COLUMNS - place)
            while wide < most and place + wide not in taken:
                wide += 1
            last = heads if index < heads else len(table.rows)
            high = min(max(cell.rows, 1), last - index)
            for below in range(index + 1, index + high):
                covered.setdefault(below, set()).update(range(place, place + wide))
            found.append((place, replace(cell, columns=wide, rows=high)))
            place += wide
        placed.append(found)
    return placed


def _filled(
    placed: list[list[tuple[int, Cell]]], width: int
) -> list[list[tuple[int, Cell]]]:
    """Return rows with empty cells where nothing covers a column."""
    covered: dict[int, set[int]] = {}
    whole = []
    for index, row in enumerate(placed):
        taken = covered.pop(index, set())
        for place, cell in row:
            reached = set(range(place, place + cell.columns))
            for below in range(index + 1, index + cell.rows):
                covered.setdefault(below, set()).update(reached)
            taken |= reached
        gaps = [(place, Cell()) for place in range(width) if place not in taken]
        whole.append(sorted([*row, *gaps], key=lambda pair: pair[0]))
    return whole


def _columns(table: Table, width: int) -> tuple[Column, ...]:
    """Return a column for each place, whose shares add up to one."""
    given = [*table.columns[:width]]
    given += [Column()] * (width - len(given))
    shares = [min(max(one.share, 0.05), 100.0) for one in given]
    total = sum(shares)
    return tuple(
        replace(one, share=share / total)
        for one, share in zip(given, shares, strict=True)
    )


def _cell(
    cell: Cell, columns: tuple[Column, ...], fill: Fill, *, header: bool
) -> GridCell:
    parts = fill(cell.blocks, "table_header" if header else "table")
    wanted = columns[0].align
    align: Align = "right" if wanted == "number" else wanted
    align = "center" if header else align
    looks = tuple(_look(part, align, bold=cell.bold) for part in parts)
    share = sum(column.share for column in columns)
    return GridCell(looks, cell.columns, cell.rows, share, header, align)


def _look(part: Part, align: Align, *, bold: bool) -> Part:
    """Return a line as its cell wants it; in a list only the weight is the cell's."""
    if isinstance(part, Line):
        runs = part.runs
        if bold:
            runs = tuple(replace(run, bold=True) for run in runs)
        return replace(part, runs=runs, align=part.align or align)
    if isinstance(part, ItemList):
        items = tuple(
            tuple(_look(one, "left", bold=bold) for one in item) for item in part.items
        )
        return replace(part, items=items)
    return part
