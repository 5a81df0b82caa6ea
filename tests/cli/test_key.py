"""A new key: it signs at once in every worker, old ones are read, sessions are dead."""

import os
import random
import secrets
import sqlite3
import stat
from contextlib import closing

import pyotp
import pytest
from killing import in_child
from sqlalchemy import func, select, text

from cms.accounts.challenge import make_target, read_target
from cms.accounts.models import SessionRow
from cms.builtin.keys import rotation as key_rotation
from cms.builtin.keys.sealed import unseal
from cms.builtin.operations.worker import Worker
from cms.cli.context import Instance
from cms.cli.key import rotate as rotate_command
from cms.cli.worker import builds_of
from cms.config import SECRET_FILE, Config, read_secrets
from cms.contributions import Job
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.extensions import db
from cms.features.second_factor import service, totp
from cms.features.second_factor.models import AuthenticatorApp
from cms.hookspecs import hookimpl
from cms.jobs import enqueue
from cms.site import Site
from cms.testing import inline
from cms.testing.browser import Browser
from cms.testing.databases import switch_on
from cms.testing.people import logged_in, make_user
from cms.views import signing_keys


pytestmark = pytest.mark.one_database
MINE = "/ban-lam-viec/tai-khoan"


@pytest.fixture
def config(config):
    """An instance whose key lies in its file."""
    secret = config.secret_key.get_secret_value()
    (config.instance / SECRET_FILE).write_text(secret + "\n")
    return config


@pytest.fixture
def served(config):
    """The site, with a person who is logged in and has an app on the telephone."""
    whole = Site(config)
    yield whole
    whole.close()


def test_a_new_key_signs_everywhere_and_ends_what_the_old_one_had_opened(
    config, served, cms, monkeypatch
):
    app = served.current().app
    with app.app_context(), app.test_request_context():
        someone = make_user("administrator")
        enrolment = totp.new_enrolment(someone)
        secret = enrolment.secret
        service.turn_on(someone, enrolment, pyotp.TOTP(secret).at(utcnow()))
        user_id = someone.id
        link = make_target("accounts.forgotten", {}, {})
        browser = logged_in(app, someone)
        assert browser.get(MINE).status_code == 200
        before = db.session.execute(text("SELECT secret FROM authenticator_apps"))
        sealed = before.scalar_one()
        db.session.rollback()

    monkeypatch.setenv("CMS_INSTANCE", str(config.instance))
    said = cms("--instance", str(config.instance), "key", "rotate")
    assert said.returncode == 0, said.stderr
    assert "1 secrets were sealed anew" in said.stdout

    new, old = read_secrets(config.instance)
    assert old == config.secret_key.get_secret_value()
    mode = stat.S_IMODE((config.instance / SECRET_FILE).stat().st_mode)
    assert mode == 0o600
    renewed = served.current().app
    assert renewed.config["SECRET_KEY"] == new
    with renewed.app_context(), renewed.test_request_context():
        thief = Browser(renewed)
        for cookie in browser._cookies.values():
            thief.set_cookie(cookie.key, cookie.value)
        assert thief.get(MINE).status_code == 302
        assert db.session.scalar(db.select(SessionRow.id)) is None
        assert read_target(link) is not None
        assert db.session.get(AuthenticatorApp, user_id).secret == secret
        after = db.session.execute(text("SELECT secret FROM authenticator_apps"))
        fresh = after.scalar_one()
        assert unseal(fresh, "authenticator_apps.secret", [new]) == secret
        assert fresh != sealed
        db.session.rollback()

    assert cms("--instance", str(config.instance), "key", "forget-old").returncode == 0
    assert read_secrets(config.instance) == [new]
    assert Config.load(config.instance).old_secret_keys == ()


class Probe:
    """A plugin whose job notes the keys that it finds."""

    def __init__(self):
        self.seen = []

    @hookimpl
    def register_jobs(self):
        return [Job("probe.keys", lambda: self.seen.append(signing_keys()))]


