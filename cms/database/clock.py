"""The database's clock: it decides what is due, whichever process asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from cms.database.base import UTCDateTime


class database_now(FunctionElement[dt.datetime]):  # noqa: N801 - a function of SQL
    """The time when the statement began, as columns of instants hold it.

    A criterion with it costs no statement and leaves indexes of use.
    """

    type = UTCDateTime()
    tells_time = True
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite(_element: database_now, _compiler: Any, **_options: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(database_now, "postgresql")
def _postgresql(_element: database_now, _compiler: Any, **_options: Any) -> str:
    return "(statement_timestamp() AT TIME ZONE 'utc')"


def read_clock(connection: Connection | Session) -> dt.datetime:
    """Return what the database takes for the time, aware, in UTC."""
    return connection.execute(select(database_now())).scalar_one()
