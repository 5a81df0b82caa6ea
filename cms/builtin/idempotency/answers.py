"""Answers as they are kept: packed, and sealed with the key of the form that got them."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Response


# A page that is longer is not kept: whoever sends again is told that it was done.
MOST_BYTES = 512 * 1024
NOT_KEPT = b""
HEADERS = ("Content-Type", "Location")
NONCE_BYTES = 12


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
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(
        nonce, zlib.compress(head + b"\n" + body, 1), None
    )


def unpack(kept: bytes, key: str) -> Response:
    """Return the answer again."""
    nonce, sealed = kept[:NONCE_BYTES], kept[NONCE_BYTES:]
    packed = zlib.decompress(_cipher(key).decrypt(nonce, sealed, None))
    head, _newline, body = packed.partition(b"\n")
    status, headers = json.loads(head)
    return Response(body, status, headers)


def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"cms.idempotency:" + key.encode()).digest())
