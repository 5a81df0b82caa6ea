"""A site of notes with people, units, and who belongs where until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cms.content import fields
from cms.content.fields.forms import ItemForm, RowForm
from cms.content.spine.queries import live_revision
from cms.contributions import ContentType
from cms.hookspecs import hookimpl
from cms.people import Affiliation, Duty
from cms.testing import inline


class PostForm(RowForm):
    unit = fields.Link("Unit", targets=("house.unit",))
    until = fields.Date("Until")


class PersonForm(ItemForm):
    posts = fields.Rows("Posts", PostForm)


class TaskForm(RowForm):
    owner = fields.Link("Owner", targets=("house.unit", "house.person"))
    words = fields.Text("Words")
    due = fields.Date("Due")
    done = fields.YesNo("Done")


class NoteForm(ItemForm):
    tasks = fields.Rows("Tasks", TaskForm)


def organisations_of(person_id: int, day: dt.date) -> set[int]:
    revision = live_revision(person_id)
    return {
        row["unit"]
        for row in (revision.data["posts"] if revision else [])
        if row["unit"] and (not row["until"] or row["until"] >= day.isoformat())
    }


def duties(data: Any) -> Any:
    for row in data.get("tasks") or []:
        if row["owner"] and not row["done"]:
            due = dt.date.fromisoformat(row["due"]) if row["due"] else None
            yield Duty(row["owner"], row["words"], due)


def boom(person_id: int, day: dt.date) -> set[int]:
    raise RuntimeError("no answer")


class HousePlugin:
    """Notes that give tasks; people with posts in units."""

    organisations_of = staticmethod(organisations_of)

    @hookimpl
    def register_affiliations(self) -> list[Affiliation]:
        return [Affiliation("posts", self.organisations_of)]

    @hookimpl
    def register_content_types(self) -> list[ContentType]:
        return [
            ContentType(
                "house.note", "Note", "Notes", "ghi-chu", NoteForm, duties=duties
            ),
            ContentType(
                "house.person",
                "Person",
                "People",
                "nguoi",
                PersonForm,
                represents="person",
            ),
            ContentType(
                "house.unit",
                "Unit",
                "Units",
                "don-vi",
                ItemForm,
                represents="organisation",
            ),
        ]


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("house",)


@pytest.fixture
def house() -> HousePlugin:
    return HousePlugin()


@pytest.fixture
def extra_plugins(house: HousePlugin) -> tuple[Any, ...]:
    return (inline("house", house),)


@pytest.fixture
def unit(make_item: Any) -> Any:
    return make_item("house.unit", title="Phòng Tổng hợp", status="published")


@pytest.fixture
def member(make_item: Any, user: Any) -> Any:
    """``member(unit)``: an account without a role, linked to a person of a unit."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.desk.site.account_person_service import link_person

    def make(unit: Any, role: str | None = None, until: str | None = None) -> Any:
        posts = [{"unit": unit.id, "until": until}] if unit is not None else []
        person = make_item(
            "house.person", title="Lục Văn Ký", status="published", posts=posts
        )
        account = user(role)
        link_person(SYSTEM, account, person.id)
        account.person_item = person
        return account

    return make


REASON = "Phòng được giao theo dõi."


@pytest.fixture
def limited(make_item: Any) -> Any:
    """Return a function that makes a live note for named readers only."""

    def make(**data: Any) -> Any:
        return make_item(
            "house.note",
            title="Kín",
            visibility="limited",
            status="published",
            **data,
        )

    return make
