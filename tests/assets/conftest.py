"""A Chromium, a strict little site, and pages that fail their test when they complain."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from in_process import serving
from playwright.sync_api import Browser, BrowserContext, Page


HERE = Path(__file__).parent
AXE = HERE.parent / "vendor" / "axe.min.js"
WATCH = """
window.violations = []
addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
})
"""


def _bench() -> Any:
    """Load the site beside this file, whatever the import mode."""
    name = "frontend_bench"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "bench.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, Any]]:
    bench = _bench()
    desk = bench.Desk()
    with serving(bench.make_app(desk)) as address:
        yield address, desk


@pytest.fixture
def desk(served: tuple[str, Any]) -> Any:
    desk = served[1]
    desk.forget()
    return desk


@pytest.fixture
def context(chromium: Browser, served: tuple[str, Any]) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=served[0],
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(10_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, desk: Any) -> Iterator[Page]:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.wait_for_load_state()
    assert page.evaluate("window.violations || []") == []
    assert complaints == []


@pytest.fixture
def form(page: Page) -> Page:
    """The page with every element, ready to be used."""
    page.goto("/form")
    page.wait_for_selector(".editor-text")
    return page


@pytest.fixture
def axe() -> Any:
    """Return the problems that axe finds on a page, WCAG 2.2 A and AA."""

    def check(page: Page) -> list[str]:
        # Through the debugger, which the page's policy does not concern.
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found = page.evaluate(
            """async () => (await axe.run(document, {resultTypes: ['violations'],
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations
            .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`))"""
        )
        return list(found)

    return check
