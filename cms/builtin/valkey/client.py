"""The client: short waits, and none at all while the server is away."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cms.config import Config
from cms.errors import CmsError


if TYPE_CHECKING:
    from redis import Redis

Answer = TypeVar("Answer")
#: Under this name an application has its client, or None.
VALKEY: Final = "cms.valkey"
log = logging.getLogger(__name__)
# Both names of the protocol are one.
_SCHEME: Final = re.compile(r"^valkey(?=s?://)")
#: Longer than that a page is made anew as quickly.
WAIT_SECONDS: Final = 0.1
#: After a question without an answer nobody asks for so long.
AWAY_SECONDS: Final = 5.0


class Valkey:
    """A server at an address; names of keys begin with what tells sites apart."""

    def __init__(
        self,
        address: str,
        secret: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address, self._clock = address, clock
        self._secret = blake2b(secret.encode(), person=b"sen valkey").digest()
        self._asked_again = float("-inf")
        self.prefix = f"sen:{self._secret.hex()[:16]}:"

    @cached_property
    def _redis(self) -> Redis:
        try:
            import redis
        except ImportError as error:
            raise CmsError(
                "valkey_url needs a package that is not installed:"
                " pip install 'sen-cms[valkey]'."
            ) from error
        return redis.Redis.from_url(
            _SCHEME.sub("redis", self._address),
            socket_timeout=WAIT_SECONDS,
            socket_connect_timeout=WAIT_SECONDS,
            retry=None,
            max_connections=64,
        )

    def ask(self, work: Callable[[Any], Answer]) -> Answer | None:
        """Return what ``work`` returns when it is called with the client.

        None when the server does not answer in time, refuses (it is full, it asks for a
        password) or answers nonsense; then it is left alone for five seconds.
        """
        import redis

        if self._clock() < self._asked_again:
            return None
        try:
            return work(self._redis)
        except (redis.RedisError, OSError, ValueError) as error:
            self._asked_again = self._clock() + AWAY_SECONDS
            # Its message may hold the address, and that a password.
            log.warning("Valkey does not answer (%s).", type(error).__name__)
            return None

    def sign(self, data: bytes) -> bytes:
        """Return 16 bytes that only who has the site's key can make of ``data``."""
        return blake2b(data, digest_size=16, key=self._secret).digest()


def valkey_of(config: Config) -> Valkey | None:
    """Return the server that a configuration names; None when it names none."""
    address = config.valkey_url.get_secret_value()
    return Valkey(address, config.secret_key.get_secret_value()) if address else None
