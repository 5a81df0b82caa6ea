"""Records that a text names are found, and nothing that it does not name."""

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import true

from cms import richtext
from cms.content import service
from cms.content.revisions.snapshot import Snapshot
from cms.extensions import db
from cms.features.mentions.recognition import recognise, title_key


CONFERENCE = (
    "Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2026, "
    "triển khai nhiệm vụ 6 tháng cuối năm"
)


@pytest.fixture
def found(site, user):
    """``found(text)``: titles recognised in the text of a new note."""
    writer = user("approver")

    def titles(text, **data):
        body = richtext.from_text(text)
        item = service.create(
            writer, "toy.note", {"title": "Tin", "body": body, **data}
        )
        return [one.item.title for one in recognise(item, Snapshot.of(item), true())]

    titles.writer = writer

    def make(title, names="", **data):
        item = service.create(writer, "toy.note", {"title": title, **data})
        item.names = names
        db.session.commit()
        return item.id

    titles.make = make
    return titles


def test_a_title_is_known_by_any_spelling_of_its_tones_and_case(found):
    found.make("Ủy ban Kiểm tra Quận ủy")
    assert found("Sáng nay, UỶ BAN KIỂM TRA QUẬN UỶ họp.") == [
        "Ủy ban Kiểm tra Quận ủy"
    ]


def test_an_abbreviation_of_the_glossary_names_the_same_body(found):
    found.make("Ủy ban Kiểm tra Quận ủy")
    assert found("UBKT Quận ủy họp phiên đầu năm.") == ["Ủy ban Kiểm tra Quận ủy"]


def test_another_accent_is_another_name(found):
    found.make("Lê Thị Hoà")
    assert found("Đồng chí Lê Thị Hòa phát biểu.") == ["Lê Thị Hoà"]
    assert found("Đồng chí Lê Thị Hoa phát biểu.") == []


def test_a_longer_name_hides_the_shorter_one_within_it(found):
    found.make("Quận ủy Sao Mai")
    found.make("Ủy ban Kiểm tra Quận ủy Sao Mai")
    assert found("UBKT Quận ủy Sao Mai ban hành kế hoạch.") == [
        "Ủy ban Kiểm tra Quận ủy Sao Mai"
    ]


def test_what_is_linked_already_is_not_proposed_and_hides_its_parts_still(found):
    found.make("Quận ủy Sao Mai")
    longer = found.make("Ủy ban Kiểm tra Quận ủy Sao Mai")
    assert found("UBKT Quận ủy Sao Mai họp.", sources=[longer]) == []


def test_a_long_title_is_known_by_its_beginning_and_its_year(found):
    found.make(CONFERENCE)
    sentence = "Quận ủy tổ chức Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2026."
    assert found(sentence) == [CONFERENCE]


def test_another_year_is_another_conference(found):
    found.make(CONFERENCE)
    sentence = "Quận ủy tổ chức Hội nghị sơ kết công tác kiểm tra 6 tháng đầu năm 2025."
    assert found(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Quận ủy tổ chức Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng cuối năm, "
        "triển khai nhiệm vụ 6 tháng đầu năm.",
        "Sáng nay, Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2024, "
        "triển khai nhiệm vụ 6 tháng cuối năm đã diễn ra.",
    ],
)
def test_another_half_or_year_is_never_proposed_as_sure(found, sentence):
    found.make(CONFERENCE)
    body = richtext.from_text(sentence)
    item = service.create(found.writer, "toy.note", {"title": "Tin", "body": body})

    proposals = recognise(item, Snapshot.of(item), true())

    assert all(one.unsure for one in proposals)


def test_other_names_of_a_record_name_it_too(found):
    found.make("Ban Quản lý Khu di tích Sao Mai", kind=None)
    made = found.make("Trần Văn Bình", names="Trần Bình Minh Sơn\nAnh Ba Bình")

    assert found("Ông Trần Bình Minh Sơn phát biểu.") == ["Trần Văn Bình"]
    assert made


def test_words_in_common_are_not_a_title(found):
    found.make("Việc thực hiện nhiệm vụ kiểm tra, giám sát và thi hành kỷ luật")
    sentence = (
        "Hội nghị bàn về nhiệm vụ kiểm tra, giám sát và thi hành kỷ luật trong năm."
    )
    assert found(sentence) == []


def test_a_name_of_one_word_proves_nothing(found):
    found.make("Mai")
    assert found("Sáng mai, đồng chí Mai làm việc với cơ sở.") == []


def test_two_records_of_one_name_are_unsure(site, found):
    for _number in range(2):
        found.make("Trần Văn Bình")
    body = richtext.from_text("Đồng chí Trần Văn Bình chủ trì.")
    item = service.create(found.writer, "toy.note", {"title": "Tin", "body": body})
    proposals = recognise(item, Snapshot.of(item), true())
    assert len(proposals) == 2
    assert all(one.unsure for one in proposals)
    assert proposals[0].sentence == "Đồng chí Trần Văn Bình chủ trì."


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_the_key_of_a_title_does_not_depend_on_how_it_was_typed(written):
    assert title_key(title_key(written)) == title_key(written)
