"""The settings of the conferences plugin: when reminders go out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from flask_babel import gettext as _, lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, ConfigDict

from cms import get_settings, setting, text


SATURDAY = 5


def _days(value: str) -> str:
    """Return days off as they were typed, if each of them can be read."""
    read_days(value)
    return value


def read_days(value: str) -> frozenset[dt.date]:
    """Return the days of a text in which they are parted by commas or spaces.

    Raises ValueError for what is no day.
    """
    found = set()
    for word in value.replace(",", " ").replace(";", " ").split():
        parsed = text.parse_date(word)
        if parsed is None:
            raise ValueError(_("“%(word)s” is no day: write 30/4/2027.", word=word))
        found.add(parsed.date)
    return frozenset(found)


class ConferencesSettings(BaseModel):
    """What staff may set for conferences."""

    model_config = ConfigDict(frozen=True)

    remind_before: int = setting(
        3,
        _l("Working days from a reminder to the due day"),
        _l("How long before a directive is due its owners are reminded; 0 for never."),
        ge=0,
        le=60,
    )
    days_off: Annotated[str, AfterValidator(_days)] = setting(
        "",
        _l("Public holidays"),
        _l(
            "No reminder goes out on them, nor at the weekend. Days with commas"
            " between them: 1/1/2027, 30/4/2027."
        ),
        max_length=2000,
    )

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether people work on a day."""
        return day.weekday() < SATURDAY and day not in read_days(self.days_off)

    def after_working_days(self, start: dt.date, days: int) -> dt.date:
        """Return the day ``days`` working days after ``start``."""
        day, left, off = start, days, read_days(self.days_off)
        while left:
            day += dt.timedelta(days=1)
            left -= day.weekday() < SATURDAY and day not in off
        return day


def conferences_settings() -> ConferencesSettings:
    """Return the settings of the build that serves this request or job."""
    values: ConferencesSettings = get_settings("conferences")
    return values
