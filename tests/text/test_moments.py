"""Days and times as people type them are read whole, or refused: never half."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from cms import text


TODAY = dt.date(2026, 12, 30)
D, T = dt.date, dt.time
UNDERSTOOD = {
    "09/07/2026 07:45": (D(2026, 7, 9), T(7, 45)),
    "9-7-2026": (D(2026, 7, 9), None),
    "2026-07-09T07:45": (D(2026, 7, 9), T(7, 45)),
    "2026-07-09 07:45:30": (D(2026, 7, 9), T(7, 45, 30)),
    "ngày 9 tháng 7 năm 2026 lúc 7 giờ 45 phút": (D(2026, 7, 9), T(7, 45)),
    "9 July 2026": (D(2026, 7, 9), None),
    "9 Jul 2026, 19:45": (D(2026, 7, 9), T(19, 45)),
    "July 9, 2026 at 7:45 p.m.": (D(2026, 7, 9), T(19, 45)),
    "14 giờ": (None, T(14)),
    "7h45": (None, T(7, 45)),
    "7g45": (None, T(7, 45)),
    "07.45": (None, T(7, 45)),
    "7 giờ rưỡi": (None, T(7, 30)),
    "8 giờ kém 10": (None, T(7, 50)),
    "7 giờ tối": (None, T(19)),
    "2 giờ chiều": (None, T(14)),
    "14 giờ chiều": (None, T(14)),
    "12 giờ trưa": (None, T(12)),
    "1 giờ đêm": (None, T(1)),
    "11 giờ đêm": (None, T(23)),
    "7 PM": (None, T(19)),
    "12 am": (None, T(0)),
    "mai 7:45": (D(2026, 12, 31), T(7, 45)),
    "7h45 sáng mai": (D(2026, 12, 31), T(7, 45)),
    "tối nay 8 giờ": (D(2026, 12, 30), T(20)),
    "ngày kia": (D(2027, 1, 1), None),
    "hôm qua 20:00": (D(2026, 12, 29), T(20)),
    "toi mai 8h": (D(2026, 12, 31), T(20)),
}  # fmt: skip
REFUSED = [
    "", "25:00", "24:00", "7:60", "7:5", "30", "8/7", "8/7/26", "31/02/2026", "2026-02-30",
    "mai 25:00", "09/07/2026 25:00", "09/07/2026 sáng", "15 giờ sáng", "12 giờ đêm",
    "7:45 8:45", "mai mai 7:45", "7:45 - 8:45", "thứ hai 7:45", "11 :iờ", "7.45.2026",
    "07.45.30", "20260709", "09/07/2026 lúc nào đó", "1/2/2026-3/2/2026", "7 giờ kém 75",
]  # fmt: skip


@pytest.mark.parametrize("typed", UNDERSTOOD)
def test_understood(typed: str) -> None:
    assert text.parse_moment(typed, TODAY) == UNDERSTOOD[typed]
    assert text.parse_moment(f"  {typed.upper()} ", TODAY) == UNDERSTOOD[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # of a date or of ours
        text.parse_moment(typed, TODAY)


@given(st.dates(D(1900, 1, 1), D(2200, 12, 31)), st.times())
def test_what_is_shown_is_understood(day: dt.date, clock: dt.time) -> None:
    shown = f"{day:%d/%m}/{day.year:04d} {clock:%H:%M}"
    assert text.parse_moment(shown, TODAY) == (
        day,
        clock.replace(second=0, microsecond=0),
    )


@given(
    st.sampled_from(sorted(UNDERSTOOD)),
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from("0159:h./ amp- ỏ")), max_size=3
    ),
)
def test_no_digit_is_left_unread(typed: str, changes: list[tuple[int, str]]) -> None:
    for place, sign in changes:
        typed = typed[:place] + sign + typed[place:]
    try:
        day, clock = text.parse_moment(typed, TODAY)
    except (ValueError, OverflowError):
        return
    digits = sum(map(int, re.findall("[0-9]+", typed)))
    read = (
        [day.year, day.month, day.day] if day and re.search("[0-9]{4}", typed) else []
    )
    read += [clock.hour, clock.minute, clock.second] if clock else []
    if not re.search("[a-zđưỏơ]", typed.lower()):  # words shift hours and name months
        assert digits == sum(read)


NUMBERS = {
    "1234,5": "1234.5", "1.234,5": "1234.5", "1 234,5": "1234.5", "97.8": "97.8",
    "0,125": "0.125", "0.5": "0.5", "1.234.567": "1234567", "-3,5": "-3.5", "12": "12",
    "1234.5678": "1234.5678", "1\u00a0234": "1234",
}  # fmt: skip


@pytest.mark.parametrize("typed", NUMBERS)
def test_numbers(typed: str) -> None:
    assert text.parse_number(typed) == Decimal(NUMBERS[typed])


@pytest.mark.parametrize(
    "typed",
    ["1.234", "1.5,3", "1.23.4", "1,2,3", "12.34,5", "1e5", "٣", "", "5 %", "1 2"],
)
def test_no_number_or_two(typed: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        text.parse_number(typed)
