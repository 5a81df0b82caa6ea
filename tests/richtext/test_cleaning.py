"""Whatever comes in, a valid document comes out, and twice is the same as once."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from cms.richtext import EMPTY_DOC, clean, item_ids, media_ids, plain_text, render
from cms.richtext.schema import MAX_CHARACTERS, MAX_NODES
from tests.richtext.hostile import SHORT


_NODES = (
    "doc paragraph heading bulletList orderedList listItem blockquote table tableRow"
    " tableCell tableHeader image file horizontalRule hardBreak text unknown"
)
KINDS = st.sampled_from(_NODES.split())
SCRAPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8),
    st.integers(0, len(SHORT) - 1).map(lambda place: SHORT[place]),
)
MARKS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["link", "bold", "italic", "superscript", "subscript", "x"]
        ),
        "attrs": st.one_of(
            SCRAPS,
            st.fixed_dictionaries({"href": SCRAPS}),
            st.fixed_dictionaries({"itemId": SCRAPS}),
            st.just({"href": "https://sen.example/a"}),
        ),
    }
)
ATTRS = st.dictionaries(
    st.sampled_from(
        ["level", "align", "textAlign", "mediaId", "alt", "caption", "start", "colspan"]
    ),
    st.one_of(SCRAPS, st.integers(1, 9), st.sampled_from(["center", "right"])),
    max_size=4,
)


def nodes(children: Any) -> Any:
    return st.fixed_dictionaries(
        {"type": KINDS},
        optional={
            "attrs": ATTRS,
            "marks": st.lists(st.one_of(MARKS, SCRAPS), max_size=3),
            "text": st.one_of(st.text(max_size=12), st.integers()),
            "content": st.one_of(st.lists(st.one_of(children, SCRAPS), max_size=5)),
        },
    )


TREES = st.recursive(nodes(st.nothing()), nodes, max_leaves=25)


@settings(max_examples=400, deadline=None)
@given(st.lists(TREES, max_size=6))
def test_cleaning_twice_is_cleaning_once(content: list[Any]) -> None:
    once = clean({"type": "doc", "content": content})
    assert clean(once) == once
    assert json.loads(json.dumps(once)) == once
    render(once)


@settings(max_examples=200, deadline=None)
@given(st.recursive(SCRAPS, lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_no_input_raises(value: Any) -> None:
    assert clean(value)["type"] == "doc"


def test_nothing_becomes_an_empty_paragraph() -> None:
    assert clean(None) == EMPTY_DOC
    assert clean({"type": "doc", "content": []}) == EMPTY_DOC


def test_unknown_nodes_go_and_their_text_stays() -> None:
    document = {
        "type": "doc",
        "content": [
            {"type": "video", "content": [{"type": "text", "text": "một"}]},
            {"type": "paragraph", "content": [{"type": "mention", "text": "hai"}]},
        ],
    }
    assert plain_text(document) == "một\n\nhai"
    assert {node["type"] for node in clean(document)["content"]} == {"paragraph"}


def test_text_is_composed_and_loses_invisible_controls() -> None:
    typed = unicodedata.normalize("NFD", "Quyết định") + "\u202e\u200b\ud800\x07"
    document = clean(paragraph({"type": "text", "text": typed}))
    assert document["content"][0]["content"] == [{"type": "text", "text": "Quyết định"}]


def test_a_mark_between_equal_texts_does_not_split_letters() -> None:
    document = paragraph(
        {"type": "text", "text": "e"}, {"type": "text", "text": "\u0302\u0301"}
    )
    assert plain_text(document) == "ế"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "/\\x.example",
        "https://a@x.example",
        "ftp://x.example",
        "https://",
        "https://[",
    ],
)
def test_a_link_elsewhere_than_the_web_mail_or_phone_goes(href: str) -> None:
    mark = {"type": "link", "attrs": {"href": href}}
    document = clean(paragraph({"type": "text", "text": "x", "marks": [mark]}))
    assert "marks" not in document["content"][0]["content"][0]


@pytest.mark.parametrize(
    "href",
    [
        "https://sen.example/a?b=1#c",
        "http://sen.example",
        "mailto:van-phong@sen.example",
        "tel:+84280000000",
        "/tin-tuc/hoi-nghi",
        "#muc-1",
    ],
)
def test_good_addresses_stay(href: str) -> None:
    mark = {"type": "link", "attrs": {"href": href}}
    document = clean(paragraph({"type": "text", "text": "x", "marks": [mark]}))
    assert document["content"][0]["content"][0]["marks"] == [mark]


def test_ids_of_items_and_media_are_found() -> None:
    link = {"type": "link", "attrs": {"href": "item:7"}}
    document = {
        "type": "doc",
        "content": [
            *paragraph({"type": "text", "text": "x", "marks": [link]})["content"],
            {"type": "image", "attrs": {"mediaId": 3}},
            {"type": "file", "attrs": {"mediaId": "4"}},
        ],
    }
    assert item_ids(document) == {7}
    assert media_ids(document) == {3, 4}


def test_any_depth_is_survived_with_its_text() -> None:
    node: Any = {"type": "text", "text": "đáy"}
    for _step in range(50_000):
        node = {"type": "blockquote", "content": [node]}
    document = clean({"type": "doc", "content": [node]})
    assert plain_text(document) == "đáy"
    assert clean(document) == document


def test_a_document_keeps_to_its_limits() -> None:
    items = [{"type": "listItem", "content": paragraph()["content"]}] * (MAX_NODES * 2)
    document = clean(
        {"type": "doc", "content": [{"type": "bulletList", "content": items}]}
    )
    assert document == clean(document)
    assert len(document["content"][0]["content"]) > MAX_NODES // 4
    long = clean(paragraph({"type": "text", "text": "a" * (MAX_CHARACTERS * 2)}))
    assert len(plain_text(long)) == MAX_CHARACTERS


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "content": [{"type": "paragraph", "content": list(content)}]}
