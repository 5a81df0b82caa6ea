"""Broken plugins are enabled from the desk and the shell under readers: nobody notices.

A few in every run; all of them with ``CMS_ALL_BROKEN_PLUGINS=1``, on four workers.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from broken_plugins import ALL, NAMES
from live import PASSWORD, serving
from sqlalchemy import select

from cms.extensions import db
from cms.plugins.models import PluginState
from cms.testing import inline
from cms.testing.databases import switch_on


EVERY = os.environ.get("CMS_ALL_BROKEN_PLUGINS") == "1"
SAMPLE = ("crashes", "slot_raises", "news_list")
CHOSEN = [one for one in ALL if EVERY or one.name in SAMPLE]
READ = ["/", "/tin-tuc", "/tim-kiem?q=kiem+tra", "/sitemap.xml"]
# Forced on in the database, as by a restart after an unlucky upgrade.
FORCED = ("loose", "raises", "listening")


@pytest.fixture
def environment(config, tmp_path):
    """The environment of an operator who has installed all of them."""
    folder = tmp_path / "packages"
    for one in ALL:
        if one in CHOSEN or one.name in FORCED:
            one.install(folder)
    inherited = os.environ.get("PYTHONPATH", "")
    return {
        "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
        "CMS_DATABASE_URL": config.database_url,
        "CMS_HOOK_SECONDS": "0.5",
        "PYTHONPATH": f"{folder}{os.pathsep}{inherited}",
    }


@pytest.fixture
def cms(config, environment):
    """Return a function that runs a command and gives its status and what it says."""

    def run(*arguments):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "cms",
                "--instance",
                str(config.instance),
                *arguments,
            ],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


class Readers:
    """Two people who read while the block runs; ``seen`` counts what they got."""

    def __init__(self, live):
        self.seen: Counter[int | str] = Counter()
        self._live, self._stop = live, threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(2)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def _read(self):
        number = 0
        while not self._stop.is_set():
            number += 1
            try:
                visitor = self._live.visitor(keep=False)
                self.seen[visitor.get(READ[number % len(READ)]).status] += 1
            except OSError as error:
                self.seen[type(error).__name__] += 1
            time.sleep(0.05)

    def __exit__(self, *_error):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def enable(one, visitor, cms, *, on_desk):
    """Try to enable a plugin; return what the administrator is told."""
    name = one.entry or one.name
    if not on_desk or one in NAMES:
        status, said = cms("plugin", "enable", name)
        assert status == 1, (name, said)
        return said
    page = f"/ban-lam-viec/plugin/{name}"
    answer = visitor.submit(page, f"{page}/bat")
    assert answer.status == 303, (name, answer.text)
    return html.unescape(visitor.get(page).text)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.plugins("news")
def test_none_costs_a_reader_anything_and_each_is_refused_with_its_reason(
    site, config, person, environment, cms
):
    name = person("administrator")
    db.session.rollback()
    before = set(db.session.scalars(select(PluginState.name)))
    db.session.rollback()
    cms("db", "upgrade")
    with serving(
        config.instance,
        workers=4 if EVERY else 1,
        environment=environment,
        quiet=False,
    ) as live:
        visitor = live.visitor(keep=False)
        visitor.log_in(name, PASSWORD)
        with Readers(live) as readers:
            for number, one in enumerate(CHOSEN):
                said = enable(one, visitor, cms, on_desk=number % 2 == 0)
                assert re.search(one.reason, said), (one.name, said[-2000:])
                assert (one.entry or one.name) in said
    assert set(readers.seen) == {200}, readers.seen
    assert readers.seen[200] > 10 * len(CHOSEN)
    assert set(db.session.scalars(select(PluginState.name))) == before
    db.session.rollback()
    switch_on(config, FORCED, [inline(one, None) for one in FORCED])
    with serving(
        config.instance, workers=1, environment=environment, quiet=False
    ) as live:
        for page in READ:
            assert live.visitor(keep=False).get(page).status == 200
    status, said = cms("doctor")
    assert status == 1
    for one in ("loose", "raises"):
        assert f"Plugin '{one}' is left out" in said
        assert cms("plugin", "disable", one)[0] == 0
