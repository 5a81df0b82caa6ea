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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--poison`` (bad values in every form), ``--interleavings``, ``--kills``."""
    parser.addoption(
        "--poison", choices=("each", "all"), default="each", help="see tests/inputs"
    )
    parser.addoption(
        "--interleavings", type=int, default=200, help="steps of the page cache's test"
    )
    parser.addoption(
        "--kills", type=int, default=1, help="how often each work of the site is killed"
    )


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The program of the browser: ``$CMS_CHROMIUM``, else the one on the path."""
    found = (shutil.which(name) for name in ("chromium-headless-shell", "chromium"))
    path = os.environ.get("CMS_CHROMIUM") or next(filter(None, found), None)
    assert path, "No Chromium was found; ./test installs one or says what to do."
    return path


@pytest.fixture(scope="session")
def chromium(browser_path: str) -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=list(FLAGS)
        )
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
