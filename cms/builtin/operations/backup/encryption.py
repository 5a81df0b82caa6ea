"""Encrypting a stream with a passphrase, chunk by chunk.

The key comes from the passphrase by scrypt. Each chunk is sealed by AES-256-GCM
under a nonce of its own, which holds its number and whether it is the last one:
chunks that were changed, left out, moved or cut off do not open.
"""

from __future__ import annotations

import io
import secrets
import struct
from collections.abc import Iterator
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cms.errors import CmsError


MAGIC: Final = b"SENBACKUP\x01"
CHUNK: Final = 256 * 1024
SHORTEST: Final = 12
_TAG: Final = 16
_SALT: Final = 16
_PREFIX: Final = 7
_LOG_N: Final = 16
# A file may ask for more work than we do, but not for all memory.
_MOST_LOG_N: Final = 20
_HEADER: Final = struct.Struct(f">{len(MAGIC)}sB{_SALT}s{_PREFIX}s")


class Encrypting(io.RawIOBase):
    """A file to write to: what is written goes encrypted to ``sink``.

    ``finish()`` seals the last chunk; without it nobody can open the file.
    """

    def __init__(self, sink: IO[bytes], passphrase: str) -> None:
        if len(passphrase) < SHORTEST:
            raise CmsError(f"A passphrase has at least {SHORTEST} characters.")
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._header = _HEADER.pack(MAGIC, _LOG_N, salt, self._prefix)
        self._cipher = AESGCM(_key(passphrase, salt, _LOG_N))
        self._sink, self._waiting, self._number = sink, bytearray(), 0
        sink.write(self._header)

    def writable(self) -> bool:
        """Say that this is a file to write to."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole chunks are sealed at once."""
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is never sealed here
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal the rest as the last chunk."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last)
        self._sink.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._number += 1


class Decrypting(io.RawIOBase):
    """A file to read from: gives back what :class:`Encrypting` was given.

    Raises CmsError when the passphrase is wrong or a byte has changed.
    """

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self._header = source.read(_HEADER.size)
        try:
            magic, log_n, salt, self._prefix = _HEADER.unpack(self._header)
        except struct.error as error:
            raise CmsError("The encrypted file is cut off.") from error
        if magic != MAGIC or log_n > _MOST_LOG_N:
            raise CmsError("This is no encrypted backup of a known form.")
        self._cipher = AESGCM(_key(passphrase, salt, log_n))
        self._chunks = self._open(source)
        self._ready = b""

    def readable(self) -> bool:
        """Say that this is a file to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what follows; 0 at the end."""
        while not self._ready:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._ready = chunk
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _open(self, source: IO[bytes]) -> Iterator[bytes]:
        number, sealed = 0, source.read(CHUNK + _TAG)
        while sealed:
            following = source.read(CHUNK + _TAG)
            nonce = _nonce(self._prefix, number, not following)
            try:
                yield self._cipher.decrypt(nonce, sealed, self._header)
            except InvalidTag as error:
                raise CmsError(
                    "The backup cannot be decrypted: the passphrase is another one,"
                    " or the file is damaged or cut off."
                ) from error
            number, sealed = number + 1, following
        if not number:
            raise CmsError("The encrypted file is cut off.")


def is_encrypted(path_start: bytes) -> bool:
    """Tell by the first bytes of a file whether it is one of ours, encrypted."""
    return path_start.startswith(MAGIC)


def _key(passphrase: str, salt: bytes, log_n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**log_n, r=8, p=1).derive(
        passphrase.encode()
    )


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, is_last)
