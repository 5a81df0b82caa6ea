"""Statements of public pages are composed once, and never answer for somebody else."""

import pytest
import sqlalchemy as sa

import cms
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.extensions import db
from cms.testing import inline


class Moods:
    """Hides what it likes at the moment, of its own and from everybody."""

    def __init__(self):
        self.criterion = None

    @cms.hookimpl
    def register_content_types(self):
        form = type("NoteForm", (cms.ItemForm,), {})
        return [cms.ContentType("moods.note", "Ghi chú", "Ghi chú", "ghi-chu", form)]

    @cms.hookimpl
    def filter_items(self):
        return self.criterion


MOODS = Moods()
COMPOSED = []


def titles_of_a_slug(criterion, slug):
    COMPOSED.append(slug)
    return sa.select(Item.title).where(criterion, Item.slug == slug)


@pytest.fixture
def plugins():
    return ("moods",)


@pytest.fixture
def extra_plugins():
    return (inline("moods", MOODS),)


@pytest.fixture(autouse=True)
def calm():
    MOODS.criterion = None
    COMPOSED.clear()


@pytest.fixture
def read(site, make_item):
    """Return a function: the title of a live item, as whoever asks finds it."""
    make_item("moods.note", title="Bài", slug="bai", status="published")

    def ask(user=None):
        with site.app.app_context(), site.app.test_request_context():
            query = cms.visible_statement(titles_of_a_slug, "bai", user=user)
            return db.session.scalar(query)

    return ask


def test_visitors_share_one_statement(read):
    assert [read(), read(), read()] == ["Bài"] * 3
    assert COMPOSED == ["bai"]


def test_what_a_plugin_says_now_counts_and_what_it_said_before_is_found_again(read):
    assert read() == "Bài"
    MOODS.criterion = Item.title != "Bài"
    assert read() is None
    MOODS.criterion = Item.title != "Tin"
    assert read() == "Bài"
    assert len(COMPOSED) == 3
    MOODS.criterion = Item.title != "Bài"
    assert read() is None
    assert len(COMPOSED) == 3


def test_what_names_a_moment_is_composed_each_time(read):
    for _time in range(3):
        MOODS.criterion = Item.updated_at <= utcnow()
        assert read() == "Bài"
    assert len(COMPOSED) == 3


def test_whoever_is_logged_in_has_a_statement_of_their_own(read, user):
    reader, approver = user("reader"), user("approver")
    item = db.session.scalar(sa.select(Item))
    item.visibility = "internal"
    db.session.commit()
    assert (read(), read(reader), read(approver)) == (None, "Bài", "Bài")
    assert len(COMPOSED) == 3
