"""Calendars: what everybody may see as iCalendar, and what becomes of it elsewhere."""

from __future__ import annotations

import datetime as dt
import json
from zoneinfo import ZoneInfo

import icalendar
import pytest
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.calendars import span_of
from cms_conferences.commands import directives, export_calendar
from cms_conferences.models import Conference
from cms_directory import ORGANISATION
from hypothesis import given, strategies as st

from cms import SYSTEM, Item, db
from cms.content import service


pytestmark = pytest.mark.one_database


HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)


@pytest.fixture
def body(make_item):
    data = {"type": "khac", "level": "quan", "status": "published"}
    return make_item(ORGANISATION, title="Ủy ban Kiểm tra", **data)


@pytest.fixture
def meeting(site, body):
    """``meeting("…")``: the id of a live conference."""

    def hold(title="Sơ kết", *, live=True, **more):
        data = {"type": "so_ket", "status": "du_kien", "date": SOON.isoformat()}
        data |= {"title": title, "organiser": body.id, **more}
        item = service.create(SYSTEM, CONFERENCE, data)
        for step in (service.submit, service.approve, service.publish) if live else ():
            item = step(SYSTEM, item.id, item.version)
        return item.id

    return hold


def change(item_id, **values):
    """Change a live conference and publish the change."""
    item = db.session.get(Item, item_id)
    item = service.save(SYSTEM, item_id, values, item.version)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.data)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def merge_into(own, events):
    """Import events as RFC 5546 asks: a later SEQUENCE of a UID takes its place."""
    for uid, event in events.items():
        if uid not in own or event["SEQUENCE"] > own[uid]["SEQUENCE"]:
            own[uid] = event


def test_one_conference_is_a_file_that_a_calendar_imports(meeting, client):
    place = "Hội trường A; tầng 2, trụ sở"
    path = db.session.get(
        Item, meeting(start="08:00", end="11:30", location=place)
    ).path
    assert f"{path}/lich.ics" in client.get(path).text

    answer = client.get(f"{path}/lich.ics")
    ((_uid, event),) = read(client, f"{path}/lich.ics").items()

    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert b"BEGIN:VTIMEZONE" in answer.data
    assert event["SUMMARY"] == "Sơ kết"
    assert event["LOCATION"] == place
    assert event["DTSTART"].dt == dt.datetime.combine(SOON, dt.time(8), HANOI)
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["DTEND"].dt == dt.datetime.combine(SOON, dt.time(11, 30), HANOI)
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["URL"]).endswith(path)
    assert client.get(f"{path}/lich.ics").data == answer.data
    whole = client.get("/hoi-nghi/lich.ics").data
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in whole
    assert b"X-PUBLISHED-TTL:PT6H" in whole


def test_updates_and_cancellations_reach_whoever_has_imported_it(meeting, client):
    item_id = meeting(start="08:00", end="11:30")
    own = {}
    merge_into(own, read(client, "/hoi-nghi/lich.ics"))
    (uid,) = own

    later = SOON + dt.timedelta(days=7)
    values = {"date": later.isoformat(), "title": "Sơ kết (dời ngày)"}
    change(item_id, **values, slug="so-ket-doi-ngay")
    moved = read(client, "/hoi-nghi/lich.ics")
    merge_into(own, moved)
    assert own[uid]["DTSTART"].dt.date() == later
    assert own[uid]["SUMMARY"] == "Sơ kết (dời ngày)"

    change(item_id, status="huy")
    path = db.session.get(Item, item_id).path
    merge_into(own, read(client, f"{path}/lich.ics"))
    merge_into(own, moved)  # an old file, imported once more, brings nothing back
    assert list(own) == [uid]
    assert own[uid]["STATUS"] == "CANCELLED"


