"""A type says which of its fields are byline, source, caption and event: any names do."""

import json
import re
from dataclasses import replace

import pytest
from furnished import picture, put

from cms.build import build
from cms.content import fields
from cms.content.fields.forms import ItemForm
from cms.contributions import ContentType, EventFields
from cms.errors import PluginError
from cms.hookspecs import hookimpl
from cms.richtext import from_text
from cms.testing import inline


class ConcertForm(ItemForm):
    programme = fields.Rich("Programme")
    critic = fields.Text("Critic")
    taken_from = fields.Text("Taken from")
    photo_note = fields.Text("Under the photo")
    photo_text = fields.Text("What the photo shows")
    evening = fields.Date("Evening")
    doors = fields.Time("Doors")
    last_evening = fields.Date("Last evening")
    hall = fields.Text("Hall")
    ticket = fields.Text("Ticket")
    author = fields.Text("Composer")
    cover_caption = fields.Text("Cover of the booklet")

    lead_alt = "photo_text"
    lead_caption = "photo_note"


CONCERT = ContentType(
    "music.concert",
    "Concert",
    "Concerts",
    "hoa-nhac",
    ConcertForm,
    body="programme",
    byline="critic",
    source="taken_from",
    event=EventFields("evening", "hall", time="doors", end_date="last_evening"),
    schema_type="Review",
    schema_properties={"isBasedOn": "ticket"},
)


def plugin(content_type):
    class MusicPlugin:
        @hookimpl
        def register_content_types(self):
            return [content_type]

    return inline("music", MusicPlugin())


@pytest.fixture
def plugins():
    return ("music",)


@pytest.fixture
def extra_plugins():
    return (plugin(CONCERT),)


@pytest.fixture
def page(make_item, client):
    """``page(…)``: the HTML of a published concert with these values."""

    def get(**data):
        data.setdefault("title", "Đêm nhạc")
        item = make_item("music.concert", status="published", **data)
        return client.get(item.path).text

    return get


def description(html):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(block[1])


def test_byline_and_source_are_the_declared_fields(page):
    html = page(critic="Mai Lan", taken_from="Báo Sen", author="Văn Cao")

    assert "<span>Mai Lan</span>" in html
    assert "Báo Sen</span>" in html
    assert "Văn Cao" not in html
    assert description(html)["author"] == {"@type": "Person", "name": "Mai Lan"}


def test_body_is_the_declared_rich_text(page):
    assert "<p>Tiến quân ca</p>" in page(programme=from_text("Tiến quân ca"))


def test_lead_picture_has_the_declared_text_and_caption(page):
    html = page(
        image_id=put("dan-nhac.png", picture("navy")),
        photo_text="Dàn nhạc trên sân khấu",
        photo_note="Ảnh: Mai Lan",
        cover_caption="Bìa",
    )

    assert 'alt="Dàn nhạc trên sân khấu"' in html
    assert "<figcaption>Ảnh: Mai Lan</figcaption>" in html
    assert "Bìa" not in html


def test_structured_data_has_the_declared_type_and_properties(page):
    about = description(page(ticket="https://example.org/ve"))

    assert about["@type"] == "Review"
    assert about["isBasedOn"] == "https://example.org/ve"


def test_declared_day_and_place_make_an_event(page):
    about = description(
        page(
            critic="Mai Lan",
            evening="2024-07-09",
            doors="19:30",
            last_evening="2024-07-10",
            hall="Nhà hát Sen",
        )
    )

    assert about["@type"] == "Event"
    assert about["startDate"] == "2024-07-09T19:30"
    assert about["endDate"] == "2024-07-10"
    assert about["location"] == {"@type": "Place", "name": "Nhà hát Sen"}
    assert "author" not in about


def test_an_event_without_a_place_is_a_page(page):
    assert description(page(evening="2024-07-09"))["@type"] == "Review"


@pytest.mark.parametrize(
    "wrong",
    [
        {"byline": "composer"},
        {"source": "names"},  # a method of forms, no field
        {"event": EventFields("evening", "city")},
        {"schema_properties": {"isBasedOn": "seat"}},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_build_refuses_a_declared_field_that_the_form_does_not_have(config, wrong):
    odd = (plugin(replace(CONCERT, **wrong)),)

    with pytest.raises(PluginError, match=r"the form of .music\.concert. has no"):
        build(config, ["music"], 1, strict=True, extra_plugins=odd)
