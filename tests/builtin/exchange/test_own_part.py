"""A plugin's own field and own table travel without the core's knowing them."""

import pytest
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cms import BigId, ContentType, ExchangePart, ItemForm, Model, fields, hookimpl
from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing import inline
from cms.testing.items import make


pytestmark = pytest.mark.one_database


class Signpost(fields.JsonField):
    """Words, and the item that they lead to: one JSON object."""

    def load(self, value):
        self.data = dict(value) if value else None

    def references(self):
        if self.data:
            yield self.reference(Kind.ITEM, self.data["to"])

    def replaced(self, replacement):
        if not self.data:
            return None
        to = self.data["to"]
        return {**self.data, "to": replacement.items.get(to, to)}


class PathForm(ItemForm):
    sign = Signpost("Biển")
    note = fields.Text("Ghi chú")


class Step(Model):
    __tablename__ = "paths_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    before_id: Mapped[int | None] = mapped_column(ForeignKey("paths_step.id"))
    words: Mapped[str] = mapped_column(String(60))


class PathsPlugin:
    @hookimpl
    def register_content_types(self):
        return [ContentType("paths.path", "Lối", "Lối", "loi", PathForm)]

    @hookimpl
    def register_exchange_parts(self):
        return [ExchangePart("paths.steps", Step, ("item_id", "words"))]


@pytest.fixture
def plugins():
    return ("paths",)


@pytest.fixture
def extra_plugins():
    return (inline("paths", PathsPlugin()),)


@pytest.fixture
def with_tables():
    """Return a function that makes the plugin's table in the current site."""
    return lambda: Model.metadata.create_all(db.engine, tables=[Step.__table__])


@pytest.fixture
def archive(site, with_tables, tmp_path):
    with_tables()
    # What looks like a reference and is none stays what it is.
    odd = {"words": "Lạ", "to": 1, "$item": "x", "deep": {"$literal": ["$item"]}}
    target = make("paths.path", title="Đích")
    make("paths.path", title="Nguồn", sign={**odd, "to": target.id}, note="$item")
    with transaction() as session:
        for _twice in range(2):
            session.add(Step(item_id=target.id, words="Rẽ trái"))
        session.flush()
        session.add(Step(item_id=target.id, words="Tới nơi", before_id=2))
    path = tmp_path / "site.zip"
    export_archive(path)
    return path


def test_a_field_of_a_plugin_writes_names_and_reads_numbers(
    archive, tmp_path, empty_site, with_tables
):
    with empty_site():
        with_tables()
        make("paths.path", title="Có trước")
        import_archive(archive, SYSTEM)
        items = {one.title: one for one in db.session.scalars(select(Item))}
        sign = Snapshot.of(items["Nguồn"])["sign"]
        assert sign["to"] == items["Đích"].id == 2
        assert sign["deep"] == {"$literal": ["$item"]}
        assert sign["$item"] == "x"


def test_rows_of_a_plugin_keep_what_they_point_to(
    archive, tmp_path, empty_site, with_tables
):
    with empty_site():
        with_tables()
        assert import_archive(archive, SYSTEM).parts["paths.steps"].added == 3
        steps = list(db.session.scalars(select(Step).order_by(Step.id)))
        assert [one.words for one in steps] == ["Rẽ trái", "Rẽ trái", "Tới nơi"]
        assert steps[2].before_id == steps[1].id
        export_archive(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
