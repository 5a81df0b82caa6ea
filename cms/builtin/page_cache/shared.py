"""Kept pages that all nodes share: what one has made, the others need not make."""

from __future__ import annotations

import json
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Final

from werkzeug.datastructures import Headers

from cms.builtin.page_cache.keys import Place
from cms.builtin.page_cache.moments import Moment
from cms.builtin.page_cache.representations import Page
from cms.builtin.valkey.client import Valkey


_SIGNATURE: Final = 16
Names = frozenset[str] | None


class SharedPages:
    """Pages without a query, by the moment they belong to.

    A page is taken as it is, or not at all: it is signed with the site's key, and its
    key holds the stamp, so nobody gets what was made before a change.
    """

    def __init__(self, valkey: Valkey) -> None:
        self._valkey, self._version = valkey, version("sen-cms")

    def find(self, place: Place, moment: Moment) -> tuple[Page, Names] | None:
        """Return the page of a place, if a node has made it in this moment.

        With what of a query the page has asked for, as ``Store.keep`` takes it.
        """
        key = self._key(place, moment)
        data = self._valkey.ask(lambda redis: redis.get(key))
        if not data or data[:_SIGNATURE] != self._sign(key, data[_SIGNATURE:]):
            return None
        head, _line, body = data[_SIGNATURE:].partition(b"\n")
        said = json.loads(head)
        until = min(moment.zero + said["until"], moment.until)
        names = None if said["names"] is None else frozenset(said["names"])
        return Page(Headers(said["headers"]), body, until), names

    def keep(
        self,
        place: Place,
        moment: Moment,
        headers: Headers,
        page: Page,
        names: Names,
        now: float,
    ) -> None:
        """Share a page for as long as it holds; ``now`` is by the clock of the moment."""
        said = {
            "headers": list(headers),
            "until": page.until - moment.zero,
            "names": None if names is None else sorted(names),
        }
        data = json.dumps(said).encode() + b"\n" + page.body
        key, left = self._key(place, moment), int((page.until - now) * 1000)
        if left > 0:
            signed = self._sign(key, data) + data
            self._valkey.ask(lambda redis: redis.set(key, signed, px=left))

    def _key(self, place: Place, moment: Moment) -> str:
        parts: tuple[Any, ...] = (self._version, moment.stamp, *place)
        name = blake2b(json.dumps(parts).encode(), digest_size=20).hexdigest()
        return f"{self._valkey.prefix}page:{name}"

    def _sign(self, key: str, data: bytes) -> bytes:
        return self._valkey.sign(key.encode() + b"\n" + data)
