"""Processes are killed while people write and read: the site comes back by itself.

Nothing acknowledged is lost or done twice, and nobody gets a broken answer.
"""

from __future__ import annotations

import signal
import socket
import sqlite3
import time
from contextlib import ExitStack, closing, suppress

import psutil
import pytest
from live import serving
from ports import free_port, listens
from steady_writers import Crowd
from waiting import PATIENCE, wait_for


pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.plugins("news"),
]
BACK_WITHIN = 5.0
LOCKED_FOR = 30.0
THREADS = 4  # of a web worker: so many writers could take them all


@pytest.fixture
def start(site, config):
    """Return a function that serves the site as a process manager would."""

    def started(port, **options):
        environment = {
            "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
            "CMS_DATABASE_URL": config.database_url,
            "CMS_BODY_SECONDS": "60",
        }
        return serving(
            config.instance,
            workers=1,
            environment=environment,
            port=port,
            quiet=False,
            **options,
        )

    return started


def children(live, kind):
    """Return the processes of web or job workers that run."""
    found = []
    for child in psutil.Process(live.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # it has just ended, or ends now
            if ("worker" in child.cmdline()) == (kind == "jobs"):
                found.append(child)
    return found


def kill_one(live, kind):
    """Kill a worker of a kind; wait until there is another one."""
    wait_for(lambda: children(live, kind))
    (old,) = children(live, kind)
    old.kill()
    wait_for(lambda: {one.pid for one in children(live, kind)} - {old.pid})


def kill_everything(live):
    family = psutil.Process(live.process.pid)
    for one in [family, *family.children(recursive=True)]:
        one.kill()
    live.process.wait()


def test_killed_and_stopped_under_load_nothing_acknowledged_is_lost(
    start, person, config
):
    names = [person("approver") for _ in range(THREADS)]
    port = free_port()
    begun = time.monotonic()
    with start(port) as live:
        # How long a start takes here tells how slow this machine is.
        allowed = max(BACK_WITHIN, 2 * (time.monotonic() - begun))
        crowd = Crowd(port, names)
        crowd.wait_for_writes()
        kill_one(live, "web")
        assert crowd.wait_for_writes() < allowed
        kill_one(live, "jobs")
        crowd.wait_for_writes()
        kill_everything(live)
    with start(port) as live:
        crowd.wait_for_writes()
        lock_for_a_while(config, crowd)
        crowd.wait_for_writes()
        crowd.wait_for_reads()
        stop_under_load(live, crowd)
    crowd.require_what_was_promised()
    crowd.require_each_once()
    assert len(crowd.acknowledged) >= 12


def lock_for_a_while(config, crowd):
    """Another program writes and does not end: readers go on, writers are told so."""
    with closing(sqlite3.connect(config.url.database, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout=60000")
        other.execute("BEGIN IMMEDIATE")
        end = time.monotonic() + LOCKED_FOR
        before = crowd.busy
        crowd.wait_for_reads(5)
        assert crowd.busy == before, "readers waited until the writers had given up"
        crowd.wait_for_busy(THREADS)
        time.sleep(max(0.0, end - time.monotonic()))
        crowd.wait_for_reads()
        other.execute("ROLLBACK")


def stop_under_load(live, crowd):
    """SIGTERM while much goes on: what was taken is answered, then the port is free."""
    with ExitStack() as stack:
        taken = [begin_form(stack, live.port) for _ in range(4)]
        live.process.send_signal(signal.SIGTERM)
        wait_for(lambda: not listens(live.port))
        for one in taken:
            one.sendall(REST)
        answers = [whole_answer(one) for one in taken]
        assert all(one.startswith(b"HTTP/1.1 4") for one in answers), answers
        crowd.stop()
        assert live.process.wait(timeout=PATIENCE) == 0


BODY = b"username=nobody&password=nothing"
REST = BODY[9:]


def begin_form(stack, port):
    """Send half of a form; return the connection once the site is reading it."""
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
    connection.settimeout(PATIENCE)
    head = (
        f"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(BODY)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        "Expect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 100")
    connection.sendall(BODY[:9])
    return connection


def whole_answer(connection):
    """Read until the end; the body must be as long as was said."""
    content = b""
    while part := connection.recv(65536):
        content += part
    head, _, body = content.partition(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    assert len(body) == length
    return head
