"""A whole site for journeys: made by the commands, served by them, seen in Chromium."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_rules
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from ports import free_port


# A page may take its time while other tests keep both processors busy.
expect.set_options(timeout=10_000)

PASSWORDS = "passwords.json"
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
WATCH = """
window.violations = []
addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
})
"""


def command(instance: Path, *words: str) -> str:
    """Run ``cms`` for an instance and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "cms", "--instance", str(instance), *words],
        capture_output=True,
        text=True,
        timeout=180,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass
class LiveSite:
    """A served instance: where it answers, its set-up code, its folder."""

    instance: Path
    url: str
    code: str = ""
    passwords: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> str:
        return command(self.instance, *words)

    def add_user(self, role: str) -> tuple[str, str]:
        """Make an account with a role; return its name and password."""
        printed = self.command(
            "user", "add", role, "--name", f"Thử {role}", "--role", role
        )
        password = re.search(r"(?i)password:\s*(\S+)", printed)
        assert password, printed
        self.passwords[role] = password[1]
        return role, password[1]


@contextmanager
def serving(instance: Path, *, workers: int = 1) -> Iterator[str]:
    """Serve an instance as an operator would; yield the address."""
    port = free_port()
    log = instance / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cms",
                "--instance",
                str(instance),
                "serve",
                "--port",
                str(port),
                "--workers",
                str(workers),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "CMS_BASE_URL": f"http://127.0.0.1:{port}"},
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[Any], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"no answer from {url}\n{log.read_text()}")


@pytest.fixture(scope="session")
def demo_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with the demonstration and an account for each role; copy it.

    Made once for all processes of the run: the second to come waits for the first.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    folder = shared / "demo" / "instance"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / PASSWORDS).exists():
            make_demo(folder)
    return folder


def make_demo(folder: Path) -> None:
    command(folder, "init")
    command(folder, "demo")
    site = LiveSite(folder, "")
    for role in ("administrator", "approver", "reporter"):
        site.add_user(role)
    make_renditions(folder)
    (folder / PASSWORDS).write_text(json.dumps(site.passwords))


def make_renditions(folder: Path) -> None:
    """Let a worker make the sizes of all photos, so that no copy of the site needs to."""
    waiting = (
        "SELECT count(*) FROM jobs WHERE name = 'core.renditions' AND state != 'done'"
    )
    words = [sys.executable, "-m", "cms", "--instance", str(folder), "worker"]
    with (
        closing(sqlite3.connect(folder / "site.db", timeout=30)) as database,
        subprocess.Popen(words) as worker,
    ):
        while database.execute(waiting).fetchone()[0]:
            assert worker.poll() is None
            time.sleep(0.2)
        worker.terminate()


@pytest.fixture(scope="module")
def demo_site(
    demo_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveSite]:
    """The demonstration, served, with an account for each role."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    shutil.copytree(demo_instance, folder)
    passwords = json.loads((folder / PASSWORDS).read_text())
    with serving(folder) as url:
        yield LiveSite(folder, url, passwords=passwords)


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site as ``cms init`` leaves it, with all plugins on and no account."""
    folder = tmp_path_factory.mktemp("new") / "instance"
    printed = command(folder, "init")
    code = re.search(r"code\s+(\S+)", printed)
    assert code, printed
    command(
        folder,
        "plugin",
        "enable",
        "directory",
        "news",
        "conferences",
        "inspections",
        "reports",
    )
    with serving(folder) as url:
        yield LiveSite(folder, url, code[1])


@pytest.fixture
def person(chromium: Browser) -> Iterator[Any]:
    """Return a function that opens a browser of somebody, watched for complaints."""
    contexts: list[BrowserContext] = []

    def open_browser(
        url: str, *, width: int = 1280, lang: str = "vi", **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=url,
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.add_cookies([{"name": "lang", "value": lang, "url": url}])
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_browser
    for context in contexts:
        context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/dang-nhap")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/ban-lam-viec/**")


@pytest.fixture
def enter(person: Any) -> Any:
    """Return a function that logs a role of a site in and gives its page."""

    def go_in(site: LiveSite, role: str, **options: Any) -> Page:
        page = person(site.url, **options)
        log_in(page, role, site.passwords[role])
        return page

    return go_in


@pytest.fixture(scope="session")
def axe() -> Any:
    """Return a function that lists what axe finds wrong with a page, by some rules."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, rules: Sequence[str] = axe_rules.ALL) -> list[str]:
        page.evaluate(source)
        result = page.evaluate(
            "rules => axe.run({resultTypes: ['violations'], runOnly: rules})",
            list(rules),
        )
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
            for one in result["violations"]
            for node in one["nodes"]
        ]

    return check
