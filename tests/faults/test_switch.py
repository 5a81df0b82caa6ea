"""A plugin goes off and on again under all workers, and readers notice nothing else."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from live import PASSWORD

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.item_rows import load


LIST = "/hoi-nghi"
CONFERENCE = f"{LIST}/hoi-nghi-so-ket-6-thang-dau-nam-2026"
ARTICLE = "/tin-tuc/so-ket-cong-tac-kiem-tra-giam-sat-6-thang-dau-nam-2026"
OWN = [LIST, CONFERENCE, f"{LIST}/feed.atom"]
OTHERS = ["/", "/tin-tuc", ARTICLE, "/tim-kiem?q=kiem+tra", "/sitemap.xml", "/feed.rss"]
PAGE = "/ban-lam-viec/plugin/conferences"
SEEN_WITHIN = 2.0
WORKERS = 3
SWITCHES = 4


@pytest.fixture
def administrator(site, person):
    """The demonstration's conferences and news, and somebody to switch them."""
    rows = [row for _plugin, function in site.registry.demo for row in function()]
    kinds = ("conferences.", "directory.person", "news.")
    load([row for row in rows if row.type.startswith(kinds)], SYSTEM)
    return person("administrator")


def switcher(live, administrator):
    """Return a function that turns the conferences off or on in the desk."""
    visitor = live.visitor(keep=False)
    visitor.log_in(administrator, PASSWORD)

    def switch(*, on):
        answer = visitor.submit(PAGE, f"{PAGE}/{'bat' if on else 'tat'}")
        assert answer.status == 303, answer.text

    return switch


def statuses(live, paths, count):
    """Ask ``count`` times on new connections, eight at once."""
    with ThreadPoolExecutor(8) as pool:
        asked = [paths[number % len(paths)] for number in range(count)]
        return Counter(
            pool.map(lambda path: live.visitor(keep=False).get(path).status, asked)
        )


def traces(live):
    """Tell in which places readers can meet the conferences."""
    reader = live.visitor(keep=False)
    words = "/tim-kiem?q=%22h%E1%BB%99i+ngh%E1%BB%8B%22"
    return {
        "menu": f'href="{LIST}"' in reader.get("/").text,
        "search": f'href="{LIST}/' in reader.get(words).text,
        "feed": reader.get(f"{LIST}/feed.atom").status == 200,
        "sitemap": f"{LIST}/" in reader.get("/sitemap.xml").text,
        "page": reader.get(CONFERENCE).status == 200,
        "link": f'href="{CONFERENCE}"' in reader.get(ARTICLE).text,
    }


def whole(answer):
    """Return the title and the text of an article's page."""
    assert answer.status == 200
    assert answer.text.rstrip().endswith("</html>")
    heading = re.search(r"(?s)<h1.*?</h1>", answer.text)
    text = re.search(r'(?s)<div class="prose.*?</div>', answer.text)
    assert heading
    assert text
    return heading[0], re.sub(r"<[^>]*>", "", text[0])


class Readers:
    """People who read public pages until stopped."""

    def __init__(self, live, count):
        self.seen = {path: Counter() for path in (*OTHERS, *OWN)}
        self._live, self._stop = live, threading.Event()
        self._pool = ThreadPoolExecutor(count)
        self._running = [self._pool.submit(self._read, n) for n in range(count)]

    def _read(self, start):
        paths, visitor = list(self.seen), self._live.visitor(keep=start % 2 == 0)
        while not self._stop.is_set():
            start += 1
            path = paths[start % len(paths)]
            self.seen[path][visitor.get(path).status] += 1
            time.sleep(0.02)
        visitor.close()

    def stop(self):
        """Stop; raises what went wrong with any of them."""
        self._stop.set()
        self._pool.shutdown()
        for one in self._running:
            one.result()


def connections(live):
    """Return how many connections to the database the site holds."""
    return live.open_files("site.db")


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.plugins("news", "conferences")
def test_switches_under_readers_reach_all_workers_and_cost_no_page(
    administrator, serve
):
    live = serve(WORKERS)
    switch = switcher(live, administrator)
    statuses(live, OTHERS, 40)
    before, processes, held = traces(live), live.processes(), []
    assert all(before.values()), before
    article = whole(live.visitor(keep=False).get(ARTICLE))
    readers = Readers(live, 2)
    for number in range(SWITCHES):
        on = number % 2 == 1
        switch(on=on)
        time.sleep(SEEN_WITHIN)
        assert statuses(live, OWN, 60) == {200 if on else 404: 60}
        assert traces(live) == dict.fromkeys(before, on)
        assert whole(live.visitor(keep=False).get(ARTICLE)) == article
        held.append(connections(live))
    readers.stop()
    for path, seen in readers.seen.items():
        assert set(seen) <= ({200, 404} if path in OWN else {200}), (path, seen)
        assert seen[200] > SWITCHES
    assert live.processes() == processes
    # Every build that left its own behind would add one in each worker.
    assert held[-1] < held[0] + WORKERS * (SWITCHES - 1), held
