"""The file of a backup: a tar of the instance's files, its manifest the last member.

Plain tar, so that its files can be had without this program, too. Written and
read as a stream: nothing of it is held in memory, encrypted or not.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from cms.builtin.operations.backup.encryption import (
    Decrypting,
    Encrypting,
    is_encrypted,
)
from cms.errors import CmsError


FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "site.db"
_CHUNK: Final = 1024 * 1024
_MOST_MEMBERS: Final = 5_000_000
_MOST_MANIFEST: Final = 2 * 1024 * 1024 * 1024
# What a backup may hold, and so where a restore may write.
_PART = r"[^/\x00-\x1f\x7f.][^/\x00-\x1f\x7f]{0,200}"
_MEMBER = re.compile(
    rf"{MANIFEST}|{DATABASE}|config\.toml|keys/{_PART}"
    rf"|media/[0-9a-z]{{2}}/[0-9a-z]{{2,80}}/{_PART}|templates(?:/{_PART}){{1,12}}"
)


class BackupWriter:
    """Writes members one after the other and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, dict[str, Any]] = {}

    @classmethod
    @contextmanager
    def create(cls, path: Path, passphrase: str | None) -> Iterator[BackupWriter]:
        """Yield a writer; ``path`` is there once the block has ended well.

        Only its owner may read the file. It has another name until it lies
        whole on the disk.
        """
        unfinished = path.with_name(f".{path.name}.part")
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                sealed = Encrypting(file, passphrase) if passphrase else None
                with tarfile.open(fileobj=sealed or file, mode="w|") as tar:
                    yield cls(tar)
                if sealed:
                    sealed.finish()
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
            sync_folder(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)

    def add(self, name: str, path: Path) -> None:
        """Write a file; CmsError when its name has no place or it changes meanwhile."""
        if not is_member(name):
            raise CmsError(f"'{name}' cannot be part of a backup: rename it.")
        digest = hashlib.sha256()
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            source = _Hashing(file, digest)
            try:
                self._tar.addfile(_info(name, size), source)
            except OSError as error:
                raise CmsError(
                    f"{path} could not be copied: {error.strerror or error}."
                ) from error
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}

    def write_manifest(self, values: dict[str, Any]) -> None:
        """Write what the backup is; without this last member it is not whole."""
        manifest = {"format": FORMAT, **values, "members": self.members}
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
        self._tar.addfile(_info(MANIFEST, len(text)), io.BytesIO(text))


def read_manifest(path: Path, passphrase: str | None) -> dict[str, Any]:
    """Return the manifest, once every member has the hash that it names."""
    return unpack(path, passphrase, None)


def unpack(path: Path, passphrase: str | None, folder: Path | None) -> dict[str, Any]:
    """Write every member into the empty ``folder``; return the manifest.

    Without a folder the members are only read. Raises CmsError for a file that
    is no backup, not whole, or changed; then the folder may hold a part of it.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with _opened(path, passphrase) as tar:
            for member in tar:
                _check(member, found)
                stream = tar.extractfile(member)
                if stream is None:
                    raise CmsError(f"'{member.name}' is no file.")
                if member.name == MANIFEST:
                    manifest = json.loads(stream.read(_MOST_MANIFEST))
                    continue
                if manifest is not None:
                    raise CmsError(f"'{member.name}' stands behind the manifest.")
                found[member.name] = _take(stream, member.name, folder)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise CmsError(f"{path.name} is damaged or no backup: {error}.") from error
    if manifest is None:
        raise CmsError(f"{path.name} has no manifest: it is no backup, or not whole.")
    _compare(path, manifest, found)
    return manifest


@contextmanager
def _opened(path: Path, passphrase: str | None) -> Iterator[tarfile.TarFile]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise CmsError(f"{path} cannot be read: {error.strerror}.") from error
    with file:
        source: IO[bytes] = file
        is_sealed = is_encrypted(file.read(16))
        file.seek(0)
        if is_sealed:
            if not passphrase:
                raise CmsError(
                    f"{path.name} is encrypted: give its passphrase in a file with"
                    " --passphrase-file, or in CMS_BACKUP_PASSPHRASE."
                )
            source = io.BufferedReader(Decrypting(file, passphrase))
        with tarfile.open(fileobj=source, mode="r|") as tar:
            yield tar
        # What stands behind the end of the tar is part of the sealed stream.
        while source.read(_CHUNK):
            pass


def _check(member: tarfile.TarInfo, found: dict[str, Any]) -> None:
    if not is_member(member.name) or not member.isreg():
        raise CmsError(f"'{member.name}' does not belong in a backup.")
    if member.name in found or len(found) >= _MOST_MEMBERS:
        raise CmsError(f"'{member.name}' is there twice, or there are too many.")


def is_member(name: str) -> bool:
    """Tell whether a backup may hold something of this name."""
    return bool(_MEMBER.fullmatch(name))


def _take(stream: IO[bytes], name: str, folder: Path | None) -> dict[str, Any]:
    """Copy one member, durably and for its owner only; return its size and hash."""
    digest, size = hashlib.sha256(), 0
    with _target(name, folder) as target:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if target is not None:
                target.write(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


@contextmanager
def _target(name: str, folder: Path | None) -> Iterator[IO[bytes] | None]:
    if folder is None:
        yield None
        return
    path = folder / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _compare(path: Path, manifest: Any, found: dict[str, Any]) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        known = manifest.get("format") if isinstance(manifest, dict) else None
        raise CmsError(
            f"{path.name} has format {known!r}; this version reads format {FORMAT}."
        )
    members = manifest["members"]
    for name in sorted(members.keys() | found.keys()):
        if members.get(name) != found.get(name):
            what = "is missing" if name not in found else "is not what it was"
            raise CmsError(f"{path.name} is damaged: '{name}' {what}.")


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Hashing(io.RawIOBase):
    """Reads from a file and hashes what passes."""

    def __init__(self, file: IO[bytes], digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data


def sync_folder(folder: Path) -> None:
    """Write the names in a folder out to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
