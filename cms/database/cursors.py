"""Signed cursors for pagination by key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from cms.views import signing_keys


def sign_cursor(order: str, *place: Any) -> str:
    """Return a cursor of a list in this order.

    ``place`` are JSON values and aware datetimes.
    """
    return _serializer().dumps([order, *map(_stored, place)])


def read_cursor(cursor: str | None, order: str) -> list[Any] | None:
    """Return the place of a cursor, or None for one of another order or not ours."""
    try:
        values = _serializer().loads(cursor) if cursor else None
    except BadData:
        return None
    if not isinstance(values, list) or values[:1] != [order]:
        return None
    return [_restored(value) for value in values[1:]]


def _stored(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, dt.datetime) else value


def _restored(value: Any) -> Any:
    return dt.datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="cms.page")
