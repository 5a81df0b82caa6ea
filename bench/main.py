"""Measure pages, search and import, and print them beside a bare application."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from articles import PHRASE, articles
from server import Server, granian

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.builtin.exchange.item_rows import load
from cms.config import Config
from cms.testing.databases import migrated, switch_on


WORKERS = 2
CONNECTIONS = 8
SECRET = "only-for-measuring-0123456789-abcdefghijklmnopqrs"
Figures = dict[str, float]


def main() -> None:
    """Import, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=5, metavar="S")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = prepare(folder / "instance", options.articles)
        environment = {
            "CMS_INSTANCE": str(config.instance),
            "CMS_SECRET_KEY": SECRET,
        }
        heading()
        with granian("cms.wsgi:site", WORKERS, environment, factory=True) as site:
            for row, path in addresses(site):
                body = folder / "body"
                body.write_bytes(site.get(path))
                ours = measure(site, path, options.seconds)
                bare_environment = {"BENCH_BODY": str(body)}
                with granian("bare:application", WORKERS, bare_environment) as bare:
                    other = measure(bare, "/", options.seconds)
                show(row, body.stat().st_size, ours, other)


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


def addresses(site: Server) -> Iterator[tuple[str, str]]:
    """Yield the rows: what is measured and its address."""
    feed = site.get("/tin-tuc").decode()
    article = feed.partition('href="/tin-tuc/')[2].partition('"')[0]
    while article.startswith("feed"):
        feed = feed.partition('href="/tin-tuc/')[2]
        article = feed.partition('href="/tin-tuc/')[2].partition('"')[0]
    words = quote(f'"{PHRASE}"')
    yield "article", f"/tin-tuc/{article}"
    yield "list of 20", "/tin-tuc"
    yield "search, phrase, best match", f"/tim-kiem?q={words}"
    yield "search, phrase, newest first", f"/tim-kiem?q={words}&thu-tu=moi"
    yield "search, common words, best match", f"/tim-kiem?q={quote('kiểm tra')}"


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


def heading() -> None:
    print(
        "| page | bytes | req/s ours | bare | ratio | CPU ms ours | bare | ratio"
        " | alone: median ms | p99 ms | bare median |"
    )
    print("| --- |" + " ---: |" * 10, flush=True)


def show(row: str, size: int, ours: Figures, bare: Figures) -> None:
    print(
        f"| {row} | {size} | {ours['rate']:.0f} | {bare['rate']:.0f}"
        f" | {ours['rate'] / bare['rate']:.4f} | {ours['cpu']:.2f} | {bare['cpu']:.3f}"
        f" | {ours['cpu'] / bare['cpu']:.0f} | {ours['median']:.2f} | {ours['p99']:.2f}"
        f" | {bare['median']:.2f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
