"""Storage of files: a folder for each random key, written durably."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from flask import current_app

from cms.build_context import current_build


MASTER = "master"
#: Under this name an application has its store, if it is no folder.
STORAGE = "cms.storage"


class Storage(Protocol):
    """What the media room needs of a store; names are ``master`` or a rendition's."""

    def path(self, key: str, name: str) -> Path:
        """Return where the bytes are to be read; the file may not be there."""

    def take(self, key: str, name: str, source: Path) -> None:
        """Move a finished file of :meth:`scratch` in, durably and at once."""

    def scratch(self) -> Path:
        """Return a path for a new temporary file on the same disk."""

    def lock(self, key: str) -> contextlib.AbstractContextManager[None]:
        """Hold others back while renditions of ``key`` are being made."""

    def remove(self, key: str) -> None:
        """Remove everything of a key."""

    def everything(self) -> Iterator[tuple[str, float]]:
        """Yield every key with the time at which its folder was last changed."""

    def missing(self, keys: Collection[str]) -> list[str]:
        """Return those of these keys that have no master."""

    def forget_scratch(self, before: float) -> None:
        """Remove temporary files older than the time ``before``."""


class LocalStorage:
    """A folder on this machine: ``<root>/<first two>/<key>/<name>``, for us only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str, name: str) -> Path:
        """Return where the bytes are to be read."""
        return self._folder(key) / name

    def take(self, key: str, name: str, source: Path) -> None:
        """Write the file out to the disk, then give it its name in one step."""
        folder = self._folder(key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.replace(folder / name)
        # Without this the name itself may be lost; also that of a new folder.
        for changed in (folder, folder.parent, self.root):
            _sync_folder(changed)

    def scratch(self) -> Path:
        """Return a path for a temporary file, readable by us only."""
        folder = self.root / "tmp"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / secrets.token_hex(16)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return path

    @contextlib.contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold a lock of the operating system: a killed process gives it back."""
        with (self._folder(key) / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def remove(self, key: str) -> None:
        """Remove the folder of a key."""
        shutil.rmtree(self._folder(key), ignore_errors=True)

    def everything(self) -> Iterator[tuple[str, float]]:
        """Yield keys with the time of their folder."""
        for folder in self.root.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                yield folder.name, folder.stat().st_mtime

    def missing(self, keys: Collection[str]) -> list[str]:
        """Return those of these keys that have no master."""
        return [key for key in keys if not self.path(key, MASTER).is_file()]

    def forget_scratch(self, before: float) -> None:
        """Remove what a killed process has left."""
        for path in self.root.glob("tmp/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _folder(self, key: str) -> Path:
        if not key.isalnum():
            raise ValueError(f"{key!r} is no key of the store.")
        return self.root / key[:2] / key


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_key() -> str:
    """Return 256 random bits: nobody guesses where something unpublished lies."""
    return secrets.token_hex(32)


def storage() -> Storage:
    """Return the store of the current build."""
    kept: Storage | None = current_app.extensions.get(STORAGE)
    return kept or LocalStorage(current_build().config.media_dir)
