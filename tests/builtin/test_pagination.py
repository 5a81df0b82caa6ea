"""Pages by key: every row once, in order, both ways, whatever the cursor says."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from cms.builtin.pagination import page_of
from cms.database.base import UTCDateTime
from cms.database.engines import WRITES, bind
from cms.extensions import Base, db


class Row(Base):
    __tablename__ = "pagination_rows"
    __table_args__ = {"info": {"test": True}}

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


Base.metadata.remove(Row.__table__)  # other tests compare the metadata
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def app(config):
    app = Flask("t")
    app.secret_key = config.secret_key.get_secret_value()
    bind(app, config)
    with app.app_context(), db.engine.begin() as connection:
        Row.__table__.create(connection)
    with app.test_request_context("/"):
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def rows(app):
    """Write 23 rows, of which three share each moment."""
    with db.engine.connect() as connection:
        writer = connection.execution_options(**{WRITES: True})
        for number in range(23):
            at = START + dt.timedelta(hours=number // 3)
            writer.execute(sa.insert(Row.__table__).values(id=number + 1, at=at))
        writer.commit()
    return list(range(1, 24))


def one_page(cursor=None, descending=True, **options):
    return page_of(
        sa.select(Row), Row.at, Row.id,
        descending=descending, cursor=cursor, limit=5, **options,
    )  # fmt: skip


def ids(page):
    return [row.id for row in page.items]


def walk(descending, step):
    """Follow one kind of cursor from the first page to the end."""
    pages = [one_page(descending=descending)]
    while cursor := getattr(pages[-1], step):
        pages.append(one_page(cursor, descending))
    return pages


@pytest.mark.parametrize("descending", [True, False])
def test_every_row_comes_once_and_in_order(rows, descending):
    found = [one for page in walk(descending, "next") for one in ids(page)]
    assert found == sorted(rows, reverse=descending)


@pytest.mark.parametrize("descending", [True, False])
def test_going_back_shows_the_same_pages(rows, descending):
    there = walk(descending, "next")
    assert there[0].previous is None
    for before, after in itertools.pairwise(there):
        assert ids(one_page(after.previous, descending)) == ids(before)


def test_a_row_added_in_front_shifts_nothing(rows):
    first = one_page()
    db.session.rollback()
    with db.engine.connect() as connection:
        writer = connection.execution_options(**{WRITES: True})
        late = START + dt.timedelta(days=9)
        writer.execute(sa.insert(Row.__table__).values(id=99, at=late))
        writer.commit()
    assert ids(one_page(first.next)) == [18, 17, 16, 15, 14]


@pytest.mark.parametrize("cursor", ["x", "WzFd.abc", ""])
def test_a_foreign_cursor_gives_the_first_page(rows, cursor):
    assert ids(one_page(cursor)) == [23, 22, 21, 20, 19]


def test_a_cursor_of_another_order_gives_the_first_page(rows):
    assert ids(one_page(one_page().next, descending=False)) == [1, 2, 3, 4, 5]


def test_rows_are_counted_up_to_a_number(rows):
    assert (one_page().total, one_page().capped) == (None, False)
    assert (one_page(count_cap=50).total, one_page(count_cap=50).capped) == (23, False)
    assert (one_page(count_cap=10).total, one_page(count_cap=10).capped) == (10, True)
