"""A hook that keeps failing is put out of use everywhere until somebody decides."""

import pytest
import toy_bulletins
from sqlalchemy import func, select

from cms.audit.models import AuditEntry
from cms.extensions import db
from cms.features.notices.models import Notice
from cms.plugins.breaker import FAILURE_LIMIT
from cms.plugins.models import SiteState, SuspendedHook
from cms.settings.values import save_settings
from cms.testing import inline
from cms.testing.hostile import raising


PAGE = "/ban-lam-viec/plugin/bad"
calls = []


@pytest.fixture
def extra_plugins():
    calls.clear()
    module = raising("render_slot", ValueError("the slot is broken"))

    def render_slot():
        calls.append(1)
        raise ValueError("the slot is broken")

    module.render_slot = toy_bulletins.hookimpl(render_slot)
    return (inline("bad", module), inline("bulletins", toy_bulletins))


pytestmark = pytest.mark.plugins("bad", "bulletins")


def fail_until_suspended(client):
    for _ in range(FAILURE_LIMIT):
        assert client.get("/").status_code == 200


def suspended():
    db.session.rollback()
    return db.session.scalars(select(SuspendedHook.hook)).all()


def test_it_is_called_as_often_as_the_limit_says_and_no_more(site, client):
    fail_until_suspended(client)
    called = len(calls)
    assert called >= FAILURE_LIMIT
    client.get("/")
    assert len(calls) == called
    assert suspended() == ["render_slot"]


def test_the_limit_is_a_setting(site, client):
    from cms.accounts.permissions import SYSTEM

    save_settings(SYSTEM, "", {**dict(site.settings[""]), "hook_failures": 1})
    made = site.try_with(["bad"])
    made.app.test_client().get("/")
    assert len(calls) == 1
    assert suspended() == ["render_slot"]
    made.close()


def test_every_other_worker_learns_of_it(served, other_worker, client):
    from werkzeug.test import Client

    here, there = Client(served), Client(other_worker)
    for _ in range(FAILURE_LIMIT):
        here.get("/", buffered=True)
    called = len(calls)
    there.set_cookie("session", "somebody")  # who is logged in waits for the newest
    there.get("/", buffered=True)
    assert len(calls) == called


def test_those_who_manage_plugins_are_told_with_the_traceback(client, login_as, user):
    manager, writer = user("administrator"), user("reporter")
    fail_until_suspended(client)
    notices = db.session.scalars(
        select(Notice).where(Notice.kind == "plugin_suspended")
    )
    assert {one.user_id for one in notices} == {manager.id}
    assert writer.id != manager.id
    browser = login_as(manager)
    assert "the slot is broken" in browser.get("/ban-lam-viec/tin-nhan/").text
    number = db.session.scalar(select(Notice.id))
    answer = browser.post(f"/ban-lam-viec/tin-nhan/{number}/mo")
    assert answer.headers["Location"].endswith(PAGE)
    page = browser.get(PAGE).text
    assert "Traceback" in page
    assert "render_slot" in page
    assert "/tiep-tuc" in page
    assert "/tat" in page


def test_resuming_calls_it_again_and_is_logged(site, client, login_as):
    fail_until_suspended(client)
    before = db.session.scalar(select(SiteState.generation))
    browser = login_as("administrator")
    assert browser.post(f"{PAGE}/tiep-tuc").status_code == 303
    assert suspended() == []
    assert db.session.scalar(select(SiteState.generation)) == before + 1
    logged = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert logged[-2:] == ["plugin.suspend", "plugin.resume"]
    assert browser.post(f"{PAGE}/tiep-tuc").status_code == 404
    called = len(calls)
    made = site.try_with(["bad"])
    made.app.test_client().get("/")
    assert len(calls) > called
    made.close()


def test_turning_it_off_forgets_the_suspension(client, login_as):
    fail_until_suspended(client)
    assert login_as("administrator").post(f"{PAGE}/tat").status_code == 303
    assert suspended() == []


def test_only_who_manages_plugins_resumes(client, login_as):
    fail_until_suspended(client)
    assert login_as("approver").post(f"{PAGE}/tiep-tuc").status_code == 403
    assert suspended() == ["render_slot"]


def test_two_workers_suspend_it_once(site, client):
    made = site.try_with(["bad"])
    for _ in range(FAILURE_LIMIT):
        client.get("/")
        made.app.test_client().get("/")
    made.close()
    assert suspended() == ["render_slot"]
    count = select(func.count()).where(AuditEntry.action == "plugin.suspend")
    assert db.session.scalar(count) == 1
