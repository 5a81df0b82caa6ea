"""Switching while four worker processes serve: seen by all, an error for nobody."""

import collections
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.plugins import state
from cms.plugins.discovery import discover
from cms.testing.databases import with_requirements
from cms.testing.pytest_plugin import SECRET


pytestmark = pytest.mark.slow
WORKERS = 4
SEEN_WITHIN = 2.0
# What nobody else requires can be switched off by itself.
LEAVES = [
    name
    for name in discover()
    if not any(name in one.requires for one in discover().values())
]


@pytest.fixture
def extra_plugins():
    return ()


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(config):
    """Yield the address of a server with four workers."""
    port = free_port()
    environment = {
        **os.environ,
        "CMS_INSTANCE": str(config.instance),
        "CMS_SECRET_KEY": SECRET,
        "CMS_DATABASE_URL": config.database_url,
    }
    command = [sys.executable, "-m", "cms", "serve", "--port", str(port), "--no-jobs"]
    process = subprocess.Popen(
        [*command, "--workers", str(WORKERS)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if status(address) == 200:
                    break
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.mark.parametrize("name", LEAVES[:1])
def test_switching_is_seen_by_every_worker_and_costs_no_reader_an_error(config, name):
    wanted = with_requirements([name], ())
    made = build(config, wanted, 0)
    with made.app.app_context(), serving(config) as address:
        for one in wanted:
            state.enable(SYSTEM, one)
        types = [
            one for one in made.registry.content_types.values() if one.plugin == name
        ]
        page = f"{address}/{types[0].address}"
        time.sleep(SEEN_WITHIN)
        assert [status(page) for _ in range(200)] == [200] * 200

        state.disable(SYSTEM, name)
        time.sleep(SEEN_WITHIN)
        assert [status(page) for _ in range(200)] == [404] * 200

        seen, stop = collections.Counter(), threading.Event()

        def read():
            while not stop.is_set():
                seen[status(page)] += 1
                seen[status(address)] += 1

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(20):
            (state.enable if number % 2 == 0 else state.disable)(SYSTEM, name)
            time.sleep(0.3)
        stop.set()
        for reader in readers:
            reader.join()
        assert set(seen) <= {200, 404}
        assert seen[200] > 20
    made.close()
