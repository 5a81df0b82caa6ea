"""Databases and builds for tests: migrated once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Table, insert, select

from cms.build import build
from cms.build_context import Build
from cms.config import Config
from cms.database.engines import make_engine
from cms.database.migrations import runner as migrate
from cms.database.transaction import transaction
from cms.extensions import db
from cms.plugins.discovery import Installed, discover
from cms.plugins.models import PluginState
from cms.testing.postgres import database, server


def migrated(config: Config) -> None:
    """Create the tables of everything installed, and the roles of a new site."""
    from cms.builtin.accounts.roles import ensure_roles

    migrate.upgrade(config)
    made = build(config, (), 0)
    with made.app.app_context(), transaction():
        ensure_roles()
    made.close()
    if config.url.get_backend_name() == "sqlite":
        checkpoint(config)


def checkpoint(config: Config) -> None:
    """Bring an SQLite database into one file, without a log beside it, to be copied."""
    engine = make_engine(config.database_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()


@contextmanager
def postgres_template(folder: Path, secret: str) -> Iterator[tuple[URL, str]]:
    """Yield a server and the name of a migrated database on it."""
    with server() as address, database(address) as template:
        migrated(
            Config.load(
                folder,
                secret_key=secret,
                database_url=template.render_as_string(hide_password=False),
            )
        )
        yield address, str(template.database)


def with_requirements(names: Collection[str], extra: Sequence[Installed]) -> list[str]:
    """Return names and, before them, all that they require."""
    installed = {**discover(), **{one.name: one for one in extra}}
    found: list[str] = []

    def visit(name: str) -> None:
        for needed in installed[name].requires if name in installed else ():
            visit(needed)
        if name not in found:
            found.append(name)

    for name in names:
        visit(name)
    return found


def switch_on(
    config: Config, names: Collection[str], extra: Sequence[Installed]
) -> None:
    """Write in a database that plugins are on, without any trial; again is no harm."""
    engine = make_engine(config.database_url)
    table = cast(Table, PluginState.__table__)
    with engine.begin() as connection:
        there = set(connection.scalars(select(table.c.name)))
        for name in with_requirements(names, extra):
            if name not in there:
                connection.execute(insert(table).values(name=name))
    engine.dispose()


@contextmanager
def opened(
    config: Config, names: Collection[str], extra: Sequence[Installed]
) -> Iterator[Build]:
    """Yield a build with plugins on, its application context pushed.

    Raises AssertionError with the reason when one of them is left out.
    """
    switch_on(config, names, extra)
    made = build(config, extra_plugins=extra)
    try:
        assert not made.left_out, made.left_out
        with made.app.app_context():
            yield made
            db.session.rollback()
    finally:
        made.close()


@contextmanager
def filled(
    template: Any,
    folder: Path,
    secret: str,
    names: Collection[str],
    extra: Sequence[Installed],
    fill: Callable[[Build], object],
) -> Iterator[Any]:
    """Yield another template: a copy in which plugins are on and ``fill`` has written.

    A template is a file of SQLite, or a server's address and a database's name.
    ``folder`` is the instance of the build that is filled.
    """
    if isinstance(template, Path):
        shutil.copyfile(template, folder / "site.db")
        config = Config.load(folder, secret_key=secret)
        with opened(config, names, extra) as made:
            fill(made)
        checkpoint(config)
        yield folder / "site.db"
        return
    address, name = template
    with database(address, name) as url:
        written = url.render_as_string(hide_password=False)
        config = Config.load(folder, secret_key=secret, database_url=written)
        with opened(config, names, extra) as made:
            fill(made)
        yield address, str(url.database)
