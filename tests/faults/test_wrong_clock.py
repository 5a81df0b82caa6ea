"""What is due is decided by the database's clock: a process an hour off changes nothing."""

import datetime as dt
import sys

import pytest
from paper_site import extra_plugins, paper, plugins, site

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.publishing.schedule import expire_due, publish_due
from cms.content.spine.models import Item
from cms.database import base
from cms.database.clock import read_clock
from cms.database.transaction import transaction
from cms.extensions import db
from cms.builtin.operations import claims
from cms.jobs import enqueue


__all__ = ["extra_plugins", "paper", "plugins", "site"]
HOUR = dt.timedelta(hours=1)
HALF = dt.timedelta(minutes=30)
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


@pytest.mark.parametrize("offset", [2 * HOUR, -2 * HOUR])
def test_a_wrong_clock_ends_no_session(site, login_as, wrong_by, offset):
    approver = login_as("approver")
    wrong_by(offset)
    assert approver.get("/ban-lam-viec/").status_code == 200
    assert login_as("approver").get("/ban-lam-viec/").status_code == 200
