"""Form fields for days, times, instants and numbers, as Vietnamese staff type them."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import wtforms
from flask_babel import gettext as _

from cms import inputs, text
from cms.content.fields.answers import Passage, Titles
from cms.content.fields.base import JsonField
from cms.database.base import utcnow
from cms.i18n import date_time, site_zone


# "8:30", "8.30", "8h30", "8 giờ 30": what stands between hour and minute.
_SIGNS = re.compile(r"\s*(?:gi[oờ]|[:.hg])\s*", re.IGNORECASE)
LONGEST_PERIOD = 200
Day = TypeVar("Day", dt.date, dt.datetime)
V = TypeVar("V")


class Date(JsonField):
    """A calendar day, typed as dd/mm/yyyy or by the browser's own picker."""

    widget = wtforms.widgets.DateInput()
    spans = False

    def parse(self, typed: str) -> dt.date | None:
        """Return the day; refuse a day that the calendar does not have."""
        return parse_day(typed)

    def load(self, value: Any) -> None:
        """Take an ISO date."""
        self.data = _within(dt.date.fromisoformat(value)) if value else None

    @property
    def json(self) -> str | None:
        """The day in ISO form."""
        return self.data.isoformat() if self.data else None

    def column(self, value: Any) -> dt.date | None:
        """Return the day as a date."""
        return dt.date.fromisoformat(value) if value else None

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the day as people write it."""
        return date_time(value) if value else ""

    def _value(self) -> str:
        return self.bad_input or (self.json or "")


def parse_day(typed: str) -> dt.date | None:
    """Read an ISO or Vietnamese date; ValueError says what is expected."""
    typed = typed.strip()
    if not typed:
        return None
    day = _read(dt.date.fromisoformat, typed)
    if day is None:
        parsed = _read(text.parse_date, typed)
        if parsed is None:
            raise ValueError(
                _("“%(typed)s” is not a date; type day/month/year.", typed=typed[:60])
            )
        day = parsed.date
    return _within(day)


def _read(reader: Callable[[str], V | None], typed: str) -> V | None:
    """Return what a reader makes of a text; None for what it does not know."""
    try:
        return reader(typed)
    except ValueError:
        return None


def _within(day: Day) -> Day:
    """Pass a day or instant through its gate, with words for the reader."""
    try:
        return inputs.day_within(day)
    except ValueError:
        raise ValueError(
            _(
                "The year must be from %(first)d to %(last)d.",
                first=inputs.FIRST_YEAR,
                last=inputs.LAST_YEAR,
            )
        ) from None


class Time(JsonField):
    """A time of day, hh:mm."""

    widget = wtforms.widgets.TimeInput()
    spans = False

    def parse(self, typed: str) -> str | None:
        """Return hh:mm."""
        typed = typed.strip()[:60]
        if not typed:
            return None
        parts = [part or "0" for part in _SIGNS.split(typed)]
        try:
            hour, minute = map(inputs.whole_number, [*parts, "0"][:2])
            return dt.time(hour, minute).strftime("%H:%M")
        except ValueError:
            raise ValueError(
                _("“%(typed)s” is not a time of day; type it as 08:30.", typed=typed)
            ) from None

    def load(self, value: Any) -> None:
        """Take hh:mm."""
        self.data = self.parse(str(value)) if value else None

    def column(self, value: Any) -> dt.time | None:
        """Return the time as a time."""
        return dt.time.fromisoformat(value) if value else None


class DateTime(JsonField):
    """An instant, typed in the site's zone, stored in UTC."""

    widget = wtforms.widgets.DateTimeLocalInput()
    spans = False

    def parse(self, typed: str) -> dt.datetime | None:
        """Return the instant, aware, in UTC; what the page showed is what it was."""
        if self.data and typed == self._value():
            stored: dt.datetime = self.data
            return stored
        return parse_instant(typed)

    def load(self, value: Any) -> None:
        """Take an ISO instant."""
        self.data = None
        if value:
            moment = dt.datetime.fromisoformat(value)
            self.data = inputs.local_instant(_within(moment), site_zone())

    @property
    def json(self) -> str | None:
        """The instant in ISO form, UTC."""
        return self.data.astimezone(dt.UTC).isoformat() if self.data else None

    def column(self, value: Any) -> dt.datetime | None:
        """Return the instant as an aware datetime."""
        return dt.datetime.fromisoformat(value) if value else None

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the instant in the site's zone, as people write it."""
        return date_time(value) if value else ""

    def _value(self) -> str:
        if self.bad_input:
            return self.bad_input
        instant: dt.datetime | None = self.data
        if not instant:
            return ""
        return instant.astimezone(site_zone()).strftime("%Y-%m-%dT%H:%M")


class PastDateTime(DateTime):
    """An instant that is over, typed in the site's zone, stored in UTC."""

    def parse(self, typed: str) -> dt.datetime | None:
        """Return the instant, aware, in UTC; refuse one that is still to come."""
        moment = super().parse(typed)
        if moment is not None and moment > utcnow():
            raise ValueError(_("This time is in the future; enter a time in the past."))
        return moment

    def problems(self) -> list[str]:
        """Return what keeps this field from being published."""
        if self.data is not None and self.data > utcnow():
            return [_("This time is in the future; enter a time in the past.")]
        return super().problems()


