"""Documents become semantic HTML that knows the site through its context only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cms.richtext import render, tag


class Site:
    """A site with item 1 and picture 2."""

    def __init__(self) -> None:
        self.asked: list[set[int]] = []

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        self.asked.append(set(ids))
        return {1: "/tin-tuc/mot"}

    def prepare(self, ids: Iterable[int]) -> None:
        self.asked.append(set(ids))

    def picture(self, media_id: int, *, alt: str | None) -> Markup | None:
        return (
            tag("img", src=f"/media/{media_id}/640.jpg", alt=alt)
            if media_id == 2
            else None
        )

    def file_link(self, media_id: int, *, title: str) -> Markup | None:
        return tag("a", title, href=f"/media/{media_id}/tep/a.pdf")

    def credit(self, media_id: int) -> str:
        return "Ảnh: Hà Vi"


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "content": list(content)}


def text(value: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": value, "marks": list(marks)}


def paragraph(*content: Any, kind: str = "paragraph", **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def test_text_is_escaped() -> None:
    assert render(doc(paragraph(text("<script>&")))) == "<p>&lt;script&gt;&amp;</p>"


def test_headings_get_anchors_that_differ() -> None:
    heading = paragraph(text("Kết quả"), kind="heading", level=3)
    assert render(doc(heading, heading)) == (
        '<h3 id="muc-ket-qua">Kết quả</h3><h3 id="muc-ket-qua-2">Kết quả</h3>'
    )


def test_only_visible_items_become_links_with_one_question() -> None:
    site = Site()
    links = [{"type": "link", "attrs": {"itemId": number}} for number in (1, 9)]
    document = doc(paragraph(text("một", links[0]), text(" chín", links[1])))
    assert (
        render(document, context=site) == '<p><a href="/tin-tuc/mot">một</a> chín</p>'
    )
    assert site.asked == [{1, 9}]


def test_neighbours_in_one_link_are_one_link() -> None:
    link = {"type": "link", "attrs": {"href": "https://sen.example/"}}
    document = doc(paragraph(text("một ", link), text("hai", link, {"type": "bold"})))
    assert render(document) == (
        '<p><a href="https://sen.example/" rel="noopener">một <strong>hai</strong></a></p>'
    )


def test_pictures_stand_in_figures_with_caption_and_credit() -> None:
    image = {
        "type": "image",
        "attrs": {"mediaId": 2, "alt": "Hội nghị", "caption": "Toàn cảnh"},
    }
    gone = {"type": "image", "attrs": {"mediaId": 3}}
    assert render(doc(image, gone), context=Site()) == (
        '<figure><img src="/media/2/640.jpg" alt="Hội nghị"><figcaption>Toàn cảnh '
        '<span class="credit">Ảnh: Hà Vi</span></figcaption></figure>'
    )


def test_decorative_pictures_say_nothing() -> None:
    image = {"type": "image", "attrs": {"mediaId": 2, "alt": "x", "decorative": True}}
    assert 'alt=""' in render(doc(image), context=Site())


def test_files_are_links() -> None:
    file = {"type": "file", "attrs": {"mediaId": 5, "title": "Báo cáo"}}
    assert render(doc(file), context=Site()) == (
        '<p class="file-link"><a href="/media/5/tep/a.pdf">Báo cáo</a></p>'
    )


def test_numbers_stay_with_their_units() -> None:
    assert "6\u00a0tháng" in render(doc(paragraph(text("trong 6 tháng đầu năm"))))


def test_blank_paragraphs_leave_no_gap() -> None:
    assert render(doc(paragraph(), paragraph(text("a")))) == "<p>a</p>"
