"""Five hundred who send slowly, headers or bodies: everybody else is answered."""

from __future__ import annotations

import resource
import selectors
import socket
import threading
import time

import pytest
from live import serving


pytestmark = [pytest.mark.slow, pytest.mark.one_database]
HEADERS = BODIES = 250
BODY_SECONDS = 5
PATIENCE = 120.0
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
FORM = (
    b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
)


@pytest.fixture
def many_files():
    """Let this process have so many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Tricklers:
    """Connections that send a byte now and then; ``ended`` holds what each was told."""

    def __init__(self, port):
        self.ended = {}
        self._stop = threading.Event()
        self._selector = selectors.DefaultSelector()
        for number in range(HEADERS + BODIES):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(HEAD if number < HEADERS else FORM)
            one.setblocking(False)
            kind = "header" if number < HEADERS else "body"
            self._selector.register(one, selectors.EVENT_READ, kind)
        self._thread = threading.Thread(target=self._trickle)
        self._thread.start()

    @property
    def open(self):
        return len(self._selector.get_map())

    def stop(self):
        self._stop.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()

    def _trickle(self):
        sent = 0.0
        while not self._stop.is_set():
            for key, _events in self._selector.select(0.1):
                self._read(key.fileobj, key.data)
            if time.monotonic() - sent < 1.0:
                continue
            sent = time.monotonic()
            for key in list(self._selector.get_map().values()):
                try:
                    key.fileobj.send(b"a")
                except OSError:
                    self._read(key.fileobj, key.data)

    def _read(self, one, kind):
        try:
            said = one.recv(1000)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        self._selector.unregister(one)
        one.close()
        status = said[9:12].decode()
        self.ended.setdefault(kind, []).append(status)


def test_five_hundred_slow_connections_keep_nobody_waiting(site, config, many_files):
    environment = {
        "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
        "CMS_DATABASE_URL": config.database_url,
        "CMS_BODY_SECONDS": str(BODY_SECONDS),
    }
    with serving(config.instance, workers=1, environment=environment) as live:
        slow = Tricklers(live.port)
        try:
            answered = 0
            while slow.open > HEADERS:
                assert live.visitor(keep=False).get("/tim-kiem?q=sen").status == 200
                answered += slow.open > HEADERS
            # They were answered while these went on, and not when these had ended.
            assert answered > 3
            end = time.monotonic() + PATIENCE
            while slow.open:
                assert time.monotonic() < end, (slow.open, slow.ended)
                assert live.visitor(keep=False).get("/").status == 200
                time.sleep(0.2)
        finally:
            slow.stop()
    # Late bodies are told so, too many of them as well; late headers are cut off.
    assert set(slow.ended["body"]) == {"408", "503"}
    assert slow.ended["body"].count("408") == 200
    assert set(slow.ended["header"]) <= {"", "408"}
