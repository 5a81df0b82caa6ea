"""Merge two lists of rows that began as one: row by row, whichever side comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.content.fields.answers import FieldMerge, mark


Row = Mapping[str, Any]


def merge_rows(
    name: str,
    base: Mapping[str, str],
    mine: Mapping[str, Row],
    theirs: Mapping[str, Row],
) -> FieldMerge:
    """Merge rows by key; ``base`` has the mark of each row that both began from.

    A row that one side removed goes when the other left it alone. A row that
    both changed, or that one changed and the other removed, is a conflict, and
    so is an order that both changed differently; what is stored stands there.
    """
    rows: dict[str, Row] = {}
    conflicts, taken = [], False
    for key in dict.fromkeys((*theirs, *mine)):
        own, other = mine.get(key), theirs.get(key)
        own_mark, other_mark = _mark(own), _mark(other)
        before = base.get(key)
        chosen = other
        if own_mark != other_mark:
            if before == other_mark:
                chosen = own
            elif before == own_mark:
                taken = True
            else:
                conflicts.append(f"{name}/{key}")
        if chosen is not None:
            rows[key] = chosen
    order = _merged_order(list(base), list(mine), list(theirs), rows)
    if order is None:
        conflicts.append(name)
        order = _with_added(list(theirs), list(mine), rows)
    taken = taken or list(mine) != order
    value = [dict(rows[key]) for key in order]
    return FieldMerge(value, taken and not conflicts, tuple(conflicts))


def _mark(row: Row | None) -> str | None:
    return None if row is None else mark(row)


def _merged_order(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], rows: Iterable[str]
) -> list[str] | None:
    """Return the keys of ``rows`` in the order that one side gave them; None for two."""
    kept = set(rows)
    common = [key for key in base if key in kept and key in mine and key in theirs]
    own = [key for key in mine if key in common]
    other = [key for key in theirs if key in common]
    if own not in (common, other) and other != common:
        return None
    moved = own != common
    first, second = (mine, theirs) if moved else (theirs, mine)
    order = own if moved else other
    for side in (first, second):
        order = _with_kept(order, [key for key in side if key in kept], set(base))
    return _with_new(order, mine, theirs, kept)


def _with_kept(order: list[str], side: Sequence[str], old: set[str]) -> list[str]:
    """Add rows of the base that stand on one side alone, after what they follow there."""
    return _inserted(order, side, [key for key in side if key in old])


def _with_new(
    order: list[str], mine: Sequence[str], theirs: Sequence[str], kept: set[str]
) -> list[str]:
    """Add new rows of both sides; at one place the order of their keys decides."""
    anchors: dict[str | None, list[tuple[str, ...]]] = {}
    for side in (mine, theirs):
        run: list[str] = []
        anchor: str | None = None
        for key in [*(key for key in side if key in kept), None]:
            if key is not None and key not in order:
                run.append(key)
                continue
            if run and tuple(run) not in anchors.setdefault(anchor, []):
                anchors[anchor].append(tuple(run))
            run, anchor = [], key
    result = _flat(anchors.get(None, []))
    for key in order:
        result += [key, *_flat(anchors.get(key, []))]
    return list(dict.fromkeys(result))


def _flat(runs: Iterable[tuple[str, ...]]) -> list[str]:
    return [key for run in sorted(runs) for key in run]


def _with_added(
    order: Sequence[str], other: Sequence[str], rows: Iterable[str]
) -> list[str]:
    kept = set(rows)
    present = [key for key in order if key in kept]
    return _inserted(present, [key for key in other if key in kept], list(kept))


def _inserted(
    order: list[str], side: Sequence[str], wanted: Iterable[str]
) -> list[str]:
    result = list(order)
    wanted = set(wanted)
    for place, key in enumerate(side):
        if key in result or key not in wanted:
            continue
        before = next((one for one in reversed(side[:place]) if one in result), None)
        result.insert(0 if before is None else result.index(before) + 1, key)
    return result