def parse_instant(typed: str) -> dt.datetime | None:
    """Read a local date and time of the site's zone; return it aware, in UTC."""
    typed = typed.strip()
    if not typed:
        return None
    local = _read(dt.datetime.fromisoformat, typed)
    if local is None:
        parsed = _read(text.parse_date, typed)
        if parsed is None:
            raise ValueError(_("“%(typed)s” is not a date and time.", typed=typed[:60]))
        local = dt.datetime.combine(parsed.date, parsed.time or dt.time())
    return _of_site(_within(local))


def _of_site(local: dt.datetime) -> dt.datetime:
    """Return the instant at which the site's clocks show ``local``."""
    try:
        return inputs.local_instant(local, site_zone())
    except inputs.MissingHour:
        message = _(
            "The clocks are put forward over this time; enter a time an hour later."
        )
        raise ValueError(message) from None
    except inputs.DoubledHour as both:
        first, second = (
            one.isoformat(timespec="minutes") for one in (both.first, both.second)
        )
        message = _(
            "The clocks are put back, and this time comes twice: enter %(first)s or "
            "%(second)s.",
            first=first,
            second=second,
        )
        raise ValueError(message) from None


class Integer(JsonField):
    """A whole number, or nothing when it is not stated."""

    widget = wtforms.widgets.TextInput()
    spans = False

    def __init__(
        self, label: Any = None, *, min: int | None = None, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.minimum = min

    def parse(self, typed: str) -> int | None:
        """Return the number; dots may separate thousands."""
        typed = typed.strip()
        if not typed:
            return None
        plain = typed.replace(".", "").replace(" ", "")
        if not plain.removeprefix("-").isdecimal() or not plain.isascii():
            raise ValueError(_("“%(typed)s” is not a whole number.", typed=typed[:60]))
        number = self._bounded(plain)
        if self.minimum is not None and number < self.minimum:
            raise ValueError(_("This cannot be below %(min)d.", min=self.minimum))
        return number

    def _bounded(self, number: object) -> int:
        try:
            return inputs.whole_number(number)
        except ValueError:
            raise ValueError(
                _("At most %(limit)s.", limit=text.format_number(inputs.MAX_ID))
            ) from None

    def load(self, value: Any) -> None:
        """Take a number."""
        self.data = None if value in (None, "") else self._bounded(value)

    @property
    def is_empty(self) -> bool:
        """Whether no number is given; zero is a number."""
        return self.data is None


class Decimal(JsonField):
    """A number with decimals, typed with a comma or a point; stored as text."""

    widget = wtforms.widgets.TextInput()
    spans = False

    def parse(self, typed: str) -> str | None:
        """Return the number in plain notation."""
        typed = typed.strip()
        if not typed:
            return None
        plain = typed.replace(".", "").replace(",", ".") if "," in typed else typed
        try:
            return str(inputs.decimal_number(plain))
        except ValueError:
            raise ValueError(
                _("“%(typed)s” is not a number.", typed=typed[:60])
            ) from None

    def load(self, value: Any) -> None:
        """Take a number or its text."""
        self.data = None if value in (None, "") else str(inputs.decimal_number(value))

    def column(self, value: Any) -> decimal.Decimal | None:
        """Return the number exactly."""
        return None if value in (None, "") else decimal.Decimal(str(value))


class Period(JsonField):
    """A reporting period in words ("6 tháng đầu năm 2026") with its code and days."""

    widget = wtforms.widgets.TextInput()
    spans = False

    def parse(self, typed: str) -> Any:
        """Return label, code, first and last day; words that say no period stay words."""
        label = " ".join(typed.split())
        if not label:
            return None
        if len(label) > LONGEST_PERIOD:
            raise ValueError(_("At most %(limit)s characters.", limit=LONGEST_PERIOD))
        if isinstance(self.data, Mapping) and self.data.get("label") == label:
            return dict(self.data)
        period = text.parse_period(label)
        if period is None:
            return {"label": label, "code": None, "from": None, "to": None}
        return {
            "label": label,
            "code": period.code,
            "from": period.start.isoformat() if period.start else None,
            "to": period.end.isoformat() if period.end else None,
        }

    def load(self, value: Any) -> None:
        """Take a period as this field writes it, or its words."""
        self.data = dict(value) if isinstance(value, Mapping) else None
        words = self.data.get("label") if self.data else value
        self.data = self.parse(inputs.clean_text(str(words or "")))
        for day in filter(None, map((self.data or {}).get, ("from", "to"))):
            _within(dt.date.fromisoformat(day))

    def _value(self) -> str:
        return self.bad_input or (self.data or {}).get("label", "")

    def passages(self) -> Iterator[Passage]:
        """Yield the words of the period."""
        if self.data:
            yield self.passage(str(self.data.get("label") or ""), quotable=False)

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the words of the period."""
        return str(value.get("label", "")) if value else ""
