"""Reminders of directives: whom, on which days, and once however many workers."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.models import Reminder
from cms_conferences.reminders import remind
from cms_conferences.settings import ConferencesSettings
from cms_directory import ORGANISATION, PERSON
from pydantic import ValidationError
from sqlalchemy import func, select

from cms import SYSTEM, Item, db, site_zone, transaction
from cms.accounts.models import Grant, Role
from cms.builtin.desk.site.account_person_service import link_person
from cms.content import service
from cms.features.notices.models import Notice


pytestmark = pytest.mark.one_database


FRIDAY = dt.date(2026, 3, 6)


def at(day, hour=8):
    return dt.datetime.combine(day, dt.time(hour), site_zone()).isoformat()


@pytest.fixture
def owner(make_item, user):
    """An account that acts for a unit and may write directives: user and unit ids."""
    unit = make_item(
        ORGANISATION, title="Phòng A", type="khac", level="quan", status="published"
    )
    posts = [{"title": "Trưởng phòng", "organisation_id": unit.id}]
    person = make_item(PERSON, title="Lục Văn Ký", status="published", positions=posts)
    account = user(None)
    with transaction() as session:
        rights = ["content.read", f"{DIRECTIVE}.edit"]
        role = Role(name="owner", title="owner", permissions=rights)
        session.add(role)
        account.grants.append(Grant(role=role))
    link_person(SYSTEM, account, person.id)
    return account.id, unit.id


@pytest.fixture
def directive(owner):
    """``directive("2026-03-10")``: the id of an open directive of the unit."""
    data = {"type": "giao_ban", "status": "da_dien_ra", "date": "2026-01-05"}
    data |= {"title": "Giao ban", "organiser": owner[1]}
    held = service.create(SYSTEM, CONFERENCE, data)
    for step in (service.submit, service.approve, service.publish):
        held = step(SYSTEM, held.id, held.version)
    parent = held.id

    def give(due, words="Nộp báo cáo", **more):
        data = {"text": words, "due": due, "responsible": [owner[1]], **more}
        made = service.create(SYSTEM, DIRECTIVE, data, parent_id=parent)
        db.session.rollback()
        return made.id

    return give


def notices():
    query = select(Notice.user_id, Notice.kind).order_by(Notice.id)
    found = [tuple(row) for row in db.session.execute(query)]
    db.session.rollback()
    return [(user, kind.removeprefix("conferences.directive_")) for user, kind in found]


def test_owners_are_reminded_three_working_days_before_and_once_after(owner, directive):
    item_id = directive("2026-03-11")  # a Wednesday: three working days after Friday
    remind(at(FRIDAY - dt.timedelta(days=1)))
    assert notices() == []
    remind(at(FRIDAY, hour=6))
    assert notices() == []
    remind(at(FRIDAY))
    remind(at(FRIDAY, hour=9))
    assert notices() == [(owner[0], "due")]
    remind(at(dt.date(2026, 3, 11)))
    assert notices() == [(owner[0], "due")]
    remind(at(dt.date(2026, 3, 12)))
    remind(at(dt.date(2026, 3, 13)))
    assert notices() == [(owner[0], "due"), (owner[0], "overdue")]
    version = db.session.get(Item, item_id).version
    service.save(SYSTEM, item_id, {"due": "2026-03-20"}, version)
    remind(at(dt.date(2026, 3, 23)))
    kinds = select(Reminder.kind).order_by(Reminder.id)
    assert list(db.session.scalars(kinds)) == ["due", "overdue", "overdue"]


def test_nobody_is_reminded_at_the_weekend_on_holidays_or_of_what_is_closed(
    owner, directive
):
    directive("2026-03-05")
    directive("2026-03-05", "Xong", status="hoan_thanh")
    directive("2026-01-06", "Trễ từ lâu")
    remind(at(FRIDAY + dt.timedelta(days=1)))
    assert notices() == []
    remind(at(FRIDAY))
    assert notices() == [(owner[0], "overdue")]


def test_public_holidays_move_reminders_and_bad_days_are_refused():
    settings = ConferencesSettings(days_off="9/3/2026, 10/3/2026")
    assert not settings.is_working_day(dt.date(2026, 3, 9))
    assert settings.after_working_days(FRIDAY, 1) == dt.date(2026, 3, 11)
    for bad in ("31/02/2026", "mồng ba"):
        with pytest.raises(ValidationError):
            ConferencesSettings(days_off=bad)


def test_eight_workers_send_each_reminder_once(owner, directive, site):
    ids = [directive("2026-03-05", f"Việc {number}") for number in range(3)]
    gate = Barrier(8)

    def work(_number):
        with site.app.app_context():
            gate.wait()
            remind(at(FRIDAY))
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    assert db.session.scalar(select(func.count()).select_from(Reminder)) == len(ids)
    assert notices() == [(owner[0], "overdue")] * len(ids)


def test_who_may_not_open_a_directive_is_not_reminded(owner, directive):
    directive("2026-03-05")
    with transaction() as session:
        role = session.scalars(select(Role).where(Role.name == "owner")).one()
        role.permissions = ["content.read"]
    remind(at(FRIDAY))
    assert notices() == []
