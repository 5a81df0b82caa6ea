"""An empty database of each kind with the core's tables, and items to search."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import URL

import cms.accounts.models
import cms.media.models  # noqa: F401 -- items point to media
from cms import search
from cms.content.spine.models import Item, Section
from cms.database import engines
from cms.database.engines import engine_options, make_engine
from cms.extensions import db
from cms.testing.postgres import database, server
from cms.testing.pytest_plugin import SECRET


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a server, and the name of a database on it to be copied."""
    with server() as address, database(address) as template:
        _make_tables(template.render_as_string(hide_password=False))
        yield template


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database to be copied."""
    path = tmp_path_factory.mktemp("search") / "site.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def store(
    request: pytest.FixtureRequest, tmp_path: Path, quick_engines: None
) -> Iterator[Flask]:
    """An application context with an empty database; once for each kind of database."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite"), tmp_path)
        yield from _application(f"sqlite:///{path}")
        return
    template = request.getfixturevalue("postgres")
    with database(template.set(database="postgres"), template.database) as address:
        yield from _application(address.render_as_string(hide_password=False))


def _application(address: str) -> Iterator[Flask]:
    app = Flask("search")
    app.config["SECRET_KEY"] = SECRET
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(address)
    db.init_app(app)
    with app.app_context():
        engines.wire(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def _make_tables(address: str) -> None:
    """Make the core's tables in a database and leave it with no connection."""
    engine = make_engine(address)
    # All tables of this process may hold those of other tests' toy plugins.
    core = [t for t in db.metadata.sorted_tables if not t.name.startswith("toy_")]
    db.metadata.create_all(engine, tables=core)
    engine.dispose()


@pytest.fixture
def add(store: Flask) -> Callable[..., Item]:
    """Return ``add(title, summary, body, **columns)``, which stores and indexes an item."""

    def add_item(title: str, summary: str = "", body: str = "", **columns: Any) -> Item:
        number = columns.pop("number", None)
        values = {
            "type": "news.article",
            "status": "published",
            "slug": f"s{number or id(title)}-{len(title)}",
            "sort_date": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        } | columns
        values.setdefault("path", f"tin-tuc/{values['slug']}")
        if number is not None:
            values["id"] = number
        item = Item(title=title, summary=summary, **values)
        db.session.add(item)
        db.session.flush()
        search.index_item(
            db.session,
            item.id,
            moment=item.sort_date,
            title=title,
            summary=summary,
            body=body,
        )
        return item

    return add_item


@pytest.fixture
def section(store: Flask) -> Section:
    section = Section(slug="kiem-tra", title="Kiểm tra")
    db.session.add(section)
    db.session.flush()
    return section
