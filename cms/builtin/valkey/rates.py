"""Rates that all workers of all nodes count together."""

from __future__ import annotations

from typing import Any, Final

from cms.builtin.valkey.client import Valkey


# What Rate.take does, in one step and by the server's clock.
_TAKE: Final = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local each = tonumber(ARGV[2]) / tonumber(ARGV[1])
local paid = tonumber(redis.call('GET', KEYS[1]) or now)
if paid < now then paid = now end
local wait = (paid - now) + each - tonumber(ARGV[2])
if wait > 0.000001 then return string.format('%.6f', wait) end
local owed = math.ceil((paid + each - now) * 1000)
redis.call('SET', KEYS[1], string.format('%.6f', paid + each), 'PX', owed)
return '0'
"""


def take(
    valkey: Valkey, name: str, key: str, most: int, seconds: float
) -> float | None:
    """Count one for ``key`` of the rate ``name``: at most ``most`` in ``seconds``.

    Returns 0, or the seconds until the next may pass; None when the server does not say.
    """
    place = f"{valkey.prefix}rate:{name}:{key}"

    def count(redis: Any) -> float:
        return float(redis.eval(_TAKE, 1, place, most, seconds))

    return valkey.ask(count)
