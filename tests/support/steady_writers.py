"""People who go on writing whatever happens to the site, and send again what was not answered.

Each sends a form with a key of its own until it is acknowledged. What the site says
besides is kept: nothing but what is promised may be among it.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from http.client import BadStatusLine, HTTPException, IncompleteRead
from typing import Any

from live import PASSWORD, Visitor, fields_of
from sqlalchemy import select

from cms.content.spine.models import Item
from cms.extensions import db


CREATE = "/ban-lam-viec/tao/news.article"
DONE_BEFORE = "Bạn đã gửi nội dung này"
PATIENCE = 120.0


class Crowd:
    """Writers and readers of a site at a port, until stopped.

    ``acknowledged`` are the titles of which the site has said that they are saved;
    ``wrong`` is every answer that was not promised, ``busy`` counts the honest 503.
    """

    def __init__(self, port: int, writers: list[str], *, readers: int = 1) -> None:
        self.port = port
        self.acknowledged: list[str] = []
        self.sent: list[str] = []
        self.wrong: list[str] = []
        self.read: Counter[str] = Counter()
        self.busy = 0
        self._visitors: list[Visitor] = []
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._write, args=self._prepare(name), daemon=True)
            for name in writers
        ]
        self._threads += [
            threading.Thread(target=self._read, daemon=True) for _ in range(readers)
        ]
        for thread in self._threads:
            thread.start()

    def move(self, port: int) -> None:
        """Let everybody go on at another node, as a balancer would."""
        self.port = port
        for visitor in self._visitors:
            visitor.port = port

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a writer waits for ever"

    def wait_for_writes(self, count: int = 3) -> float:
        """Wait until so many more are acknowledged; return how long the first took."""
        return self._wait(lambda: len(self.acknowledged), count)

    def wait_for_reads(self, count: int = 3) -> float:
        return self._wait(lambda: self.read["200"], count)

    def wait_for_busy(self, count: int = 2) -> None:
        """Wait until so many more were told that the site is busy."""
        self._wait(lambda: self.busy, count)

    def require_each_once(self) -> None:
        """Assert that what was acknowledged is there once, and all else at most once."""
        db.session.rollback()
        query = select(Item.title).where(Item.title.in_(self.sent))
        there = Counter(db.session.scalars(query))
        db.session.rollback()
        assert {one: there[one] for one in self.acknowledged if there[one] != 1} == {}
        assert [one for one, times in there.items() if times > 1] == []

    def require_what_was_promised(self) -> None:
        """Assert that nobody got anything but a whole page, a 503 or no connection."""
        assert not self.wrong, "\n".join(self.wrong[:5])

    def _wait(self, value: Callable[[], int], count: int) -> float:
        begun, start, first = value(), time.monotonic(), 0.0
        while value() < begun + count:
            waited = time.monotonic() - start
            assert waited < PATIENCE, (self.wrong, self.busy, dict(self.read))
            if not first and value() > begun:
                first = waited
            time.sleep(0.02)
        return first or time.monotonic() - start

    def _prepare(self, name: str) -> tuple[Visitor, str, list[tuple[str, str]]]:
        visitor = Visitor(self.port, keep=False)
        self._visitors.append(visitor)
        visitor.log_in(name, PASSWORD)
        page = visitor.get(CREATE)
        assert page.status == 200, page.text
        changed = {"summary": "Tóm tắt."}
        return visitor, name, fields_of(page.text, CREATE, changed)

    def _write(self, visitor: Visitor, name: str, form: list[tuple[str, str]]) -> None:
        number = 0
        own = {"title", "idempotency_key"}
        rest = [pair for pair in form if pair[0] not in own]
        while not self._stop.is_set():
            number += 1
            title = f"Bài {number} của {name}"
            self.sent.append(title)
            fields = [*rest, ("title", title), ("idempotency_key", uuid.uuid4().hex)]
            self._send(visitor, title, fields)
            time.sleep(0.02)

    def _send(self, visitor: Visitor, title: str, fields: Any) -> None:
        """Send one form until it is acknowledged."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._ask(lambda: visitor.post(CREATE, fields))
            if answer is None:
                # Once stopped, what nobody answers stays unknown, as in life.
                if self._stop.is_set():
                    return
            elif answer.status == 303 or DONE_BEFORE in answer.text:
                self.acknowledged.append(title)
                return
            elif answer.status != 503:
                self.wrong.append(f"{answer.status}: {answer.text[:3000]}")
                return
            time.sleep(0.05)
        self.wrong.append(f"{title} was never answered")

    def _read(self) -> None:
        while not self._stop.is_set():
            answer = self._ask(lambda: Visitor(self.port, keep=False).get("/tin-tuc"))
            if answer is not None:
                self.read[str(answer.status)] += 1
                if answer.status == 200 and "</html>" not in answer.text:
                    self.wrong.append("a page that is cut")
                if answer.status not in (200, 503):
                    self.wrong.append(f"{answer.status}: {answer.text[:3000]}")
            time.sleep(0.02)

    def _ask(self, call: Callable[[], Any]) -> Any:
        """Return the answer; None without one. What is cut in the middle is wrong."""
        try:
            answer = call()
        except (IncompleteRead, UnicodeDecodeError) as error:
            self.wrong.append(f"cut: {error!r}")
            return None
        except (OSError, BadStatusLine, HTTPException):
            return None  # nobody listens, or the process has ended
        if answer.status == 503:
            with self._lock:
                self.busy += 1
            if "retry-after" not in {name.lower() for name in answer.headers}:
                self.wrong.append(f"503 without Retry-After: {answer.text[:500]}")
        return answer
