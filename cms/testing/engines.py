"""Engines of tests: each test has its own, yet none compiles or waits more than it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache

from cms.database import engines


if TYPE_CHECKING:
    import pytest


class CompiledStatements:
    """What engines have compiled, shared by all of a kind.

    Each test has a database of its own, hence engines of its own, which would
    compile the same statements again: a fifth of the time of an ordinary test.
    """

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._compiled: LRUCache[Any, Any] = LRUCache(4000)

    def share(self, engine: Engine) -> None:
        """Let an engine that was not used yet take part."""
        dialect = self._dialects.setdefault(engine.dialect.name, engine.dialect)
        # Statements are kept by dialect; it knows its server from a connection.
        if dialect.server_version_info is not None:
            engine.dialect = dialect
        engine.update_execution_options(compiled_cache=self._compiled)


def speed_up(monkeypatch: pytest.MonkeyPatch, statements: CompiledStatements) -> None:
    """Make the engines of this test share statements and not wait for the disk."""
    wire = engines.wire

    def wire_for_tests(engine: Engine) -> Engine:
        wire(engine)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _leave_the_disk_alone)
        statements.share(engine)
        return engine

    monkeypatch.setattr(engines, "wire", wire_for_tests)


def _leave_the_disk_alone(dbapi: Any, _record: Any) -> None:
    """Commit without waiting until the disk has it; no test cuts the power."""
    dbapi.execute("PRAGMA synchronous=OFF").close()
