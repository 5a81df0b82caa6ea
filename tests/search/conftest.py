"""An empty database of each kind with the core's tables, and items to search."""

from __future__ import annotations

import datetime as dt
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
from cms.database.engines import engine_options, wire
from cms.extensions import db
from cms.testing.postgres import database, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    with server() as address:
        yield address


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application context with an empty database; once for each kind of database."""
    if request.param == "sqlite":
        yield from _application(f"sqlite:///{tmp_path / 'site.db'}")
        return
    with database(request.getfixturevalue("postgres")) as address:
        yield from _application(address.render_as_string(hide_password=False))


def _application(address: str) -> Iterator[Flask]:
    app = Flask("search")
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(address)
    db.init_app(app)
    with app.app_context():
        wire(db.engine)
        # All tables of this process may hold those of other tests' toy plugins.
        core = [t for t in db.metadata.sorted_tables if not t.name.startswith("toy_")]
        db.metadata.create_all(db.engine, tables=core)
        yield app
        db.session.remove()
        db.engine.dispose()


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
        search.index_item(db.session, item.id, title=title, summary=summary, body=body)
        return item

    return add_item


@pytest.fixture
def section(store: Flask) -> Section:
    section = Section(slug="kiem-tra", title="Kiểm tra")
    db.session.add(section)
    db.session.flush()
    return section
