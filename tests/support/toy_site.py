"""A site with two toy types: notes, which are news with a feed, and people by name."""

import itertools

import pytest
from sqlalchemy import event, select

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.item_rows import load
from cms.content import fields
from cms.content.fields.forms import ItemForm
from cms.content.spine.models import Item
from cms.contributions import Card, ContentType, DemoItem, EventFields, Relation
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.testing import inline


class NoteForm(ItemForm):
    body = fields.Rich("Body")
    kind = fields.Choice("Kind", choices=[("short", "Short"), ("long", "Long")])
    date = fields.Date("Day")
    location = fields.Text("Place")
    author = fields.Text("Author")
    people = fields.Link("People", targets=("toy.person",), many=True)


class PersonForm(ItemForm):
    pass


def note_card(data):
    return Card(
        title=data["title"],
        summary=data.get("summary") or "",
        image_id=data.get("image_id"),
        sort_date=data.get("date"),
    )


class ToyPlugin:
    """Types without tables of their own."""

    @hookimpl
    def register_content_types(self):
        note = ContentType(
            name="toy.note",
            label="Note",
            plural="Notes",
            address="ghi-chu",
            form=NoteForm,
            card=note_card,
            relations=(
                Relation("people", "People", "Notes about them", ("toy.person",)),
            ),
            feed=True,
            filters=("kind",),
            byline="author",
            event=EventFields(date="date", location="location"),
            schema_type="NewsArticle",
        )
        person = ContentType(
            name="toy.person",
            label="Person",
            plural="People",
            address="nguoi",
            form=PersonForm,
            sort="title",
        )
        return [note, person]


@pytest.fixture
def plugins():
    return ("toy",)


@pytest.fixture
def extra_plugins():
    return (inline("toy", ToyPlugin()),)


@pytest.fixture
def note(make_item):
    """``note("Title", …)``: a published note."""

    def make(title, **data):
        data.setdefault("status", "published")
        return make_item("toy.note", title=title, **data)

    return make


@pytest.fixture
def notes(site):
    """``notes(25, …)``: so many published notes, imported at once, the oldest first."""
    numbers = itertools.count()

    def make(count, **data):
        rows = [
            DemoItem("toy.note", f"tin-{number}", {"title": f"Tin {number}", **data})
            for number in itertools.islice(numbers, count)
        ]
        assert load(rows, SYSTEM) == count
        slugs = [row.slug for row in rows]
        query = select(Item).where(Item.type == "toy.note", Item.slug.in_(slugs))
        return db.session.scalars(query.order_by(Item.id)).all()

    return make


@pytest.fixture
def statements(site, client):
    """``statements("/address")``: the questions that the page asks the database."""

    def count(address):
        client.get(address)
        seen = []

        def remember(_connection, _cursor, statement, *_rest):
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", remember)
        answer = client.get(address)
        event.remove(db.engine, "before_cursor_execute", remember)
        assert answer.status_code == 200
        return seen

    return count
