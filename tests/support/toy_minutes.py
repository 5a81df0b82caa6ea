"""A site with minutes: text, pictures, people who attended, links to other minutes."""

import pytest

from cms.content import fields
from cms.content.fields.forms import ItemForm, RowForm
from cms.contributions import ContentType, Relation
from cms.hookspecs import hookimpl
from cms.testing import inline


class AttendeeForm(RowForm):
    name = fields.Text("Name", required=True)
    role = fields.Text("Role")


class MinutesForm(ItemForm):
    body = fields.Rich("Text")
    place = fields.Text("Place")
    held_on = fields.Date("Held on")
    gallery = fields.Images("Photos")
    attendees = fields.Rows("Attendees", AttendeeForm)
    sources = fields.Link("Sources", targets=("toy.minutes",), many=True)


class ToyPlugin:
    """One type without a table of its own."""

    @hookimpl
    def register_content_types(self):
        return [
            ContentType(
                "toy.minutes",
                "Minutes",
                "All minutes",
                "bien-ban",
                MinutesForm,
                relations=[
                    Relation("sources", "Sources", "Cited by", ("toy.minutes",))
                ],
            )
        ]


@pytest.fixture
def extra_plugins():
    return (inline("toy", ToyPlugin()),)


@pytest.fixture
def plugins():
    return ("toy",)
