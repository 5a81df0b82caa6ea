"""``cms serve``: both processes start, survive and stop together."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress

import psutil
import pytest
from ports import free_port, listens
from waiting import wait_for

from cms.builtin.operations.heartbeats import JOBS, WEB, read_workers
from cms.cli.gateway import Gateway
from tests.cli.conftest import ROOT


SLOW = 20


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def served(ready, folder, port):
    process = subprocess.Popen(
        [sys.executable, "-m", "cms", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "CMS_INSTANCE": str(folder), "CMS_BODY_SECONDS": "2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    family = psutil.Process(process.pid)
    wait_for(lambda: answers(port) and len(family.children()) >= 2)
    known = [family, *family.children(recursive=True)]
    yield process
    known += [child for one in known if one.is_running() for child in one.children()]
    for one in known:
        if one.is_running():
            one.kill()
    process.wait()


def answers(port):
    return answer_of(port) == 200


def answer_of(port):
    """Return the status of the first page, or why there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read(300)}"
    except (urllib.error.URLError, ConnectionError) as error:
        return repr(error)


def job_worker(process):
    """Return the child that runs jobs, or None."""
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.NoSuchProcess):  # it ends at this moment
            if "worker" in child.cmdline():
                return child
    return None


def gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def slow_bodies(stack, port, count):
    """Open connections that begin to send a form and go on no more."""
    head = (
        b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
    )
    slow = [
        stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        for _ in range(count)
    ]
    for connection in slow:
        connection.sendall(head)
        connection.settimeout(30)
    return slow


def test_slow_bodies_hold_nobody_up_and_nothing_outlives_a_killed_server(
    served, port, folder
):
    wait_for(lambda: {one.kind for one in read_workers(folder)} == {JOBS, WEB})
    with ExitStack() as stack:
        slow = slow_bodies(stack, port, SLOW)
        assert answers(port)
        assert all(b" 408 " in one.recv(100) for one in slow)
    children = psutil.Process(served.pid).children(recursive=True)
    assert job_worker(served) in children
    served.kill()
    served.wait()
    wait_for(lambda: all(gone(child) for child in children), 20)
    assert read_workers(folder) == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))  # nobody listens there


def test_bodies_and_answers_of_every_length_pass_whole(port):
    with site_that_echoes(port) as address:
        for size in (0, 1, 70_000, 3_000_000):
            body = os.urandom(size)
            for pieces in (body, iter([body[:10], body[10:]])):
                if size == 0 and pieces is not body:
                    continue
                request = urllib.request.Request(
                    f"{address}/%C4%91?a=%20b", data=pieces, method="POST"
                )
                with urllib.request.urlopen(request) as answer:
                    assert answer.headers["X-Path"] == "/\u0111 a=%20b".encode().hex()
                    assert answer.read() == body


@contextmanager
def site_that_echoes(port):
    """Serve an application that answers with the body, as the gateway does the site."""
    from granian.constants import Interfaces
    from granian.server.embed import Server

    def echo(environ, start_response):
        body = environ["wsgi.input"].read()
        path = environ["PATH_INFO"].encode("latin-1") + b" "
        path += environ["QUERY_STRING"].encode()
        headers = [("X-Path", path.hex()), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body[:5], body[5:]]

    async def main():
        server = Server(Gateway(echo, 10_000_000), port=port, interface=Interfaces.RSGI)
        ready.set()
        stopped = asyncio.create_task(server.serve())
        while not ended.is_set():
            await asyncio.sleep(0.05)
        server.stop()
        await stopped

    ready, ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert ready.wait(10)
    wait_for(lambda: listens(port))
    yield f"http://127.0.0.1:{port}"
    ended.set()
    thread.join(20)


STUCK = """
import pathlib, sys, threading
from cms.cli import web_server
from cms.cli.gateway import Gateway
gateway = Gateway(None, 1)
for _number in range(gateway._threads):
    gateway._pool.submit(gateway._at_work, threading.Event().wait)
heartbeat = web_server.Heartbeat(pathlib.Path(sys.argv[1]), web_server.WEB)
web_server._end_with(web_server.os.getppid(), gateway, heartbeat)
"""


def test_a_worker_whose_threads_all_hang_is_ended_and_says_where(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STUCK, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "CMS_STUCK_SECONDS": "0.2"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert "All threads of this worker hang" in done.stderr
    assert "Thread 0x" in done.stderr


def test_a_worker_with_one_thread_that_answers_does_not_hang():
    gateway, free = Gateway(None, 1), threading.Event()
    for _number in range(gateway._threads):
        gateway._pool.submit(gateway._at_work, free.wait)
    wait_for(lambda: gateway.stuck_for() > 0)
    free.set()
    wait_for(lambda: gateway.stuck_for() == 0)


def test_a_worker_that_can_change_nothing_any_more_hangs_though_it_answers_readers():
    gateway, free = Gateway(None, 1), threading.Event()
    for _number in range(gateway._threads - 1):
        gateway._pool.submit(gateway._change, free.wait)
    wait_for(lambda: gateway.stuck_for() > 0)
    free.set()
    wait_for(lambda: gateway.stuck_for() == 0)


def web_workers(process):
    """Return the children that answer requests, alive."""
    found = set()
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.NoSuchProcess):  # it ends at this moment
            if "worker" not in child.cmdline():
                found.add(child.pid)
    return found


def test_workers_are_renewed_under_readers_replaced_when_dead_and_stop_together(
    served, port
):
    before, jobs = web_workers(served), job_worker(served)
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(answer_of(port))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    served.send_signal(signal.SIGHUP)
    wait_for(lambda: len(now := web_workers(served)) == 1 and not now & before)
    wait_for(lambda: job_worker(served) not in (None, jobs))
    stop.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 10
    assert set(seen) == {200}
    for _death in range(2):
        (worker,) = web_workers(served)
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda gone=worker: web_workers(served) - {gone} and answers(port))
    first = job_worker(served)
    first.kill()
    wait_for(lambda: job_worker(served) not in (None, first))
    second = job_worker(served)
    served.send_signal(signal.SIGTERM)
    assert served.wait(timeout=40) == 0
    assert gone(second)
    assert not answers(port)


def test_a_taken_port_is_said_plainly(cms, ready, port):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        done = cms("serve", "--port", str(port))
    assert done.returncode == 1
    assert "choose another with --port" in done.stderr
