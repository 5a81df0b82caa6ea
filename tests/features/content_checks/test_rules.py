"""Each rule of the core: a text that breaks it, and one beside it that does not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from cms import SYSTEM
from cms.content import service
from cms.content.revisions.trash import purge
from tests.features.content_checks.conftest import heading, paragraph


def test_a_whole_article_has_nothing_to_mend(article: Any, found: Any) -> None:
    assert found(article(heading(2, "Kết quả"), paragraph("Đã xong."))) == []


def test_a_missing_title_and_lead_are_named_beside_their_fields(
    article: Any, found: Any
) -> None:
    fields = [field for _rule, field, _quote in found(article(title="", summary=""))]
    assert sorted(fields) == ["summary", "title"]


@pytest.mark.parametrize("place", ["image_id", "gallery", "body"])
def test_a_picture_without_description_is_found_until_it_has_one(
    article: Any, found: Any, put: Any, place: str
) -> None:
    bare, described, silent = put(), put(alt="Chợ"), put()
    silent.decorative = True

    def with_picture(media: Any) -> Any:
        if place == "body":
            return article({"type": "image", "attrs": {"mediaId": media.id}})
        return article(**{place: media.id if place == "image_id" else [media.id]})

    assert found(with_picture(bare)) == [("core.alt", place, "")]
    assert found(with_picture(described)) == []
    assert found(with_picture(silent)) == []


def test_a_lead_picture_described_in_the_article_is_described(
    article: Any, found: Any, put: Any
) -> None:
    assert found(article(image_id=put().id, cover_alt="Hội trường")) == []


def test_headings_that_skip_or_say_nothing(article: Any, found: Any) -> None:
    skipped = article(heading(2, "Một"), heading(4, "Ba"))
    assert found(skipped) == [("core.headings", "body", "Ba")]
    assert found(article(heading(2), paragraph("a"))) == [("core.headings", "body", "")]
    stepped = article(heading(2, "Một"), heading(3, "Hai"), heading(2, "Ba"))
    assert found(stepped) == []


@pytest.mark.parametrize(
    "words", ["tại đây", "Xem thêm…", "click here", "https://vd.vn/a", "www.vd.vn"]
)
def test_words_of_a_link_that_say_nothing(article: Any, found: Any, words: str) -> None:
    item = article(paragraph(words, href="https://vd.vn/a"))
    assert found(item) == [("core.link_words", "body", words)]
    assert found(article(paragraph("Quy định 22", href="https://vd.vn/a"))) == []


def test_links_to_items_that_readers_cannot_open(
    article: Any, found: Any, make_item: Any
) -> None:
    live, draft, gone = article(), article(), article()
    live = service.publish(
        SYSTEM, live.id, service.submit(SYSTEM, live.id, live.version).version
    )
    links = article(
        paragraph("Tin đã đăng", itemId=live.id),
        paragraph("Tin nháp", itemId=draft.id),
        paragraph("Tin không có", itemId=gone.id),
        paragraph("Đường dẫn đúng", href=live.path),
        paragraph("Đường dẫn sai", href="/tin-tuc/khong-co-bai-nay"),
        paragraph("Trang chủ", href="/"),
        paragraph("Lạc", href="/khong-co-trang-nay"),
    )
    service.trash(SYSTEM, gone.id, gone.version)
    purge(SYSTEM, gone.id)
    assert [quote for _rule, _field, quote in found(links)] == [
        "Tin nháp",
        "Tin không có",
        "Đường dẫn sai",
        "Lạc",
    ]
    service.trash(SYSTEM, live.id, live.version)
    assert "Tin đã đăng" in [quote for _rule, _field, quote in found(links)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hòa"),
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hoa"),
        ("Trần Thị Bích Ngọc", "Trần Thị Bich Ngọc"),
    ],
)
def test_two_spellings_of_one_name(
    article: Any, found: Any, one: str, other: str
) -> None:
    item = article(
        paragraph(f"Đồng chí {one} phát biểu."), paragraph(f"Theo {other}, đã xong.")
    )
    assert found(item) == [("core.names", "body", other)]


@pytest.mark.parametrize(
    "words",
    [
        "Nguyễn Văn Hòa gặp Nguyễn Văn Hòa.",
        "NGUYỄN VĂN HÒA và Nguyễn Văn Hòa.",
        "Nguyễn Văn An gặp Nguyễn Thị Anh và Trần Văn An.",
        "đồng ý đề án, đóng y để an",
    ],
)
def test_other_words_are_no_second_spelling(
    article: Any, found: Any, words: str
) -> None:
    assert found(article(paragraph(words))) == []


def test_text_in_an_old_encoding_is_found(article: Any, found: Any) -> None:
    old = "§¶ng bé ph­êng ®· tæ chøc héi nghÞ kiÓm tra, gi¸m s¸t"
    rules = [rule for rule, _field, _quote in found(article(paragraph(old)))]
    assert "core.encoding" in rules
    assert found(article(paragraph("Đảng bộ phường đã tổ chức hội nghị."))) == []


@pytest.mark.parametrize("word", ["Вa", "Hà\u0430", "ＡＢＣ", "𝐁ài", "Αn"])
def test_a_title_with_look_alike_letters_is_found(
    article: Any, found: Any, word: str
) -> None:
    problems = found(article(title=f"Đảng {word} bộ"))
    assert problems == [("core.look_alikes", "title", word)]


@pytest.mark.parametrize("words", ["Đảng ủy Phường 3", "Москва", "COVID-19", "100m²"])
def test_honest_words_are_left_alone(article: Any, found: Any, words: str) -> None:
    rules = [rule for rule, _field, _quote in found(article(title=words))]
    assert "core.look_alikes" not in rules


def test_an_article_before_its_event_is_found(article: Any, found: Any) -> None:
    assert found(article(event_date="2099-01-01")) == [("news.dates", "event_date", "")]
    assert found(article(event_date="2020-01-01")) == []


def test_1500_words_are_looked_at_within_100_milliseconds(
    demo: Any, article: Any, found: Any
) -> None:
    sentence = "Đồng chí Nguyễn Văn Hòa thay mặt Ban Thường vụ Đảng ủy phường Sen Hồng"
    item = article(*[paragraph(f"{sentence} phát biểu.") for _n in range(100)])
    found(item)
    begin = time.process_time()
    found(item)
    assert time.process_time() - begin < 0.1
