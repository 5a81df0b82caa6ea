"""What is typed into fields for numbers, days and times: kept whole, or named as typed."""

import datetime as dt

import pytest

from cms.content.fields import Date, DateTime, Decimal, Integer, Time
from cms.content.fields.forms import SnapshotForm


class Form(SnapshotForm):
    count = Integer("Count")
    share = Decimal("Share")
    day = Date("Day")
    clock = Time("Clock")
    moment = DateTime("Moment")


@pytest.fixture
def typed(site):
    def typed(**values):
        with site.app.test_request_context(method="POST", data=values) as context:
            form = Form(context.request.form)
            form.validate()
            return form

    return typed


TAKEN = [
    ("count", "1.500", 1500), ("count", "12 345", 12345), ("count", "-7", -7),
    ("share", "1.500,25", "1500.25"), ("share", "97.8", "97.8"),
    ("day", "9 July 2026", dt.date(2026, 7, 9)), ("day", "09.07.2026", dt.date(2026, 7, 9)),
    ("clock", "7 giờ tối", "19:00"), ("clock", "7", "07:00"), ("clock", "07.45", "07:45"),
    ("moment", "9/7/2026 7h45", dt.datetime(2026, 7, 9, 0, 45, tzinfo=dt.UTC)),
    ("moment", "2026-07-09T07:45", dt.datetime(2026, 7, 9, 0, 45, tzinfo=dt.UTC)),
    ("moment", "2026-07-09T07:45+00:00", dt.datetime(2026, 7, 9, 7, 45, tzinfo=dt.UTC)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "value"), TAKEN)
def test_taken_as_meant(typed, name, words, value):
    form = typed(**{name: words})
    assert form[name].errors == []
    assert form[name].data == value
    # What the field shows then means the same.
    shown = form[name]._value() if name != "count" else words
    assert typed(**{name: shown})[name].data == value


REFUSED = [
    ("count", "1.5"), ("count", "1,5"), ("count", "1.50"), ("count", "12.34"),
    ("count", "1.234.56"), ("count", "1e3"), ("share", "1.234"), ("share", "1.5,3"),
    ("day", "31/02/2026"), ("day", "9/7"), ("day", "09/07/2026 8:00"), ("day", "sớm"),
    ("clock", "25:00"), ("clock", "11 :iờ"), ("clock", "8:30 9"), ("clock", "mai 8:00"),
    ("moment", "25:00"), ("moment", "8 PM"), ("moment", "09/07/2026"),
    ("moment", "09/07/2026 25:00"), ("moment", "mai"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words"), REFUSED)
def test_refused_at_the_field_with_the_words_that_were_typed(typed, name, words):
    form = typed(**{name: words})
    [message] = form[name].errors
    assert f"“{words}”" in message
    assert form[name].data is None
    assert words in form[name]()


def test_days_of_each_width_are_shown_alike_whatever_the_browser_speaks(typed):
    form = typed(day="2026-07-09", moment="2026-07-09T07:45", clock="7:45")
    shown = [form[name]() for name in ("day", "moment", "clock")]
    for markup, value in zip(
        shown, ["09/07/2026", "09/07/2026 07:45", "07:45"], strict=True
    ):
        assert f'value="{value}"' in markup
        assert 'type="text"' in markup
