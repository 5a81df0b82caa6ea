"""Answers as they are kept: packed, and sealed with the key of the form that got them."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib

from cryptography.fernet import Fernet
from flask import Response


# A page that is longer is not kept: whoever sends again is told that it was done.
MOST_BYTES = 512 * 1024
NOT_KEPT = b""
HEADERS = ("Content-Type", "Location")


def pack(response: Response, key: str) -> bytes:
    """Return an answer as it is kept; NOT_KEPT for a stream or what is too long."""
    if response.is_streamed or response.direct_passthrough:
        return NOT_KEPT
    body = response.get_data()
    if len(body) > MOST_BYTES:
        return NOT_KEPT
    headers = {
        name: response.headers[name] for name in HEADERS if name in response.headers
    }
    head = json.dumps([response.status_code, headers]).encode()
    return _seal(key).encrypt(zlib.compress(head + b"\n" + body, 1))


def unpack(kept: bytes, key: str) -> Response:
    """Return the answer again."""
    head, _newline, body = zlib.decompress(_seal(key).decrypt(kept)).partition(b"\n")
    status, headers = json.loads(head)
    return Response(body, status, headers)


def _seal(key: str) -> Fernet:
    digest = hashlib.sha256(b"cms.idempotency:" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
