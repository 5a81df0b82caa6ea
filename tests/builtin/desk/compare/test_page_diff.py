"""A reviewer's page: few changes, each once, each in words; never JSON."""

import copy

import pytest

from cms.accounts.permissions import SYSTEM
from cms.build_context import current_build
from cms.builtin.desk.compare.page_diff import compare_snapshots
from cms.richtext import from_text


BODY = "\n\n".join(
    [
        "Sáng ngày 12/3, Ủy ban Kiểm tra đã họp phiên thứ nhất trong năm.",
        "Đồng chí Chủ nhiệm chủ trì hội nghị và kết luận các nội dung.",
        "Hội nghị đã thảo luận báo cáo kết quả kiểm tra sáu tháng đầu năm.",
    ]
)


@pytest.fixture
def before(site):
    return {
        "title": "Phiên họp thứ nhất",
        "summary": "Họp ba nội dung.",
        "slug": "phien-hop",
        "body": from_text(BODY),
        "gallery": [5, 6],
        "attendees": [
            {"name": "Trần Văn An", "role": "Chủ nhiệm"},
            {"name": "Lê Thị Bình", "role": "Ủy viên"},
        ],
    }


def minutes():
    return current_build().registry.content_types["toy.minutes"]


def changes_of(before, after):
    page = compare_snapshots(minutes(), before, after, SYSTEM)
    return [(change.field, change.what) for change in page.changes]


def test_a_word_a_photo_an_attendee_and_a_paragraph_are_exactly_four_changes(before):
    after = copy.deepcopy(before)
    after["title"] = "Phiên họp thứ hai"
    after["gallery"] = [5, 7]
    del after["attendees"][1]
    after["body"]["content"].append(after["body"]["content"].pop(0))

    page = compare_snapshots(minutes(), before, after, SYSTEM)

    assert [(change.field, change.what) for change in page.changes] == [
        ("title", "words_changed"),
        ("body", "moved"),
        ("gallery", "picture_swapped"),
        ("attendees", "entry_removed"),
    ]
    assert [change.number for change in page.changes] == [1, 2, 3, 4]
    gone = "".join(piece.text for piece in page.changes[3].pieces)
    assert gone == "Name: Lê Thị Bình; Role: Ủy viên"
    assert page.changes[2].pictures == [("removed", 6), ("added", 7)]


def test_a_changed_row_is_one_change_and_not_two(before):
    after = copy.deepcopy(before)
    after["attendees"][0]["role"] = "Phó Chủ nhiệm"

    assert changes_of(before, after) == [("attendees", "entry_changed")]


def test_another_order_is_one_change(before):
    after = copy.deepcopy(before)
    after["gallery"].reverse()
    after["attendees"].reverse()

    assert changes_of(before, after) == [
        ("gallery", "order"),
        ("attendees", "order"),
    ]


def test_the_first_time_everything_is_shown_and_nothing_marked(before):
    page = compare_snapshots(minutes(), None, before, SYSTEM)

    assert page.changes == []
    shown = [field.name for field in page.fields]
    assert shown == ["title", "summary", "body", "gallery", "attendees"]
    assert {entry.kind for field in page.fields for entry in field.entries} == {"same"}


def test_an_address_is_shown_only_when_it_changed(before):
    page = compare_snapshots(minutes(), before, {**before, "slug": "khac"}, SYSTEM)

    assert page.fields[-1].name != "title"
    assert changes_of(before, {**before, "slug": "khac"}) == [("slug", "words_changed")]


def test_links_are_shown_by_their_titles(before, make_item):
    other = make_item("toy.minutes", title="Biên bản trước")

    page = compare_snapshots(
        minutes(), before, {**before, "sources": [other.id]}, SYSTEM
    )

    assert [(c.what, c.pieces[0].text) for c in page.changes] == [
        ("entry_added", "Biên bản trước")
    ]
