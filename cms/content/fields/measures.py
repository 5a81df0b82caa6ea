"""Form fields for days, times, instants and numbers, as Vietnamese staff type them."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import wtforms
from flask_babel import gettext as _

from cms import inputs, text
from cms.content.fields.answers import Passage, Titles
from cms.content.fields.base import JsonField
from cms.database.base import utcnow
from cms.i18n import date_time, site_zone
from cms.richtext import tag


# Thousands may be parted in a whole number, and nothing else.
_WHOLE = re.compile(
    r"[-−+]?\d{1,3}(?:([.\s\u00a0\u202f])\d{3})(?:\1\d{3})*|[-−+]?\d+", re.ASCII
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*", re.ASCII)
LONGEST_PERIOD = 200
Day = TypeVar("Day", dt.date, dt.datetime)


class PickerInput(wtforms.widgets.TextInput):  # type: ignore[misc] # WTForms has no types
    """A text field for days or times: the browser's own follow its language, not ours."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __call__(self, field: Any, **given: Any) -> Any:
        """Return the markup."""
        day = _("dd/mm/yyyy")
        shown = {"date": day, "time": "08:30", "datetime": f"{day} 08:30"}[self.kind]
        own = {"data-picker": self.kind, "placeholder": shown, "autocomplete": "off"}
        return tag("sen-date-field", super().__call__(field, **{**own, **given}))


def field_value(day: dt.date | dt.time) -> str:
    """Return a day, a time, or a day and a time of the site, as a field shows it."""
    if isinstance(day, dt.time):
        return f"{day:%H:%M}"
    clock = f" {day:%H:%M}" if isinstance(day, dt.datetime) else ""
    return f"{day:%d/%m}/{day.year:04d}{clock}"


class Date(JsonField):
    """A calendar day, typed as dd/mm/yyyy, in words or by the browser's picker."""

    widget = PickerInput("date")
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
        return self.bad_input or (field_value(self.data) if self.data else "")


def parse_day(typed: str) -> dt.date | None:
    """Read a date as people type it, words like "mai" included, or as ISO.

    ValueError says what is expected.
    """
    typed = typed.strip()
    if not typed:
        return None
    day, clock = _read(typed)
    if day is None or clock is not None:
        raise ValueError(
            _("“%(typed)s” is not a date; type day/month/year.", typed=typed[:60])
        )
    return _within(day)


def _read(typed: str) -> tuple[dt.date | None, dt.time | None]:
    """Return the day and the time that are typed; nothing unless all is understood."""
    try:
        return text.parse_moment(typed[:200], utcnow().astimezone(site_zone()).date())
    except (ValueError, OverflowError):
        return None, None


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

    widget = PickerInput("time")
    spans = False

    def parse(self, typed: str) -> str | None:
        """Return hh:mm."""
        typed = typed.strip()[:60]
        if not typed:
            return None
        try:
            return field_value(text.parse_clock(typed))
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

    widget = PickerInput("datetime")
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
        return field_value(instant.astimezone(site_zone()))


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
    if _ISO.fullmatch(typed):
        local = None
        with contextlib.suppress(ValueError):
            local = dt.datetime.fromisoformat(typed)
        if local is not None:
            return _of_site(_within(local))
    day, clock = _read(typed)
    if day is None or clock is None:
        message = _(
            "“%(typed)s” is not a date and time; type them as 08/07/2026 08:30.",
            typed=typed[:60],
        )
        raise ValueError(message)
    return _of_site(_within(dt.datetime.combine(day, clock)))


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
        """Return the number; dots or spaces may part thousands, and only these."""
        typed = typed.strip()
        if not typed:
            return None
        if not _WHOLE.fullmatch(typed):
            raise ValueError(_("“%(typed)s” is not a whole number.", typed=typed[:60]))
        plain = re.sub(r"[^\d-]", "", typed.replace("\u2212", "-"))
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
        if typed == self._value():
            return str(self.data)
        try:
            return str(inputs.decimal_number(text.parse_number(typed[:100])))
        except ValueError:
            message = _(
                "“%(typed)s” is not a number; type it as 1234,5.", typed=typed[:60]
            )
            raise ValueError(message) from None

    def load(self, value: Any) -> None:
        """Take a number or its text."""
        self.data = None if value in (None, "") else str(inputs.decimal_number(value))

    def _value(self) -> str:
        return self.bad_input or str(self.data or "").replace(".", ",")

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
