"""What the exchange adds to every build: the core's tables, for archives."""

from __future__ import annotations

from collections.abc import Iterable

from cms.builtin.exchange.core_parts import PARTS
from cms.contributions import ExchangePart
from cms.hookspecs import hookimpl


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return the core's tables that an archive holds."""
    return PARTS
