"""Which backups stay: the newest of each of the last days, weeks and months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final


_NAME: Final = re.compile(r"sen-(\d{8}T\d{6})Z\.(?:tar|tar\.enc)")
_STAMP: Final = "%Y%m%dT%H%M%S"


def name_for(moment: dt.datetime, *, encrypted: bool) -> str:
    """Return the name of a backup that is made now."""
    stamp = moment.astimezone(dt.UTC).strftime(_STAMP)
    return f"sen-{stamp}Z.tar" + (".enc" if encrypted else "")


def made_at(path: Path) -> dt.datetime | None:
    """Return when a backup was made, by its name; None for any other file."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    return dt.datetime.strptime(found[1], _STAMP).replace(tzinfo=dt.UTC)


def backups_in(folder: Path) -> list[Path]:
    """Return the backups of a folder, the newest first."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if made_at(path) is not None]
    return sorted(found, key=_stamp, reverse=True)


def surplus(
    backups: Iterable[Path], *, daily: int, weekly: int, monthly: int
) -> list[Path]:
    """Return the backups that are not kept; the newest one always is.

    Days, weeks and months without a backup do not count.
    """
    newest_first = sorted(backups, key=_stamp, reverse=True)
    kept = set(newest_first[:1])
    for count, period in ((daily, _day), (weekly, _week), (monthly, _month)):
        kept |= set(_newest_of_each(newest_first, period)[:count])
    return [path for path in newest_first if path not in kept]


def _stamp(path: Path) -> str:
    return path.name.split(".")[0]


def _newest_of_each(
    newest_first: list[Path], period: Callable[[dt.datetime], Any]
) -> list[Path]:
    found: dict[Any, Path] = {}
    for path in newest_first:
        moment = made_at(path)
        if moment is not None:
            found.setdefault(period(moment), path)
    return list(found.values())


def _day(moment: dt.datetime) -> Any:
    return moment.date()


def _week(moment: dt.datetime) -> Any:
    return moment.isocalendar()[:2]


def _month(moment: dt.datetime) -> Any:
    return moment.year, moment.month
