"""How often somebody may ask for something dear: a rate beside the route.

Counted in each process for itself: counting costs no write. With several web
workers up to so many times as much passes, which is no harm to a server. Where a
Valkey is configured all workers count together, as long as it answers.
"""

from __future__ import annotations

import functools
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import current_app, request

from cms.accounts.current import current_user
from cms.builtin.requests import address_to_count
from cms.builtin.valkey import VALKEY, Valkey
from cms.builtin.valkey.rates import take
from cms.errors import CmsError


View = TypeVar("View", bound=Callable[..., Any])

# Whoever asks is remembered, the longest silent forgotten, so that nobody fills the memory.
MOST_KEYS = 10_000
CLOCK_SECONDS = 1e-6
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class TooMany(CmsError):
    """Somebody asks too often, or too many ask at once; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"Try again in {retry_after:.0f} s.")
        self.retry_after = max(1, math.ceil(retry_after))


class Rate:
    """At most ``most`` in ``seconds``, spread or at once, for each key."""

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.seconds, self._clock = most, seconds, clock
        self._lock = Lock()
        # When all that a key has asked for would be paid off at an even pace.
        self._paid: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> float:
        """Count one for ``key``; return 0, or the seconds until the next may pass."""
        with self._lock:
            now, each = self._clock(), self.seconds / self.most
            paid = max(self._paid.pop(key, now), now)
            wait = (paid - now) + each - self.seconds
            # The sum of shares is not always the whole: no clock is that exact.
            wait = wait if wait > CLOCK_SECONDS else 0.0
            self._paid[key] = paid if wait else paid + each
            while len(self._paid) > MOST_KEYS:
                self._paid.popitem(last=False)
        return wait


def limited(
    most: int, *, seconds: float = 60, reads: bool = False
) -> Callable[[View], View]:
    """Let each person call a view ``most`` times in ``seconds``; others by network.

    Stands below the decorator that declares the permission. Only what changes
    something counts (POST and the like); with ``reads`` every call does. Too
    often is answered with 429, which says when to go on and keeps what was
    typed.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            if reads or request.method not in SAFE_METHODS:
                wait = _take(counted, most, seconds)
                if wait:
                    raise TooMany(wait)
            return view(*args, **kwargs)

        return counted  # type: ignore[return-value] # wraps keeps the signature

    return decorate


def _take(view: Any, most: int, seconds: float) -> float:
    """Count one call of a view for who asks; return the seconds to wait, or 0."""
    valkey: Valkey | None = current_app.extensions.get(VALKEY)
    if valkey is not None:
        name = f"{view.__module__}.{view.__qualname__}"
        wait = take(valkey, name, asker(), most, seconds)
        if wait is not None:
            return wait
    return _rate_of(view, most, seconds).take(asker())


def _rate_of(view: Any, most: int, seconds: float) -> Rate:
    """Return what the application counts for a view; another one counts anew."""
    rates: dict[Any, Rate] = current_app.extensions.setdefault("cms.rates", {})
    return rates.setdefault(view, Rate(most, seconds))


def asker() -> str:
    """Return who is counted: the person, or the network of somebody unknown."""
    if current_user.is_authenticated:
        return f"person:{current_user.id}"
    return f"network:{network_of(address_to_count())}"


def network_of(address: str | None) -> str:
    """Return the /24 or /64 that an address belongs to; unknown ones share one."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    prefix = 24 if ip.version == 4 else 64
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))