def test_calendars_hold_only_what_everybody_may_see(meeting, client, login_as, body):
    seen = meeting("Công khai")
    meeting("Nội bộ", visibility="internal")
    meeting("Bản nháp", live=False)
    meeting("Giao ban tuần", type="giao_ban")
    long_ago = SOON - dt.timedelta(days=800)
    old = meeting("Đã lâu", date=long_ago.isoformat(), status="da_dien_ra")

    def titles(browser, address):
        return {str(one["SUMMARY"]) for one in read(browser, address).values()}

    staff = login_as("administrator")
    for browser in (client, staff):
        whole = titles(browser, "/hoi-nghi/lich.ics")
        assert whole == {"Công khai", "Giao ban tuần"}
        unit = f"/hoi-nghi/lich/don-vi/{body.slug}.ics"
        assert titles(browser, unit) == whole
    assert titles(client, "/hoi-nghi/lich/giao_ban.ics") == {"Giao ban tuần"}
    old_path = db.session.get(Item, old).path
    assert titles(client, f"{old_path}/lich.ics") == {"Đã lâu"}
    assert client.get("/hoi-nghi/lich/khong-co.ics").status_code == 404
    assert client.get("/hoi-nghi/noi-bo/lich.ics").status_code == 404
    assert staff.get("/hoi-nghi/noi-bo/lich.ics").status_code == 404
    assert "/hoi-nghi/lich.ics" in client.get("/hoi-nghi").text
    assert unit in client.get(body.path).text
    assert db.session.get(Item, seen).slug in str(
        next(iter(read(client, "/hoi-nghi/cong-khai/lich.ics").values()))["URL"]
    )


@pytest.mark.parametrize("year", [1955, 2150])
def test_an_hour_is_the_same_in_every_calendar_in_any_year(meeting, client, year):
    meeting("Xa xưa", date=f"{year}-07-01", start="08:00", end="09:00")
    (event,) = read(client, "/hoi-nghi/xa-xua/lich.ics").values()
    wanted = dt.datetime(year, 7, 1, 8, tzinfo=HANOI)
    assert event["DTSTART"].dt.astimezone(dt.UTC) == wanted.astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("given_data", "start", "end"),
    [
        ({}, SOON, SOON + dt.timedelta(days=1)),
        (
            {"date_end": (SOON + dt.timedelta(days=2)).isoformat(), "start": "08:00"},
            SOON,
            SOON + dt.timedelta(days=3),
        ),
        ({"start": "08:00"}, dt.datetime.combine(SOON, dt.time(8), HANOI), None),
    ],
)
def test_what_is_not_stated_is_not_made_up(meeting, client, given_data, start, end):
    meeting(**given_data)
    (event,) = read(client, "/hoi-nghi/lich.ics").values()
    assert event["DTSTART"].dt == start
    assert (event["DTEND"].dt if "DTEND" in event else None) == end


days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
hours = st.none() | st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(days, st.none() | days, hours, hours)
def test_an_event_never_ends_before_it_begins(first, last, start, end):
    row = Conference(date=first, date_end=last, start=start, end=end)
    span = span_of(row, HANOI)
    assert span is not None
    assert span.end is None or (
        type(span.end) is type(span.start) and span.end > span.start
    )


def test_commands_write_the_calendar_and_the_directives(meeting, site, tmp_path, body):
    parent = meeting("Công khai", start="08:00")
    meeting("Nội bộ", visibility="internal")
    late = {"text": "Trễ\thạn", "due": SOON.isoformat(), "responsible": [body.id]}
    service.create(SYSTEM, DIRECTIVE, late, parent_id=parent)
    done = {"text": "Xong", "status": "hoan_thanh"}
    service.create(SYSTEM, DIRECTIVE, done, parent_id=parent)
    db.session.rollback()
    run = site.app.test_cli_runner().invoke
    target = tmp_path / "lich.ics"

    assert run(export_calendar, ["--output", str(target)]).exit_code == 0
    written = icalendar.Calendar.from_ical(target.read_bytes())
    assert [str(one["SUMMARY"]) for one in written.walk("VEVENT")] == ["Công khai"]

    after = (SOON + dt.timedelta(days=1)).isoformat()
    found = json.loads(run(directives, ["--json", "--on", after]).stdout)
    assert [(one["text"], one["overdue"]) for one in found] == [
        ("Trễ\thạn", True),
        ("Xong", False),
    ]
    assert found[0]["responsible"] == ["Ủy ban Kiểm tra"]
    assert found[0]["due"] == SOON.isoformat()
    assert found[1]["due"] is None
    only = ["--json", "--open", "--unit", body.slug]
    assert [one["state"] for one in json.loads(run(directives, only).stdout)] == [
        "chua_thuc_hien"
    ]
    (first, _second) = run(directives, ["--on", after]).stdout.splitlines()
    assert first == f"overdue\t{SOON.isoformat()}\tCông khai\tTrễ hạn"
    assert run(directives, ["--unit", "khong-co"]).exit_code != 0
