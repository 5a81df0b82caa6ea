"""Measure the desk's list at 100,000 items beside a bare application, in one run."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from filling import deep, fill
from server import Server, granian

from cms.build import build
from cms.config import Config
from cms.testing.browser import Browser
from cms.testing.databases import migrated, switch_on
from cms.testing.people import logged_in, make_user


SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
LIST = "/ban-lam-viec/noi-dung/"
NEWS = f"{LIST}news.article/"
DEEP = 50


def main() -> None:
    """Fill a database, serve it, measure each page, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=3, metavar="S")
    parser.add_argument("--database", default="", metavar="URL")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance").mkdir()
        given = {"database_url": options.database} if options.database else {}
        config = Config.load(folder / "instance", secret_key=SECRET, **given)
        migrated(config)
        switch_on(config, ["news"], ())
        pages, cookie = prepare(config, options.items)
        environment = {
            "CMS_INSTANCE": str(config.instance),
            "CMS_SECRET_KEY": SECRET,
            "CMS_DATABASE_URL": config.database_url,
        }
        print(f"{options.items} items\n")
        print("| page | bytes | CPU ms | median ms | p99 ms | bare median | ratio |")
        print("| --- |" + " ---: |" * 6, flush=True)
        with granian("cms.wsgi:site", 2, environment, factory=True) as site:
            for row, path, body in pages:
                held = folder / "body"
                held.write_bytes(body)
                ours = alone(site, path, options.seconds, cookie)
                with granian("bare:application", 2, {"BENCH_BODY": str(held)}) as bare:
                    other = alone(bare, "/", options.seconds, "")
                print(
                    f"| {row} | {len(body)} | {ours['cpu']:.1f}"
                    f" | {ours['median']:.1f} | {ours['p99']:.1f}"
                    f" | {other['median']:.2f}"
                    f" | {ours['median'] / other['median']:.0f} |",
                    flush=True,
                )


def alone(server: Server, path: str, seconds: float, cookie: str) -> dict[str, float]:
    """Warm up, then ask again and again over one connection."""
    command = [sys.executable, str(Path(__file__).with_name("load.py"))]
    command += [str(server.port), path, "1"]
    given = [cookie] if cookie else []
    for length in (min(1.0, seconds), seconds):
        before = server.seconds()
        done = subprocess.run(
            [*command, str(length), *given], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{path}: {done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout)
    figures["cpu"] = 1000 * (server.seconds() - before) / figures["count"]
    return figures


def prepare(config: Config, count: int) -> tuple[list[tuple[str, str, bytes]], str]:
    """Fill the tables; return the pages to measure with their bytes, and a cookie."""
    made = build(config)
    with made.app.app_context():
        fill(count)
        browser = logged_in(made.app, make_user("administrator"))
        pages = [
            (row, path, browser.get(path).data) for row, path in addresses(browser)
        ]
        cookies = "; ".join(
            f"{one.key}={one.value}" for one in browser._cookies.values()
        )
    made.close()
    return pages, cookies


def addresses(browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield what is measured and its address."""
    yield "all content, first page", LIST
    yield f"all content, page {DEEP}", deep(browser, LIST, DEEP)
    yield "one kind, first page", NEWS
    yield "one kind by title, page 50", deep(browser, f"{NEWS}?sort=title", DEEP)
    yield "waiting for review", f"{LIST}?state=submitted"
    yield "published", f"{LIST}?state=published"
    yield "one section", f"{LIST}?section=2"
    yield "search, common words", f"{LIST}?q={quote('kiểm tra')}"
    yield "search, one item", f"{LIST}?q={quote('số 77')}"
    yield "trash", "/ban-lam-viec/thung-rac/"


if __name__ == "__main__":
    main()
