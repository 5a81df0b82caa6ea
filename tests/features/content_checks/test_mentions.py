"""What a text says of people, bodies and figures, against the directory and the tracker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cms import db
from cms.content.spine.models import Item
from tests.features.content_checks.conftest import paragraph


DAY = "2024-05-01"


@pytest.fixture
def body(make_item: Any) -> Item:
    kind = {"type": "cap_uy", "level": "quan"}
    return make_item("directory.organisation", **kind, status="published")


@pytest.fixture
def person(make_item: Any, body: Item) -> Callable[..., Item]:
    """``person(name, post)``: somebody who held a post from 2020 to 2024."""

    def make(name: str, post: str = "Chủ nhiệm", **given: Any) -> Item:
        row = {
            "title": post,
            "organisation_id": body.id,
            "valid_from": "2020-01-01",
            "valid_to": "2024-12-31",
        }
        given = {"status": "published", "positions": [row], **given}
        return make_item("directory.person", title=name, **given)

    return make


@pytest.fixture
def posts(make_item: Any) -> None:
    for rank, title in enumerate(("Chủ nhiệm", "Phó Chủ nhiệm"), 1):
        given = {"title": title, "code": f"chuc_{rank}", "rank": rank}
        make_item("directory.position_title", **given, status="published")


def test_a_post_that_somebody_did_not_hold_on_the_day_of_the_event(
    article: Any, found: Any, person: Any, posts: None
) -> None:
    person("Trần Văn Hoà")

    def said(words: str, day: str = DAY) -> Any:
        return found(article(paragraph(words), event_date=day))

    wrong = "Đồng chí Phó Chủ nhiệm Trần Văn Hòa phát biểu."
    assert said(wrong) == [("directory.posts", "body", "Trần Văn Hòa")]
    after = "Trần Văn Hòa, Phó Chủ nhiệm, phát biểu."
    assert said(after) == [("directory.posts", "body", "Trần Văn Hòa")]
    assert said("Chủ nhiệm Trần Văn Hòa phát biểu.") == []
    assert said("Bạn đọc Trần Văn Hòa hỏi.") == []
    # What the directory does not know for a day stands against nobody.
    assert said(wrong, "2025-05-01") == []


def test_a_person_who_is_not_public_is_found_and_another_is_not(
    article: Any, found: Any, person: Any
) -> None:
    person("Lê Thị Ẩn", visibility="internal")
    person("Lê Thị Hiện")
    item = article(paragraph("Theo Lê Thị Ẩn và Lê Thị Hiện."))
    assert found(item) == [("directory.hidden", "body", "Lê Thị Ẩn")]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("tags", ["tin trong xã", "lê thị ẩn"]),
        ("body", "THEO LÊ THỊ ẨN VÀ BẠN ĐỌC."),
        ("cover_caption", "Ảnh: Lê Thị Ẩn"),
        ("title", "Lê Thị Ẩn nói về công tác kiểm tra"),
    ],
)
def test_a_hidden_person_is_found_wherever_somebody_types_the_name(
    article: Any, found: Any, person: Any, place: str, words: Any
) -> None:
    person("Lê Thị Ẩn", visibility="internal")
    item = article(paragraph(words)) if place == "body" else article(**{place: words})
    assert [(rule, name) for rule, name, _quote in found(item)] == [
        ("directory.hidden", place)
    ]


@pytest.mark.parametrize(
    "details",
    [
        {"caption": "Lê Thị Ẩn trao đổi"},
        {"alt": "Bà LÊ THỊ ẨN"},
        {"title": "Lê Thị Ẩn"},
        {"filename": "le-thi-an-2026.jpg"},
    ],
)
def test_a_hidden_person_is_found_in_what_a_picture_says(
    article: Any, found: Any, person: Any, put: Any, approver: Any, details: Any
) -> None:
    person("Lê Thị Ẩn", visibility="internal")
    given = {"alt": "Một ảnh", **details}
    name = given.pop("filename", "anh.jpg")
    picture = put(name, actor=approver, **given)
    found_there = found(article(gallery=[picture.id]))
    assert ("directory.hidden", "gallery") in [one[:2] for one in found_there]


def test_a_body_that_had_ended_by_the_day_of_the_event(
    article: Any, found: Any, make_item: Any
) -> None:
    make_item(
        "directory.organisation",
        title="Ban Tuyên giáo Quận ủy Sen",
        type="cap_uy",
        level="quan",
        valid_to="2024-03-31",
        status="published",
    )
    words = paragraph("Theo Ban Tuyên giáo Quận ủy Sen, đã xong.")
    quote = "Ban Tuyên giáo Quận ủy Sen"
    late = article(words, event_date=DAY)
    assert found(late) == [("directory.closed", "body", quote)]
    assert found(article(words, event_date="2024-03-31")) == []


@pytest.fixture
def programme(demo: Any) -> Item:
    """The programme of the demonstration whose tracker has nine organisations."""
    title = "Chương trình kiểm tra, giám sát năm 2024%"
    query = select(Item).where(
        Item.type == "inspections.programme", Item.title.like(title)
    )
    return db.session.scalars(query).one()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Ủy ban đã kiểm tra 06 tổ chức đảng.", ["06 tổ chức đảng"]),
        ("Ủy ban đã kiểm tra 09 tổ chức đảng.", []),
        ("Cấp ủy các cấp đã kiểm tra 46 tổ chức đảng.", []),
        ("Ủy ban kiểm tra tăng 03 tổ chức đảng so với năm trước.", []),
        ("Ủy ban thi hành kỷ luật 06 tổ chức đảng.", []),
    ],
)
def test_a_figure_is_held_against_the_tracker(
    article: Any, found: Any, programme: Item, words: str, wrong: list[str]
) -> None:
    item = article(paragraph(words), programmes=[programme.id])
    assert found(item) == [("inspections.figures", "body", one) for one in wrong]
    assert found(article(paragraph(words))) == []
