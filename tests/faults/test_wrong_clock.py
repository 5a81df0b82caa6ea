"""What is due is decided by the database's clock: a process an hour off changes nothing."""

import datetime as dt
import sys

import pytest
from paper_site import extra_plugins, paper, plugins, site
from sqlalchemy import select

from cms.accounts.models import OneTimeCode, SessionRow
from cms.accounts.permissions import SYSTEM
from cms.accounts.sessions import FRESH_KEY, hashed
from cms.builtin.accounts import one_time_codes, throttle
from cms.builtin.operations import claims
from cms.content import service
from cms.content.publishing.schedule import expire_due, publish_due
from cms.content.spine.models import Item
from cms.database import base
from cms.database.clock import read_clock
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from cms.jobs import enqueue


__all__ = ["extra_plugins", "paper", "plugins", "site"]
HOUR = dt.timedelta(hours=1)
HALF = dt.timedelta(minutes=30)
NONE = dt.timedelta()
LEASE = dt.timedelta(seconds=30)


@pytest.fixture
def wrong_by(monkeypatch):
    """Return a function that puts the clock of this process wrong, wherever it is read."""
    right = base.utcnow
    readers = [
        module
        for name, module in sys.modules.items()
        if name.startswith("cms") and getattr(module, "utcnow", None) is right
    ]
    assert len(readers) > 20

    def put(offset):
        for module in readers:
            monkeypatch.setattr(module, "utcnow", lambda: right() + offset)

    return put


def scheduled(paper, publish_at):
    item = paper(status="approved")
    item = service.schedule(SYSTEM, item.id, item.version, publish_at=publish_at)
    return item.id


def stage(item_id):
    db.session.rollback()
    return db.session.get(Item, item_id, populate_existing=True).status


def test_the_clock_is_that_of_the_server_in_utc(site):
    assert abs(read_clock(db.session()) - base.utcnow()) < dt.timedelta(seconds=5)


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_wrong_clock_runs_no_job_too_early_or_too_late(site, wrong_by, offset):
    later = base.utcnow() + HALF
    wrong_by(offset)
    with transaction():
        now, then = enqueue("core.thumbs"), enqueue("core.thumbs", run_at=later)
    names = ["core.thumbs"]
    assert claims.due(names) == [now]
    assert claims.claim(then, names, LEASE) is None
    job = claims.claim(now, names, LEASE)
    assert claims.due(names) == []  # nobody takes it for lost
    claims.fail(job, "first")
    assert claims.due(names) == []  # it waits its seconds


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_wrong_clock_publishes_nothing_too_early_or_too_late(
    site, paper, wrong_by, offset
):
    soon = scheduled(paper, base.utcnow() + HALF)
    due = scheduled(paper, base.utcnow() + HALF)
    with transaction() as session:
        session.get(Item, due).publish_at = base.utcnow() - HALF
    wrong_by(offset)
    assert publish_due() == 1
    assert (stage(due), stage(soon)) == ("published", "draft")
    assert expire_due() == 0


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_wrong_clock_shows_and_hides_nothing_too_early_or_too_late(
    site, paper, client, wrong_by, offset
):
    soon, over = paper("Sắp hết hạn", status="published"), paper(status="published")
    with transaction() as session:
        session.get(Item, soon.id).expires_at = base.utcnow() + HALF
        session.get(Item, over.id).expires_at = base.utcnow() - HALF
    soon, over = soon.path, over.path
    wrong_by(offset)
    new = paper("Vừa đăng", status="published").path
    shown = client.get("/").text + client.get("/tim-kiem?q=giấy").text
    assert over not in shown
    for path, is_live in ((soon, True), (new, True), (over, False)):
        answer = client.get(path)
        assert answer.status_code == 200
        assert ("X-Robots-Tag" not in answer.headers) is is_live, path


def test_what_a_wrong_clock_has_published_is_seen_by_all_at_once(
    site, paper, client, wrong_by
):
    wrong_by(HOUR)
    path = paper(status="published").path
    wrong_by(NONE)
    assert "X-Robots-Tag" not in client.get(path).headers


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_wrong_clock_ends_no_wait_and_makes_none_longer(site, wrong_by, offset):
    def wait_after(failures):
        for _ in range(failures):
            with write_transaction() as connection:
                throttle.note_failure(connection, "ai", None)
        with write_transaction() as connection:
            return throttle.seconds_to_wait(connection, "ai", None)

    assert wait_after(throttle.ACCOUNT_FREE + 5) > 20
    wrong_by(offset)
    with write_transaction() as connection:
        assert 20 < throttle.seconds_to_wait(connection, "ai", None) <= 33
    assert 40 < wait_after(1) <= 65
    wrong_by(NONE)
    with write_transaction() as connection:
        assert 40 < throttle.seconds_to_wait(connection, "ai", None) <= 65


@pytest.mark.parametrize("offset", [2 * HOUR, -2 * HOUR])
def test_a_wrong_clock_neither_kills_nor_keeps_a_code(site, user, wrong_by, offset):
    person = user("reporter")
    with transaction():
        fresh = one_time_codes.issue(one_time_codes.RESET, person.id)
        old = one_time_codes.issue(one_time_codes.SETUP)
        code = db.session.get(OneTimeCode, hashed(old))
        code.expires_at = base.utcnow() - HALF
    wrong_by(offset)
    assert one_time_codes.peek(one_time_codes.RESET, fresh).user_id == person.id
    with pytest.raises(one_time_codes.CodeGone):
        one_time_codes.peek(one_time_codes.SETUP, old)
    with transaction():
        made = one_time_codes.issue(one_time_codes.RESET, person.id)
    wrong_by(NONE)
    left = one_time_codes.peek(one_time_codes.RESET, made).expires_at - base.utcnow()
    assert HALF < left <= HOUR


@pytest.mark.parametrize("offset", [HOUR, -HOUR])
def test_a_wrong_clock_asks_nobody_for_a_password_again_nor_forgets_to(
    site, login_as, wrong_by, offset
):
    page = "/ban-lam-viec/nguoi-dung/moi"
    fresh, stale = login_as("administrator"), login_as("administrator")
    with transaction() as session:
        row = session.scalars(
            select(SessionRow).where(SessionRow.user_id == stale.user.id)
        ).one()
        then = base.utcnow() - HALF
        row.data = {**row.data, FRESH_KEY: then.timestamp()}
    wrong_by(offset)
    assert [one.get(page).status_code for one in (fresh, stale)] == [200, 302]


@pytest.mark.parametrize("offset", [2 * HOUR, -2 * HOUR])
def test_a_wrong_clock_ends_no_session(site, login_as, wrong_by, offset):
    approver = login_as("approver")
    wrong_by(offset)
    assert approver.get("/ban-lam-viec/").status_code == 200
    assert login_as("approver").get("/ban-lam-viec/").status_code == 200
