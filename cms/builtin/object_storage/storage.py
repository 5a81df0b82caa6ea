"""The store of media in a bucket, with a folder of this machine before it."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from cms.builtin.object_storage.bucket import Bucket
from cms.builtin.object_storage.options import object_storage
from cms.config import Config
from cms.errors import Busy
from cms.media.storage import MASTER, LocalStorage


log = logging.getLogger(__name__)
#: What was asked for within an hour is not taken from the folder.
IN_USE_SECONDS: Final = 3600.0


class BucketStorage(LocalStorage):
    """Bytes are written to the bucket first; what is read is kept in the folder."""

    def __init__(self, root: Path, bucket: Bucket) -> None:
        super().__init__(root)
        self.bucket = bucket

    def path(self, key: str, name: str) -> Path:
        """Return where the bytes are to be read, fetched if they are in the bucket.

        Raises Busy when they are not here and the bucket does not answer.
        """
        path = super().path(key, name)
        if not path.exists():
            scratch = self.scratch()
            try:
                if self.bucket.fetch(_object(key, name), scratch):
                    super().take(key, name, scratch)
            finally:
                scratch.unlink(missing_ok=True)
        return path

    def take(self, key: str, name: str, source: Path) -> None:
        """Write the file to the bucket, then into the folder; or to neither."""
        self.bucket.put(_object(key, name), source)
        super().take(key, name, source)

    @contextlib.contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Hold others on this machine back; two machines may make the same size."""
        self._folder(key).mkdir(mode=0o700, parents=True, exist_ok=True)
        with super().lock(key):
            yield

    def remove(self, key: str) -> None:
        """Remove a key here and in the bucket; what cannot be reached is swept later."""
        super().remove(key)
        try:
            self.bucket.remove(
                [name for name, _then in self.bucket.names(_folder(key))]
            )
        except Busy as error:
            log.warning("%s Bytes of %s… stay until they are swept.", error, key[:12])

    def everything(self) -> Iterator[tuple[str, float]]:
        """Yield the keys in the bucket and here, with the time of the newest name."""
        found = dict(super().everything())
        for name, then in self.bucket.names():
            key = _key(name)
            if key is not None:
                found[key] = max(then, found.get(key, 0.0))
        yield from found.items()

    def missing(self, keys: Collection[str]) -> list[str]:
        """Return those keys whose master is not in the bucket."""
        there = {name for name, _then in self.bucket.names()}
        return [key for key in keys if _object(key, MASTER) not in there]

    def push(self, keys: Collection[str]) -> Iterator[tuple[str, bool]]:
        """Write what is only here to the bucket; yield each key, and if it was found."""
        for key in self.missing(keys):
            path = LocalStorage.path(self, key, MASTER)
            if path.is_file():
                self.bucket.put(_object(key, MASTER), path)
            yield key, path.is_file()

    def trim(self, most_bytes: int) -> int:
        """Remove what is longest unused from the folder until it fits; return how many.

        Only what is in the bucket as well.
        """
        files = []
        for path in self.root.glob("??/*/*"):
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                files.append((max(state.st_atime, state.st_mtime), state.st_size, path))
        surplus = sum(size for _then, size, _path in files) - most_bytes
        if surplus <= 0:
            return 0
        there = {name for name, _then in self.bucket.names()}
        removed, before = 0, time.time() - IN_USE_SECONDS
        for then, size, path in sorted(files):
            if surplus <= 0 or then > before:
                break
            if _object(path.parent.name, path.name) in there:
                path.unlink(missing_ok=True)
                surplus, removed = surplus - size, removed + 1
        return removed


def storage_of(config: Config) -> BucketStorage | None:
    """Return the store in the bucket of an instance; None when it has none."""
    options = object_storage(config)
    if not options.bucket:
        return None
    bucket = Bucket(options, config.object_storage_secret)
    return BucketStorage(config.media_dir, bucket)


def _folder(key: str) -> str:
    return f"{key[:2]}/{key}"


def _object(key: str, name: str) -> str:
    return f"{_folder(key)}/{name}"


def _key(name: str) -> str | None:
    """Return the key that an object belongs to; None for what is not ours."""
    parts = name.split("/")
    return parts[1] if len(parts) == 3 and parts[1][:2] == parts[0] else None
