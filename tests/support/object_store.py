"""A store of files that speaks S3, in memory, and empty buckets of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from moto.server import ThreadedMotoServer


@contextmanager
def running_store() -> Iterator[str]:
    """Yield the address of a running store."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def bucket_options(address: str, key: str) -> dict[str, str]:
    """Make an empty bucket; return ``[object_storage]`` with it."""
    name = f"files-{secrets.token_hex(4)}"
    requests.put(f"{address}/{name}", timeout=5).raise_for_status()
    return {"bucket": name, "endpoint": address, "access_key_id": key}
