"""A site with one toy content type: notes that may point to other notes."""

import pytest
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cms.content import fields
from cms.content.fields.forms import ItemForm, RowForm
from cms.content.spine.models import ItemDetail
from cms.contributions import ContentType, Reference, Relation
from cms.extensions import Model, db
from cms.hookspecs import hookimpl
from cms.testing import inline


class WitnessForm(RowForm):
    who = fields.Link("Who", targets=("toy.note",))
    role = fields.Text("Role", required=True)


class NoteForm(ItemForm):
    body = fields.Rich("Body", required=True)
    kind = fields.Choice("Kind", choices=[("short", "Short"), ("long", "Long")])
    held_on = fields.Date("Held on")
    count = fields.Integer("Count", min=0)
    sources = fields.Link("Sources", targets=("toy.note",), many=True)
    witnesses = fields.Rows("Witnesses", WitnessForm)


class Witness(Model):
    __tablename__ = "toy_witness"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(
        ForeignKey("toy_note.item_id", ondelete="CASCADE")
    )
    position: Mapped[int]
    who: Mapped[int | None]
    role: Mapped[str | None]


class Note(ItemDetail, Model):
    __tablename__ = "toy_note"

    body: Mapped[dict | None] = mapped_column(JSON)
    kind: Mapped[str | None]
    count: Mapped[int | None]
    witnesses: Mapped[list[Witness]] = relationship(
        cascade="all, delete-orphan", order_by=Witness.position
    )


def witness_links(data):
    for row in data.get("witnesses") or []:
        if row.get("who"):
            yield Reference("witnesses", row["who"], row.get("role"))


class ToyPlugin:
    """The smallest plugin that has content, rows and links."""

    @hookimpl
    def register_content_types(self):
        return [
            ContentType(
                "toy.note",
                "Note",
                "Notes",
                "ghi-chep",
                NoteForm,
                detail=Note,
                relations=[
                    Relation("sources", "Sources", "Cited by", ("toy.note",)),
                    Relation("witnesses", "Witnesses", "Witness of", ("toy.note",)),
                ],
                references=witness_links,
                filters=("kind",),
                feed=True,
            )
        ]


@pytest.fixture
def extra_plugins():
    return (inline("toy", ToyPlugin()),)


@pytest.fixture
def plugins():
    return ("toy",)


@pytest.fixture
def site(site):
    tables = [Note.__table__, Witness.__table__]
    Model.metadata.create_all(db.engine, tables=tables)
    return site


@pytest.fixture
def document():
    """Return a function that makes a document of paragraphs."""
    from cms.richtext import from_text

    return from_text
