"""Text and HTML become documents: letters stay, what could run goes."""

from __future__ import annotations

import re
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings, strategies as st

from cms.features.intake.html import from_html
from cms.richtext import clean, from_text, plain_text, render, word_count
from tests.richtext.hostile import HOSTILE, SHORT


_TAGS = (
    "p h2 h3 h4 ul ol li blockquote table thead tbody tr th td br hr a strong em u s"
    " sub sup div figure figcaption"
)
_ATTRS = "href rel id class scope colspan rowspan start role tabindex aria-label"
ALLOWED_TAGS = set(_TAGS.split())
ALLOWED_ATTRS = set(_ATTRS.split())
WITHOUT_PICTURES = [snippet for snippet in SHORT if "/media/" not in snippet]


class Watcher(HTMLParser):
    """Fails on every element, attribute and address that is not on the list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS
        for name, value in attrs:
            assert name in ALLOWED_ATTRS
            if name == "href":
                assert (value or "").startswith(("https://", "/", "#"))
                assert not (value or "").startswith(("//", "/\\"))

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize(
    "frame", ["{}", "<p>a{}b</p>", "<table><tr><td>{}", "<b>{}</b>"]
)
def test_nothing_hostile_is_left(frame: str) -> None:
    for snippet in HOSTILE:
        document = from_html(frame.replace("{}", snippet))
        assert clean(document) == document
        watcher = Watcher()
        watcher.feed(str(render(document)))
        watcher.close()


def test_there_are_enough_hostile_snippets() -> None:
    assert len(set(HOSTILE)) >= 150


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*WITHOUT_PICTURES, "<p>", "</p>", "<li>", "văn bản", "<td>"])
    )
)
def test_import_is_stable_and_safe(parts: list[str]) -> None:
    document = from_html("".join(parts))
    assert clean(document) == document
    html = str(render(document))
    Watcher().feed(html)
    assert from_html(html) == document


@pytest.mark.parametrize(
    "html",
    [
        "<ul>một<ul></ul></ul>",
        "<ul><b>một</b> hai<li>ba</li></ul>",
        "<ul><ul><li>một</li></ul><p>hai</p></ul>",
        "<ol><p>một</p><li aria-level=2>hai</li></ol>",
        "<ul><li aria-level=1></li><table><tr><td>một</td></tr></table></ul>",
        "<ul><li aria-level=3>một</li>hai<li aria-level=2>ba</li></ul>",
    ],
)
def test_what_stands_beside_the_items_of_a_list_is_kept(html: str) -> None:
    document = from_html(html)
    assert clean(document) == document
    typed = re.sub(r"<[^>]*>", "", html)
    assert sorted(letters(plain_text(document))) == sorted(letters(typed))


_WRAPPERS = "p div h1 h4 ul li blockquote table tr td b span a section center"
LETTERS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)


@given(
    st.recursive(
        LETTERS,
        lambda inner: st.builds(
            lambda tag, style, parts: (
                f"<{tag} style='{style}'>{' '.join(parts)}</{tag}>"
            ),
            st.sampled_from(_WRAPPERS.split()),
            st.sampled_from(
                ["", "text-align:center", "mso-list:l0 level2 lfo1", "font-weight:700"]
            ),
            st.lists(inner, max_size=4),
        ),
        max_leaves=20,
    )
)
@settings(max_examples=300, deadline=None)
def test_import_keeps_every_letter(html: str) -> None:
    document = from_html(html)
    assert clean(document) == document
    seen: list[str] = []
    reader = HTMLParser()
    reader.handle_data = seen.append  # type: ignore[method-assign]
    reader.feed(html)
    # Words beside the cells of a table come before it, as in a browser.
    there, read = letters(plain_text(document)), letters("".join(seen))
    assert sorted(there) == sorted(read)
    if "<table" not in html:
        assert there == read


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_text_keeps_every_letter(typed: str) -> None:
    document = from_text(typed)
    assert clean(document) == document
    written = plain_text(document)
    assert letters(written) == letters(typed)


def letters(value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    return "".join(sign for sign in composed if sign.isalpha())


def test_lines_become_paragraphs_and_dashes_a_list() -> None:
    document = from_text("Mở đầu\n\n- một\n- hai\nKết thúc")
    assert [node["type"] for node in document["content"]] == [
        "paragraph",
        "bulletList",
        "paragraph",
    ]
    assert from_text(plain_text(document)) == document
    assert word_count(document) == 6


def test_word_lists_become_lists() -> None:
    html = (
        '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><!--[if !supportLists]-->'
        '<span style="mso-list:Ignore">·<span>&nbsp;</span></span><!--[endif]-->Một<o:p/></p>'
        '<p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">a)</span>Hai</p>'
        '<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Ba</p>'
    )
    assert str(render(from_html(html))) == (
        '<ul><li>Một<ol type="a"><li>Hai</li></ol></li><li>Ba</li></ul>'
    )


def test_tables_alignment_and_marks_are_read() -> None:
    html = (
        "<p style='text-align:center'><b style='font-weight:normal'>Giữa</b></p>"
        "<table><caption>Bảng 1</caption><thead><tr><th>A<th>B</thead>"
        "<tr><th>x</th><td align=right>1</td></tr></table>"
        "<div>một <span style='font-style:italic'>hai</span></div><div>ba</div>"
    )
    assert str(render(from_html(html))) == (
        '<p class="align-center">Giữa</p><p>Bảng 1</p>'
        '<div class="table-scroll" role="region" tabindex="0" aria-label="Table"><table>'
        '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td class="align-right">1</td></tr></tbody>'
        "</table></div><p>một <em>hai</em></p><p>ba</p>"
    )


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<a ", "<a '", "<!--", "<b><p>", "<", "<table><td>", "<svg>", "<li>"],
)
def test_large_nonsense_is_read_quickly(piece: str) -> None:
    began = time.process_time()
    from_html(piece * (500_000 // len(piece)))
    assert time.process_time() - began < 10
