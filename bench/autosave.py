"""Measure the autosave of eight people at once, beside a bare request on the same server."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from server import granian

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.builtin.accounts.passwords import hash_password
from cms.config import Config
from cms.content import service
from cms.database.transaction import transaction
from cms.richtext import from_text
from cms.testing.databases import migrated, switch_on
from cms.testing.people import make_user


sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from live import Visitor, fields_of


EDITORS = 8
WORKERS = 2
# People stop for a moment before the page saves; pages ask every second and a half.
PAUSE = 1.5
SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
PASSWORD = "only-for-measuring-0123456789"
WORDS = "Ủy ban Kiểm tra kết luận việc thực hiện quy chế làm việc. " * 40
FIELDS = (
    "title",
    "summary",
    "body",
    "author",
    "source",
    "event_date",
    "slug",
    "tags",
)
TEXTS = re.compile(r'(?s)class="editor-json" data-name="(\w+)"[^>]*>(.*?)</textarea>')
Times = list[float]


class Editor:
    """One person with an article open: saves it again and again as the page does."""

    def __init__(self, port: int, name: str, item_id: int, field: str) -> None:
        self.address = f"/ban-lam-viec/sua/{item_id}"
        self.field, self.times, self.asked = field, [], []
        visitor = Visitor(port, keep=False)
        visitor.log_in(name, PASSWORD)
        page = visitor.get(self.address).text
        self.form = dict(fields_of(page, self.address, {}))
        # The editor's document takes the place of the plain text under it.
        for name, document in TEXTS.findall(page):
            self.form[name] = unescape(document)
            del self.form[f"{name}__text"]
        token = re.search(r'name="csrf-token" content="([^"]*)"', page)
        self.headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in visitor.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{port}",
            "X-CSRFToken": unescape(token[1]) if token else "",
            "X-Autosave": "1",
            "Accept": "application/json",
        }
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def _post(self, address: str, fields: dict[str, str]) -> tuple[int, dict]:
        self.connection.request("POST", address, urlencode(fields), self.headers)
        response = self.connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")

    def save(self, number: int) -> None:
        """Type something new into the own field and let it be saved."""
        self.form[self.field] = {
            "event_date": f"2026-11-{1 + number % 28:02}",
            "body": json.dumps(from_text(f"{WORDS} Chữ {number}")),
        }.get(self.field, f"Chữ {number}")
        began = time.perf_counter()
        status, answer = self._post(self.address, self.form)
        self.times.append(time.perf_counter() - began)
        if status != 200:
            raise SystemExit(f"autosave: {status} {answer}")
        kept = json.loads(self.form["base"])
        merged = {one["name"] for one in answer["merged"]}
        fresh = {k: v for k, v in answer["base"].items() if k not in merged}
        self.form["base"] = json.dumps({**kept, **fresh})
        self.form["version"] = str(answer["version"])

    def ask(self, _number: int) -> None:
        """Say that the page is open, and learn who else is there."""
        began = time.perf_counter()
        fields = {"token": f"bench-{self.field}", "field": self.field}
        status, answer = self._post(f"{self.address}/hien-dien", fields)
        self.asked.append(time.perf_counter() - began)
        if status != 200:
            raise SystemExit(f"presence: {status} {answer}")


def prepare(config: Config) -> tuple[list[str], list[int]]:
    """Make eight people and nine articles; return their names and ids."""
    made = build(config)
    with made.app.app_context():
        people = [make_user("approver") for _ in range(EDITORS)]
        with transaction():
            for person in people:
                person.password_hash = hash_password(PASSWORD)
        names = [person.username for person in people]
        body = from_text(WORDS)
        items = [
            service.create(
                SYSTEM, "news.article", {"title": f"Bài đo {n}", "body": body}
            ).id
            for n in range(EDITORS + 1)
        ]
    made.close()
    return names, items


def together(
    editors: list[Editor],
    act: Callable[[Editor, int], None],
    seconds: float,
    pause: float = PAUSE,
) -> None:
    """Let every editor act, with pauses, in a thread of its own until the time is over."""
    end = time.perf_counter() + seconds

    def work(editor: Editor) -> None:
        number = 0
        editor.connection.close()  # it opens anew: the server lets idle ones go
        while not number or time.perf_counter() < end:
            act(editor, number)
            number += 1
            time.sleep(pause)

    with ThreadPoolExecutor(len(editors)) as pool:
        list(pool.map(work, editors))


def bare_times(folder: Path, workers: int, seconds: float) -> Times:
    """Return the times of as many people asking an application that only answers."""
    body = folder / "bare-autosave"
    body.write_bytes(b" " * 1200)
    with granian("bare:application", workers, {"BENCH_BODY": str(body)}) as server:

        def work(_number: int) -> Times:
            own: Times = []
            connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                began = time.perf_counter()
                connection.request("GET", "/")
                connection.getresponse().read()
                own.append(time.perf_counter() - began)
            return own

        with ThreadPoolExecutor(EDITORS) as pool:
            times = list(pool.map(work, range(EDITORS)))
    return [one for own in times for one in own]


def main() -> None:
    """Make an instance, serve it, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, metavar="S")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        instance = Path(name) / "instance"
        instance.mkdir()
        config = Config.load(instance, secret_key=SECRET)
        migrated(config)
        switch_on(config, ["news"], ())
        environment = {"CMS_INSTANCE": str(instance), "CMS_SECRET_KEY": SECRET}
        measure(config, environment, WORKERS, options.seconds)


def measure(
    config: Config, environment: dict[str, str], workers: int, seconds: float
) -> None:
    """Print median and 95th percentile of autosaves and visits, and their ratios."""
    names, items = prepare(config)
    with granian("cms.wsgi:site", workers, environment, factory=True) as site:
        apart = [
            Editor(site.port, name, item, "summary")
            for name, item in zip(names, items, strict=False)
        ]
        same = [
            Editor(site.port, name, items[-1], field)
            for name, field in zip(names, FIELDS, strict=True)
        ]
        alone = Editor(site.port, names[0], items[0], "summary")
        together([alone], Editor.save, seconds)
        apart[0] = alone
        one = alone.times[:]
        alone.times.clear()
        together(apart, Editor.save, seconds)
        together(same, Editor.save, seconds)
        together(same, Editor.ask, seconds)
        unpaused = [
            Editor(site.port, names[n], items[n], "title") for n in range(EDITORS)
        ]
        together(unpaused, Editor.save, seconds, pause=0)
    bare = bare_times(config.instance, workers, seconds)
    print(
        "\n| autosave | median ms | p95 ms | bare median ms | bare p95 ms | ratio of medians |"
    )
    print("| --- |" + " ---: |" * 5)
    show("one editor alone", one, bare)
    show("8 editors, 8 articles", [t for e in apart for t in e.times], bare)
    show("8 editors, one article, 8 fields", [t for e in same for t in e.times], bare)
    hurried = [t for e in unpaused for t in e.times]
    show("8 editors without a pause", hurried, bare)
    show("8 open pages ask who is here", [t for e in same for t in e.asked], bare)


def show(row: str, times: Times, bare: Times) -> None:
    ours, p95 = at(times, 0.5), at(times, 0.95)
    print(
        f"| {row} | {ours:.2f} | {p95:.2f} | {at(bare, 0.5):.2f} | {at(bare, 0.95):.2f}"
        f" | {ours / at(bare, 0.5):.0f} |",
        flush=True,
    )


def at(times: Times, share: float) -> float:
    """Return a percentile in milliseconds."""
    return 1000 * sorted(times)[int(len(times) * share)]


if __name__ == "__main__":
    main()
