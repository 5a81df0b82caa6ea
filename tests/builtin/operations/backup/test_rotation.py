"""Which backups stay."""

import datetime as dt
from pathlib import Path

from cms.builtin.operations.backup.rotation import backups_in, name_for, surplus


def nightly(days):
    start = dt.datetime(2026, 11, 30, 2, tzinfo=dt.UTC)
    return [
        Path(name_for(start - dt.timedelta(days=n), encrypted=bool(n % 2)))
        for n in range(days)
    ]


def test_days_weeks_and_months_are_kept():
    paths = nightly(400)
    gone = surplus(paths, daily=7, weekly=4, monthly=12)
    kept = [path for path in paths if path not in gone]
    days = [path.name[4:12] for path in kept]
    assert days[:7] == [f"202611{day}" for day in range(30, 23, -1)]
    # The newest of each ISO week and of each month, some of which are there already.
    assert days[7:9] == ["20261122", "20261115"]
    assert days[9:] == [
        "20261031", "20260930", "20260831", "20260731", "20260630", "20260531",
        "20260430", "20260331", "20260228", "20260131", "20251231",
    ]  # fmt: skip


def test_the_newest_of_a_day_stands_for_it():
    early, late = (
        Path(name_for(dt.datetime(2026, 1, 2, hour, tzinfo=dt.UTC), encrypted=False))
        for hour in (1, 2)
    )
    assert surplus([early, late], daily=7, weekly=4, monthly=12) == [early]


def test_the_newest_stays_whatever_is_said():
    newest, older = nightly(2)
    assert surplus([older, newest], daily=0, weekly=0, monthly=0) == [older]


def test_pauses_do_not_count():
    paths = [nightly(400)[n] for n in (0, 100, 200, 300)]
    assert surplus(paths, daily=4, weekly=0, monthly=0) == []


def test_other_files_are_no_backups(tmp_path):
    for name in ("notes.txt", "sen-20261130T020000Z.tar.part", "site.db"):
        (tmp_path / name).touch()
    (tmp_path / "sen-20261130T020000Z.tar").touch()
    assert [path.name for path in backups_in(tmp_path)] == ["sen-20261130T020000Z.tar"]
