"""The extension objects that every build binds to its own application."""

from __future__ import annotations

from collections.abc import Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase, registry


class _MappedInPackage:
    """Maps the classes of each package in a registry of its own."""

    def __init_subclass__(cls, **options: Any) -> None:
        package = cls.__module__.partition(".")[0]
        if package not in ("cms", "flask_sqlalchemy"):
            cls._sa_registry = registry_of(package)  # type: ignore[attr-defined] # the base has it
        super().__init_subclass__(**options)


class Base(_MappedInPackage, DeclarativeBase):
    """The declarative base: one naming convention from the first migration on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _ClassNames(dict[str, Any]):
    """Names of the classes of one package, then those of the core."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in Base.registry._class_registry

    def __missing__(self, name: str) -> Any:
        return Base.registry._class_registry[name]


@cache
def registry_of(package: str) -> registry:
    """Return the mappers of a plugin's package.

    Two packages may use one name for a class, and a mapper that cannot be
    configured fails the queries of its own package only.
    """
    return registry(metadata=Base.metadata, class_registry=_ClassNames())


@dataclass(eq=False)
class BoundedCall:
    """A call that runs in a helper thread, with the session of the caller who waits.

    ``outer`` is the call within which it was made. ``connection`` is the DBAPI
    connection that it has used, or None. A call that is ``late`` may end, but
    ask the database no more. Once ``left`` the caller waits no longer: the
    session is the caller's again and the call has none.
    """

    outer: BoundedCall | None = None
    connection: Any = None
    late: bool = False
    left: bool = False

    @property
    def overdue(self) -> bool:
        """Whether it is late, or one that it is part of."""
        return self.late or (self.outer is not None and self.outer.overdue)

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for it, or for one that it is part of."""
        return self.left or (self.outer is not None and self.outer.abandoned)


bounded_call: ContextVar[BoundedCall | None] = ContextVar("bounded_call", default=None)


def session_scope() -> Hashable:
    """Return the key of the current session: one for each application context.

    An abandoned call gets a key of its own, so that it never meets the session
    of the request that it was made for.
    """
    call = bounded_call.get()
    if call is not None and call.abandoned:
        return call
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined] # a proxy has it


def core_tables() -> list[str]:
    """Return the names of the core's mapped tables."""
    tables = (mapper.local_table for mapper in Base.registry.mappers)
    return [table.name for table in tables if isinstance(table, Table)]


# expire_on_commit would open a second read transaction after every commit.
db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False, "scopefunc": session_scope},
)

# Flask-SQLAlchemy's generated base is opaque to type checkers; Base has the same shape.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
