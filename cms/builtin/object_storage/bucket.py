"""A bucket: put, get, list and delete, and one error for a store that does not answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr

from cms.builtin.object_storage.options import ObjectStorage
from cms.errors import Busy, CmsError


if TYPE_CHECKING:
    from obstore.store import S3Store


CHUNK: Final = 1024 * 1024
CONNECT_SECONDS: Final = 3
REQUEST_SECONDS: Final = 60
RETRIES: Final = 2
RETRY_SECONDS: Final = 10


class Bucket:
    """The objects of a site; names are relative to its prefix.

    Raises Busy when the store does not answer or refuses, which is answered with 503.
    """

    def __init__(self, options: ObjectStorage, secret: SecretStr) -> None:
        self.options, self._secret = options, secret

    @cached_property
    def _store(self) -> S3Store:
        """Return the client; it starts threads, so no process has it before its fork."""
        try:
            from obstore.store import S3Store
        except ImportError as error:
            raise CmsError(
                "[object_storage] needs a package that is not installed:"
                " pip install 'sen-cms[s3]'."
            ) from error
        options = self.options
        given: dict[str, Any] = {"region": options.region}
        if options.endpoint:
            given["endpoint"] = options.endpoint
        if options.access_key_id:
            given["access_key_id"] = options.access_key_id
            given["secret_access_key"] = self._secret.get_secret_value()
        return S3Store(
            options.bucket,
            prefix=options.prefix or None,
            client_options={
                "allow_http": options.endpoint.startswith("http://"),
                "connect_timeout": f"{CONNECT_SECONDS}s",
                "timeout": f"{REQUEST_SECONDS}s",
            },
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": dt.timedelta(seconds=RETRY_SECONDS),
            },
            **given,
        )

    def put(self, name: str, source: Path) -> None:
        """Store the bytes of a file; it is there wholly or not at all."""
        import obstore

        with _answering(), source.open("rb") as file:
            obstore.put(self._store, name, file)

    def fetch(self, name: str, target: Path) -> bool:
        """Write an object to a file; False when there is none."""
        import obstore

        with _answering():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return False
            with target.open("wb") as file:
                for chunk in found.stream(min_chunk_size=CHUNK):
                    file.write(chunk)
        return True

    def names(self, prefix: str = "") -> Iterator[tuple[str, float]]:
        """Yield the names below a prefix, and when each was written (as a timestamp)."""
        import obstore

        with _answering():
            for some in obstore.list(self._store, prefix=prefix or None):
                for one in some:
                    yield one["path"], one["last_modified"].timestamp()

    def remove(self, names: list[str]) -> None:
        """Remove objects; those that are not there do not matter."""
        import obstore

        with _answering():
            for name in names:
                try:
                    obstore.delete(self._store, name)
                except FileNotFoundError:
                    continue


@contextmanager
def _answering() -> Iterator[None]:
    """Turn whatever the client raises into Busy; its message holds no key."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        kind = type(error).__name__
        raise Busy(f"The store of files does not answer ({kind}).") from error
