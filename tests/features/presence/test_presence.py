"""Who has an item open: reported by the open pages, expired when they stop."""

import datetime as dt

from sqlalchemy import select

from cms.database.base import utcnow
from cms.extensions import db
from cms.features import presence
from cms.features.presence.models import Presence
from cms.features.presence.service import GONE_AFTER, sweep


def names(actor, item, token="", now=None):
    return [one.name for one in presence.people_present(actor, item.id, token, now)]


def test_people_see_each_other_and_not_themselves(paper, user):
    item, first = paper(), user("reporter", name="Trần Thử")
    second = user("reporter", name="Lê Thị Mẫu")
    presence.visit(first, item.id, "a", "title")
    presence.visit(second, item.id, "b", "")

    seen = presence.people_present(second, item.id, "b")

    assert [(one.name, one.initials, one.field, one.me) for one in seen] == [
        ("Trần Thử", "TT", "title", False)
    ]
    assert names(first, item, "a") == ["Lê Thị Mẫu"]


def test_another_tab_of_oneself_is_told_as_such(paper, user):
    item, writer = paper(), user("reporter")
    presence.visit(writer, item.id, "a", "")
    presence.visit(writer, item.id, "b", "summary")

    [other] = presence.people_present(writer, item.id, "a")

    assert other.me
    assert other.field == "summary"


def test_who_falls_silent_is_gone_after_fifteen_seconds(paper, user):
    item, writer, other = paper(), user("reporter", name="Trần Thử"), user("reporter")
    presence.visit(writer, item.id, "a", "")
    seconds = dt.timedelta(seconds=1)

    assert names(other, item, now=utcnow() + GONE_AFTER - seconds) == ["Trần Thử"]
    assert names(other, item, now=utcnow() + GONE_AFTER + seconds) == []


def test_who_leaves_is_gone_at_once_and_nobody_can_send_another_away(paper, user):
    item, writer, other = paper(), user("reporter", name="Trần Thử"), user("reporter")
    presence.visit(writer, item.id, "a", "")
    presence.leave(other, item.id, "a")
    presence.visit(other, item.id, "a", "body")
    assert names(other, item) == ["Trần Thử"]

    presence.leave(writer, item.id, "a")

    assert names(other, item) == []


def test_a_visit_writes_only_now_and_then(paper, user):
    item, writer, now = paper(), user("reporter"), utcnow()
    presence.visit(writer, item.id, "a", "title", now)

    presence.visit(writer, item.id, "a", "title", now + dt.timedelta(seconds=2))
    assert db.session.get_one(Presence, (item.id, "a")).seen_at == now
    presence.visit(writer, item.id, "a", "title", now + dt.timedelta(seconds=6))
    assert db.session.get_one(Presence, (item.id, "a")).seen_at > now


def test_old_rows_are_swept(paper, user):
    item, writer, now = paper(), user("reporter"), utcnow()
    presence.visit(writer, item.id, "old", "", now - dt.timedelta(minutes=5))
    presence.visit(writer, item.id, "new", "", now)

    sweep(now)

    assert list(db.session.scalars(select(Presence.token))) == ["new"]
