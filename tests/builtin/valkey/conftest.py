"""A server that speaks as Valkey does: a real one where there is one."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from contextlib import suppress

import pytest
import redis
from cached_site import cached
from fakeredis import TcpFakeServer
from ports import free_port


__all__ = ["cached"]
PROGRAMS = ("valkey-server", "redis-server")


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory):
    """The address of a running server, with the password that it asks for."""
    port = free_port()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        server = TcpFakeServer(("127.0.0.1", port))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"valkey://127.0.0.1:{port}/0"
        server.shutdown()
        server.server_close()
        return
    folder = tmp_path_factory.mktemp("valkey")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    command += ["--save", "", "--appendonly", "no", "--requirepass", "a-password"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        address = f"redis://:a-password@127.0.0.1:{port}/0"
        client = redis.Redis.from_url(address)
        for _attempt in range(200):
            with suppress(redis.ConnectionError):
                client.ping()
                break
            time.sleep(0.02)
        yield address.replace("redis", "valkey", 1)
        process.terminate()


@pytest.fixture
def client(valkey_url):
    """A client of the server, which is empty."""
    made = redis.Redis.from_url(valkey_url.replace("valkey", "redis", 1))
    made.flushdb()
    yield made
    made.close()
