"""A field class of a plugin takes part everywhere by answering the same questions."""

import pytest
from sqlalchemy import select

from cms import ContentType, ItemForm, RowForm, hookimpl
from cms.builtin.desk.compare.diff import changes, titles_for
from cms.builtin.desk.item.pointers import points_here, replace_everywhere
from cms.builtin.exchange.item_rows import dump
from cms.content import fields, service
from cms.content.checks import find_problems
from cms.content.fields.answers import Kind
from cms.content.revisions.projection import indexed_body
from cms.content.revisions.snapshot import Snapshot
from cms.extensions import db
from cms.features.tags.models import Tag
from cms.features.tags.service import rename
from cms.testing import inline


class Signpost(fields.JsonField):
    """Words, an item that they lead to, and a keyword: one JSON object."""

    def load(self, value):
        self.data = dict(value) if value else None

    def passages(self):
        if self.data:
            yield self.passage(self.data["words"])

    def references(self):
        if self.data:
            yield self.reference(Kind.ITEM, self.data["to"])
            yield self.reference(Kind.TAG, self.data["tag"])

    def replaced(self, replacement):
        if not self.data:
            return None
        to, tag = self.data["to"], self.data["tag"]
        return {
            **self.data,
            "to": replacement.items.get(to, to),
            "tag": replacement.tags.get(tag, tag),
        }

    def shown(self, value, titles):
        return (
            f"{value['words']} → {titles.of_items([value['to']])[0]}" if value else ""
        )


class StopForm(RowForm):
    sign = Signpost("Biển")


class RouteForm(ItemForm):
    sign = Signpost("Biển")
    stops = fields.Rows("Trạm", StopForm)


class RoutesPlugin:
    @hookimpl
    def register_content_types(self):
        return [ContentType("routes.route", "Tuyến", "Tuyến", "tuyen", RouteForm)]


@pytest.fixture
def plugins():
    return ("routes",)


@pytest.fixture
def extra_plugins():
    return (inline("routes", RoutesPlugin()),)


@pytest.fixture
def chief(user):
    return user("administrator")


def sign(to, words, tag="Đường"):
    return {"words": words, "to": to, "tag": tag}


@pytest.fixture(params=["field", "row"])
def route(request, site, chief):
    """Return a function that makes a route with one signpost, also in a row."""

    def make(title, to=None, words="Rẽ phải"):
        data = {"title": title, "summary": "Một tuyến."}
        if to is not None and request.param == "field":
            data["sign"] = sign(to.id, words)
        elif to is not None:
            data["stops"] = [{"key": "a", "sign": sign(to.id, words)}]
        return service.create(chief, "routes.route", data)

    return make


def test_its_words_are_searched_and_checked(route, chief, make_item):
    end = make_item("routes.route", title="Đích", summary="Ga.", status="published")
    item = route("Tuyến Một", end, "Nguyễn Văn Hoà, Nguyễn Văn Hòa ở Bến Cũ")

    body = indexed_body(item)

    assert "Bến Cũ" in body
    assert "Đích" in body
    found = find_problems(item, Snapshot.of(item), chief)
    assert "core.names" in {one.rule for one in found}


def test_what_it_points_to_is_found_and_replaced(route, chief):
    end, other = route("Đích"), route("Đích mới")
    item = route("Tuyến Một", end)

    assert [one.item.id for one in points_here(end, chief).pointers] == [item.id]
    assert replace_everywhere(chief, end.id, other.id, end.version) == 1

    assert Snapshot.of(item).targets(Kind.ITEM) == {other.id}


def test_its_keyword_is_renamed_with_all_others(route, chief):
    item = route("Tuyến Một", route("Đích"))
    tag = db.session.scalar(select(Tag))

    rename(chief, tag.id, tag.version, "Đường làng")

    assert Snapshot.of(item).targets(Kind.TAG) == {"Đường làng"}


def test_a_change_of_it_is_told_in_words(route, chief):
    end = route("Đích")
    before = Snapshot.of(route("Tuyến Một", end))
    after = Snapshot.of(route("Tuyến Hai", end, "Rẽ trái"))

    known = titles_for(chief, before.content_type, before, after)
    change = changes(before.content_type, before, after, known)[-1]

    words = "".join(one.text for one in change.pieces) + "".join(change.added)
    assert "trái" in words
    assert "Đích" in words


def test_it_goes_out_with_names_instead_of_numbers(route):
    route("Tuyến Một", route("Đích"))

    rows = [row["data"] for row in dump()]

    assert {"ref": "routes.route/dich"} in [
        found["to"]
        for row in rows
        for found in [row["sign"], *(stop["sign"] for stop in row["stops"])]
        if found
    ]
