"""A plugin that freezes its whole process costs one start of a worker, and no site."""

import os
import time
from contextlib import suppress
from http.client import HTTPException

import pytest
from live import Visitor, serving
from sqlalchemy import select

from cms.accounts.models import User
from cms.extensions import db
from cms.features.notices.models import Notice
from cms.plugins.models import Failure, SuspendedHook
from cms.testing import inline
from cms.testing.databases import switch_on


# A regular expression that computes for ages and keeps the interpreter's lock.
FREEZING = """
import re
from cms import hookimpl

@hookimpl
def {hook}():
    re.match(r"(a+)+$", "a" * 64 + "b")
"""
RECOVERED_WITHIN = 45.0


@pytest.fixture
def install(tmp_path):
    """Return a function that installs a plugin with one hook; it gives the folder."""

    def installed(hook):
        folder = tmp_path / "packages"
        data = folder / "frozen_toy-1.dist-info"
        data.mkdir(parents=True)
        (folder / "frozen_toy.py").write_text(FREEZING.format(hook=hook))
        (data / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: frozen-toy\nVersion: 1\n"
        )
        (data / "entry_points.txt").write_text("[cms.plugins]\nfrozen = frozen_toy\n")
        return folder

    return installed


@pytest.mark.slow
@pytest.mark.parametrize("hook", ["render_slot", "register_jobs"])
def test_the_next_worker_suspends_it_and_answers(site, config, person, install, hook):
    name = person("administrator")
    administrator = db.session.scalar(select(User.id).where(User.username == name))
    db.session.rollback()
    folder = install(hook)
    switch_on(config, ["frozen"], (inline("frozen", None),))
    environment = {
        "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
        "CMS_DATABASE_URL": config.database_url,
        "CMS_HOOK_SECONDS": "0.2",
        "PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }
    with serving(
        config.instance, workers=1, environment=environment, quiet=False
    ) as live:
        assert status_of_home(live.port) == 200
        assert Visitor(live.port, keep=False).get("/tim-kiem?q=sen").status == 200
    rows = db.session.scalars(select(SuspendedHook)).all()
    assert [(one.plugin, one.hook, one.failures) for one in rows] == [
        ("frozen", hook, 1)
    ]
    failure = db.session.scalar(select(Failure).where(Failure.hook == hook))
    assert "frozen_toy.py" in failure.traceback
    notice = db.session.scalar(select(Notice).where(Notice.kind == "plugin_suspended"))
    assert notice.values["name"] == hook
    assert notice.user_id == administrator


def status_of_home(port):
    """Ask for the first page until it answers; return its status."""
    end = time.monotonic() + RECOVERED_WITHIN
    while time.monotonic() < end:
        with suppress(OSError, HTTPException):
            return Visitor(port, keep=False).get("/").status
        time.sleep(0.2)
    raise AssertionError("the site never answered again")
