"""Anchors: how far the trail had come at a moment, signed, kept outside the database.

Each anchor names the entries that there were, the last one's seal, and the
hash of the anchor before it. With the public key alone anybody can tell
whether a trail still leads through all of them.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from cms.database.base import utcnow
from cms.errors import CmsError


SIGNING_KEY: Final = "audit_signing_key.pem"
PUBLIC_KEY: Final = "audit_public_key.pem"
FIRST: Final = "0" * 64
_END: Final = b"-----END PUBLIC KEY-----\n"


@dataclass(frozen=True)
class Anchor:
    """The state of a trail: number of entries, the last one's id and seal, and when."""

    site: str
    count: int
    last_id: int
    seal: str
    at: str
    previous: str

    @property
    def content(self) -> bytes:
        """Return what is signed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def signing_key(instance: Path) -> Ed25519PrivateKey:
    """Return the key that signs; made once, for its owner only, its public half beside.

    The key is there when both halves are: whoever is killed before has made none.
    """
    path = instance / SIGNING_KEY
    if not path.exists():
        _make_key(instance, path)
    found = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, Ed25519PrivateKey):
        raise CmsError(f"{path} is no key of Ed25519.")
    return found


def _make_key(instance: Path, path: Path) -> None:
    """Write a new key, whole or not at all; of two who do so at once, one does."""
    with _locked(instance / PUBLIC_KEY) as file:
        if path.exists():
            return
        key, fresh = Ed25519PrivateKey.generate(), path.with_name(f".{path.name}.new")
        pem = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as written:
            written.write(key.private_bytes(*pem))
            written.flush()
            os.fsync(written.fileno())
        public = key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        file.seek(0, os.SEEK_END)  # former keys stay readable
        file.write(public)
        file.flush()
        os.fsync(file.fileno())
        fresh.replace(path)


def public_keys(path: Path) -> list[Ed25519PublicKey]:
    """Return the keys of a file, former ones too; CmsError when there is none."""
    try:
        content = path.read_bytes()
        found = [
            load_pem_public_key(part + _END)
            for part in content.split(_END)
            if part.strip()
        ]
    except (OSError, ValueError) as error:
        raise CmsError(f"{path} is no file of public keys: {error}.") from error
    keys = [one for one in found if isinstance(one, Ed25519PublicKey)]
    if not keys:
        raise CmsError(f"{path} has no public key of Ed25519.")
    return keys


def make_line(key: Ed25519PrivateKey, anchor: Anchor) -> str:
    """Return an anchor and its signature as one line of JSON."""
    signature = base64.b64encode(key.sign(anchor.content)).decode()
    values = {**asdict(anchor), "signature": signature}
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def read_line(line: str, keys: list[Ed25519PublicKey]) -> Anchor:
    """Return the anchor of a line; ValueError unless one of the keys has signed it."""
    values: dict[str, Any] = json.loads(line)
    signature = base64.b64decode(values.pop("signature", ""))
    try:
        anchor = Anchor(**values)
    except TypeError as error:
        raise ValueError("it is no anchor") from error
    for key in keys:
        try:
            key.verify(signature, anchor.content)
        except InvalidSignature:
            continue
        return anchor
    raise ValueError("nobody with this key has signed it")


def hash_line(line: str) -> str:
    """Return what the next anchor calls this one."""
    return hashlib.sha256(line.encode()).hexdigest()


def append(
    path: Path, key: Ed25519PrivateKey, site: str, head: tuple[int, int, str]
) -> str:
    """Sign ``head`` (entries, last id, last seal) at the end of a file; return the line.

    A head that stands there already is not signed twice. What a killed process
    wrote of a line goes first.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path) as file:
        lines = file.read().decode("utf-8", "replace").split("\n")
        torn = len(lines.pop().encode())
        if torn:
            file.truncate(file.seek(0, os.SEEK_END) - torn)
        last = lines[-1] if lines else ""
        if last and json.loads(last).get("seal") == head[2]:
            return last
        count, last_id, seal = head
        previous = hash_line(last) if last else FIRST
        at = utcnow().astimezone(dt.UTC).isoformat(timespec="seconds")
        line = make_line(key, Anchor(site, count, last_id, seal, at, previous))
        file.seek(0, os.SEEK_END)
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        return line


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
