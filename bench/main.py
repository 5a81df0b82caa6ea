"""Measure pages, search and import beside bare bytes and beside Flask with one query."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from articles import PHRASE, articles
from plain import write_plain
from server import Server, granian
from sqlalchemy import select

from cms import richtext
from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.builtin.exchange.item_rows import load
from cms.config import Config
from cms.content.spine.models import Item, Revision
from cms.extensions import db
from cms.testing.databases import migrated, switch_on


WORKERS = 2
CONNECTIONS = 8
SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
Figures = dict[str, float]


def main() -> None:
    """Import, serve, measure what is kept and what is made anew, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=5, metavar="S")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = prepare(folder / "instance", options.articles)
        write_plain(folder / "plain.db", plain_pages(config))
        environment = {
            "CMS_INSTANCE": str(config.instance),
            "CMS_SECRET_KEY": SECRET,
        }
        print("Kept, beside the same bytes without an application:\n")
        kept(folder, environment, options.seconds)
        print("\nMade anew each time, beside Flask, Jinja and one query:\n")
        made(folder, environment, options.seconds)


def kept(folder: Path, environment: dict[str, str], seconds: float) -> None:
    """Print pages from memory beside the bare application."""
    heading("bare")
    with granian("cms.wsgi:site", WORKERS, environment, factory=True) as site:
        for row, path, _plain in addresses(site):
            body = folder / "body"
            body.write_bytes(site.get(path))
            ours = measure(site, path, seconds)
            with granian(
                "bare:application", WORKERS, {"BENCH_BODY": str(body)}
            ) as bare:
                other = measure(bare, "/", seconds)
            show(row, body.stat().st_size, ours, other)


def made(folder: Path, environment: dict[str, str], seconds: float) -> None:
    """Print pages that nobody keeps beside the plain application.

    Searches have a rate for each visitor; ``scale.py`` tells what they cost.
    """
    heading("plain")
    plain_environment = {"BENCH_PLAIN": str(folder / "plain.db")}
    environment = {**environment, "CMS_PAGE_CACHE_MB": "0"}
    with (
        granian("cms.wsgi:site", WORKERS, environment, factory=True) as site,
        granian("plain:create_app", WORKERS, plain_environment, factory=True) as plain,
    ):
        for row, path, other_path in addresses(site):
            if row.startswith("search"):
                continue
            ours = measure(site, path, seconds)
            show(row, len(site.get(path)), ours, measure(plain, other_path, seconds))


def plain_pages(config: Config) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield every article as the plain application stores it."""
    made = build(config)
    with made.app.app_context():
        query = (
            select(Item, Revision.data)
            .join(Revision, Revision.item_id == Item.id)
            .where(Revision.state == "published")
            .order_by(Item.id)
        )
        for item, data in db.session.execute(query.execution_options(yield_per=500)):
            html = str(richtext.render(data["body"]))
            words = f"{item.title} {item.summary} {richtext.plain_text(data['body'])}"
            day = f"{item.sort_date:%Y-%m-%d %H:%M}"
            yield item.path, item.title, item.summary, html, day, words
    made.close()


def prepare(instance: Path, count: int) -> Config:
    """Make an instance with the articles; print how fast they went in."""
    instance.mkdir()
    config = Config.load(instance, secret_key=SECRET)
    migrated(config)
    switch_on(config, ["news"], ())
    rows = list(articles(count))
    made = build(config)
    with made.app.app_context():
        began, used = time.perf_counter(), time.process_time()
        done = load(rows, SYSTEM)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    made.close()
    print(
        f"import: {done} articles in {seconds:.1f} s,"
        f" {done / seconds:.0f} a second, {1000 * cpu / done:.2f} ms CPU each\n",
        flush=True,
    )
    return config


def addresses(site: Server) -> Iterator[tuple[str, str, str]]:
    """Yield the rows: what is measured, its address, and the plain application's."""
    page = site.get("/tin-tuc").decode()
    article = next(
        one
        for one in re.findall(r'href="(/tin-tuc/[^"?]+)"', page)
        if not one.startswith("/tin-tuc/feed")
    )
    words = quote(f'"{PHRASE}"')
    common = quote("kiểm tra")
    yield "article", article, article
    yield "list of 20", "/tin-tuc", "/list"
    yield "home", "/", "/list"
    yield "feed", "/tin-tuc/feed.atom", "/list"
    yield "search, phrase", f"/tim-kiem?q={words}", f"/search?q={words}"
    yield (
        "search, phrase, newest first",
        f"/tim-kiem?q={words}&thu-tu=moi",
        f"/search?q={words}",
    )
    yield "search, common words", f"/tim-kiem?q={common}", f"/search?q={common}"


def measure(server: Server, path: str, seconds: float) -> Figures:
    """Warm up, measure alone (latency), then with eight connections."""
    loaded(server, path, CONNECTIONS, min(1.0, seconds))
    alone = loaded(server, path, 1, seconds)
    before = server.seconds()
    busy = loaded(server, path, CONNECTIONS, seconds)
    cpu = 1000 * (server.seconds() - before) / busy["count"]
    return {
        "rate": busy["rate"], "cpu": cpu, "median": alone["median"], "p99": alone["p99"]
    }  # fmt: skip


def loaded(server: Server, path: str, connections: int, seconds: float) -> Figures:
    """Run the load generator in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("load.py"))]
    command += [str(server.port), path, str(connections), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{path}: {done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def heading(other: str) -> None:
    print(
        f"| page | bytes | req/s ours | {other} | ratio | CPU ms ours | {other} | ratio"
        f" | alone: median ms | p99 ms | {other} median |"
    )
    print("| --- |" + " ---: |" * 10, flush=True)


def show(row: str, size: int, ours: Figures, other: Figures) -> None:
    print(
        f"| {row} | {size} | {ours['rate']:.0f} | {other['rate']:.0f}"
        f" | {ours['rate'] / other['rate']:.4f} | {ours['cpu']:.2f} | {other['cpu']:.3f}"
        f" | {ours['cpu'] / other['cpu']:.0f} | {ours['median']:.2f} | {ours['p99']:.2f}"
        f" | {other['median']:.2f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
