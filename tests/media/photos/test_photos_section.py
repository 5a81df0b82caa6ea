"""What the edit page hands to the photos section: records, crops, names of who was there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from cms.build_context import Build
from cms.media import Media


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("directory", "news")


def attribute(page: str, name: str) -> Any:
    section = re.search(r"<sen-photos[^>]*>", page)
    assert section is not None
    value = re.search(rf'\b{name}="([^"]*)"', section[0])
    assert value is not None
    return json.loads(html.unescape(value[1]))


def test_every_photo_of_the_item_is_told_with_what_may_be_done(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    lead, second, inside, other = put("a.jpg"), put("b.jpg"), put("c.jpg"), put("d.jpg")
    body = {
        "type": "doc",
        "content": [{"type": "image", "attrs": {"mediaId": inside.id}}],
    }
    item = make_item("news.article", image_id=lead.id, gallery=[second.id], body=body)
    page = login_as("reporter").get(f"/ban-lam-viec/sua/{item.id}").text
    photos = attribute(page, "photos")
    assert {one["id"] for one in photos} == {lead.id, second.id, inside.id}
    assert other.id not in {one["id"] for one in photos}
    assert all(one["may_describe"] for one in photos)
    assert attribute(page, "galleries") == [{"name": "gallery", "label": "Bộ ảnh"}]
    assert [16, 9] in [crop["ratio"] for crop in attribute(page, "crops")]


def test_names_of_linked_people_are_offered_and_hidden_ones_are_not(
    site: Build, make_item: Any, login_as: Any
) -> None:
    ready = {"status": "published"}
    seen = make_item("directory.person", title="Lê Thị Thử", **ready)
    unseen = make_item("directory.person", title="Trần Kín", visibility="limited")
    item = make_item("news.article", people=[seen.id, unseen.id])
    page = login_as("reporter").get(f"/ban-lam-viec/sua/{item.id}").text
    assert attribute(page, "names") == ["Lê Thị Thử"]
