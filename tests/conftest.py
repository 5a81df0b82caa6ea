"""What tests of several rooms share: one Chromium, and databases of both kinds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from cms.testing.postgres import database, server


FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium: ``$CMS_CHROMIUM``, else the one on the path."""
    path = os.environ.get("CMS_CHROMIUM") or shutil.which("chromium")
    assert path, "No Chromium was found; ./test installs one or says what to do."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql():
    """The address of a running PostgreSQL."""
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'site.db'}"
        return
    with database(request.getfixturevalue("postgresql")) as url:
        yield url.render_as_string(hide_password=False)