def test_a_job_worker_follows_without_a_restart(config, cms, monkeypatch):
    probe = Probe()
    extra = (inline("probe", probe),)
    switch_on(config, ["probe"], extra)
    whole = Site(config, extra_plugins=extra)
    worker = Worker(builds_of(whole), config.instance / "queue.db")

    def run_job():
        with whole.current(wait=False).app.app_context(), transaction():
            identity = enqueue("probe.keys")
        worker.execute(identity)
        return probe.seen.pop()

    def shell(*arguments):
        said = cms("--instance", str(config.instance), "key", *arguments)
        assert said.returncode == 0, said.stderr

    monkeypatch.setenv("CMS_INSTANCE", str(config.instance))
    (old,) = run_job()
    shell("rotate")
    assert run_job() == [old, read_secrets(config.instance)[0]]
    shell("forget-old")
    assert run_job() == read_secrets(config.instance)
    whole.close()


def test_a_few_old_keys_are_kept(config):
    for _ in range(4):
        key_rotation.add_key(Config.load(config.instance))
    assert len(read_secrets(config.instance)) == 1 + key_rotation.KEPT


def test_a_key_from_elsewhere_is_not_replaced(config):
    other = config.model_copy(
        update={
            "secret_key": type(config.secret_key)("another-0123456789-abcdefghijklmn")
        }
    )
    with pytest.raises(CmsError, match="CMS_OLD_SECRET_KEYS"):
        key_rotation.add_key(other)
    assert other.with_current_keys() is other


def test_old_keys_may_come_from_the_environment(config, monkeypatch):
    monkeypatch.setenv("CMS_SECRET_KEY", "new-0123456789-abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setenv("CMS_OLD_SECRET_KEYS", "one-key, other-key")
    loaded = Config.load(config.instance)
    assert [one.get_secret_value() for one in loaded.old_secret_keys] == [
        "one-key",
        "other-key",
    ]


class Killed(BaseException):
    """Stands for the end of the process."""


def test_killed_rotations_do_not_lose_what_is_sealed(config, served, monkeypatch):
    """Each had written its key into the file, and died before it sealed with it."""
    app = served.current().app
    with app.app_context():
        someone = make_user("administrator")
        enrolment = totp.new_enrolment(someone)
        service.turn_on(someone, enrolment, pyotp.TOTP(enrolment.secret).at(utcnow()))
        db.session.remove()

    def rotate():
        instance = Instance(config.instance, debug=False)
        rotate_command.main([], obj=instance, standalone_mode=False)

    def killed():
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(key_rotation, "apply_key", killed)
        for _time in range(key_rotation.KEPT + 1):
            with pytest.raises(Killed):
                rotate()
    rotate()
    with app.app_context():
        sealed = db.session.scalar(text("SELECT secret FROM authenticator_apps"))
        db.session.remove()
    keys = read_secrets(config.instance)
    assert unseal(sealed, "authenticator_apps.secret", keys) == enrolment.secret


@pytest.mark.slow
def test_rotations_killed_at_any_moment_leave_a_key_for_what_is_sealed(
    config, served, request
):
    app = served.current().app
    with app.app_context():
        someone = make_user("administrator")
        enrolment = totp.new_enrolment(someone)
        service.turn_on(someone, enrolment, pyotp.TOTP(enrolment.secret).at(utcnow()))
        db.session.remove()
        db.engine.dispose()

    def rotate():
        instance = Instance(config.instance, debug=False)
        rotate_command.main([], obj=instance, standalone_mode=False)

    def read_secret():
        with closing(sqlite3.connect(config.url.database)) as connection:
            rows = connection.execute("SELECT secret FROM authenticator_apps")
            ((sealed,),) = rows.fetchall()
        keys = read_secrets(config.instance)
        return unseal(sealed, "authenticator_apps.secret", keys)

    seed = int(os.environ.get("CMS_FAULT_SEED", "0")) or secrets.randbelow(1 << 30)
    chance, killed = random.Random(seed), 0  # noqa: S311 - not a secret
    done = in_child(rotate)
    for moment in done.moments(chance, 4 * request.config.getoption("--kills")):
        killed += in_child(rotate, moment) is None
        assert read_secret() == enrolment.secret, f"CMS_FAULT_SEED={seed}"
    assert killed
    in_child(rotate)
    assert read_secret() == enrolment.secret
    with app.app_context():
        assert db.session.scalar(select(func.count(SessionRow.id))) == 0
