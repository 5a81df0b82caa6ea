"""Measure how much dearer each page is the more there is, and nothing kept.

Each page is asked again and again in this process, without the cache; the figure is
processor time, of which other work on the machine takes little away.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from articles import PHRASE
from filling import deep, fill

from cms.build import build
from cms.config import Config
from cms.testing.browser import Browser
from cms.testing.databases import migrated, switch_on
from cms.testing.people import logged_in, make_user


SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
DEEP = 10
TIMES = 40
Figures = dict[str, float]


def main() -> None:
    """Fill one database after the other, ask each page, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--items", type=int, nargs="+", default=[1_000, 10_000, 100_000]
    )
    parser.add_argument("--database", default="", metavar="URL", help="an empty one")
    options = parser.parse_args()
    if options.database and len(options.items) > 1:
        parser.error("one database holds one number of items")
    found = [measure(count, options.database) for count in options.items]
    print(
        "| page |" + "".join(f" {count} ms |" for count in options.items) + " ratio |"
    )
    print("| --- |" + " ---: |" * (len(options.items) + 1))
    for name in found[0]:
        figures = [one[name] for one in found]
        cells = "".join(f" {figure:.2f} |" for figure in figures)
        print(f"| {name} |{cells} {figures[-1] / figures[0]:.2f} |")


def measure(count: int, database: str) -> Figures:
    """Return the milliseconds of each page with ``count`` items."""
    with tempfile.TemporaryDirectory() as name:
        instance = Path(name) / "instance"
        instance.mkdir()
        given = {"database_url": database} if database else {}
        config = Config.load(instance, secret_key=SECRET, **given)
        migrated(config)
        switch_on(config, ["news"], ())
        made = build(config)
        with made.app.app_context():
            fill(count)
            staff = logged_in(made.app, make_user("administrator"))
        reader = Browser(made.app)
        figures = {
            row: ask(browser, path)
            for row, browser, path in addresses(reader, staff, count)
        }
        made.close()
    return figures


def addresses(
    reader: Browser, staff: Browser, count: int
) -> Iterator[tuple[str, Browser, str]]:
    """Yield what is measured, who asks, and the address."""
    news = reader.get("/tin-tuc").text
    first = re.findall(r'href="(/tin-tuc/tin-[0-9]+)"', news)[0]
    words = quote(f'"{PHRASE}"')
    yield "home", reader, "/"
    yield "article, the newest", reader, first
    yield "list", reader, "/tin-tuc"
    yield f"list, page {DEEP}", reader, deep(reader, "/tin-tuc", DEEP)
    yield "list of a year", reader, "/tin-tuc?nam=2020"
    yield "section", reader, "/chuyen-muc/kiem-tra"
    yield "archive", reader, "/luu-tru"
    yield "archive, a year", reader, "/luu-tru/2020"
    yield "archive, a month", reader, "/luu-tru/2020/5"
    yield "feed", reader, "/feed.atom"
    yield "feed of a type", reader, "/tin-tuc/feed.atom"
    yield "site map", reader, "/sitemap.xml"
    yield "site map, a page", reader, "/sitemap-1.xml"
    yield "search, phrase", reader, f"/tim-kiem?q={words}"
    yield "search, common words", reader, f"/tim-kiem?q={quote('kiểm tra')}"
    yield "search, newest first", reader, f"/tim-kiem?q={quote('kiểm tra')}&thu-tu=moi"
    yield "search, one item", reader, f"/tim-kiem?q={quote(f'số {count // 2}')}"
    yield "desk", staff, "/ban-lam-viec/"
    yield "desk, list", staff, "/ban-lam-viec/noi-dung/news.article/"
    yield "desk, what waits", staff, "/ban-lam-viec/noi-dung/?state=submitted"
    yield "desk, search", staff, f"/ban-lam-viec/noi-dung/?q={quote('kiểm tra')}"


def ask(browser: Browser, path: str) -> float:
    """Return the processor time of a page in milliseconds: a quarter is quicker."""
    answer = browser.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    taken = []
    end = time.monotonic() + 20
    while len(taken) < 5 or (len(taken) < TIMES and time.monotonic() < end):
        began = time.process_time()
        browser.get(path).data  # noqa: B018 - all of it
        taken.append(time.process_time() - began)
    return 1000 * sorted(taken)[len(taken) // 4]


if __name__ == "__main__":
    main()
