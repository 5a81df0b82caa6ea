"""The browser that tests of pages drive: one Chromium for a whole run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


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
