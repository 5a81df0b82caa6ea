"""A site served by ``cms serve``, and visitors that speak HTTP to it like browsers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from ports import free_port


PASSWORD = "một-mật-khẩu-dài-để-thử"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers, the text."""

    status: int
    headers: Mapping[str, str]
    text: str


class Visitor:
    """One person's browser: keeps cookies, and its connection while it can."""

    def __init__(self, port: int, *, keep: bool = True) -> None:
        self.port, self.keep = port, keep
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        self._connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def submit(self, page: str, path: str, **changed: str) -> Answer:
        """Open ``page`` and send its form to ``path``, with values changed."""
        return self.submit_page(self.get(page), path, **changed)

    def submit_page(self, page: Answer, path: str, **changed: str) -> Answer:
        """Send the form of a page that is open already."""
        return self.post(path, fields_of(page.text, path, changed))

    def log_in(self, username: str, password: str) -> None:
        answer = self.submit(
            "/dang-nhap", "/dang-nhap", username=username, password=password
        )
        assert answer.status == 303, answer.text

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Cookie": cookies, **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except OSError:
            self.close()
            raise
        for value in response.headers.get_all("Set-Cookie") or ():
            cookie: SimpleCookie = SimpleCookie(value)
            self.cookies |= {name: one.value for name, one in cookie.items()}
        if not self.keep or response.will_close:
            self.close()
        return Answer(response.status, dict(response.headers), text)


class _Forms(HTMLParser):
    """Collects what a browser would send for each form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self._form: list[tuple[str, str]] = []
        self._name: str | None = None
        self._text = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(urlsplit(at.get("action", "")).path, [])
        elif tag == "input" and at.get("name") and "disabled" not in at:
            kind = at.get("type", "text")
            if kind not in ("submit", "button", "file") and (
                kind not in ("checkbox", "radio") or "checked" in at
            ):
                default = "on" if kind == "checkbox" else ""
                self._form.append((at["name"], at.get("value", default)))
        elif tag in ("textarea", "select"):
            self._name, self._text, self._options = at.get("name"), "", []
        elif tag == "option":
            self._options.append((at.get("value", ""), "selected" in at))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = []
        elif tag == "textarea" and self._name:
            self._form.append((self._name, self._text.removeprefix("\n")))
        elif tag == "select" and self._name and self._options:
            chosen = [value for value, selected in self._options if selected]
            self._form.append((self._name, (chosen or [self._options[0][0]])[0]))


def fields_of(
    page: str, action: str, changed: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the fields of a page's form that goes to ``action``, some changed."""
    parser = _Forms()
    parser.feed(page)
    assert action in parser.forms, (action, list(parser.forms), page[:2000])
    kept = [pair for pair in parser.forms[action] if pair[0] not in changed]
    return [*kept, *changed.items()]


@dataclass
class Live:
    """A served site: its port, and the process that the operator started."""

    port: int
    process: subprocess.Popen[Any] = field(repr=False)

    def visitor(self, *, keep: bool = True) -> Visitor:
        return Visitor(self.port, keep=keep)

    def processes(self) -> dict[int, str]:
        """Return all processes below the operator's, with their start times."""
        parents: dict[int, int] = {}
        started: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rpartition(") ")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            parents[int(folder.name)] = int(stat[1])
            started[int(folder.name)] = stat[19]
        below = {self.process.pid}
        while more := {pid for pid, up in parents.items() if up in below} - below:
            below |= more
        return {pid: started[pid] for pid in below}

    def open_files(self, name: str) -> int:
        """Return how often the processes have a file of this name open."""
        count = 0
        for pid in self.processes():
            for link in Path(f"/proc/{pid}/fd").glob("*"):
                try:
                    count += link.readlink().name == name
                except FileNotFoundError:
                    continue  # closed meanwhile
        return count


@contextmanager
def serving(
    instance: Path,
    *,
    workers: int,
    environment: Mapping[str, str],
    quiet: bool = True,
    port: int | None = None,
) -> Iterator[Live]:
    """Serve an instance as an operator would, until the block ends.

    Its log must have no error when it is to be ``quiet``.
    """
    port = port or free_port()
    log = instance / "serve.log"
    command = [sys.executable, "-m", "cms", "--instance", str(instance), "serve"]
    command += ["--port", str(port), "--workers", str(workers)]
    with log.open("a") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
        try:
            _wait(port, process, log)
            yield Live(port, process)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=60)
    complaints = re.findall(r"(?m)^.*(?:Traceback|ERROR|CRITICAL).*$", log.read_text())
    assert not (quiet and complaints), log.read_text()


def _wait(port: int, process: subprocess.Popen[Any], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with suppress(OSError):  # it does not listen yet
            if Visitor(port, keep=False).get("/").status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())
