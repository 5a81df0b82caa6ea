"""Rich text becomes the body of a document: nothing lost, nothing numbered twice."""

from dataclasses import replace

import pytest
from document_reading import docx_text, html_text
from document_samples import PARTY_2024, picture
from hypothesis import given, settings, strategies as st

from cms import documents, richtext
from cms.documents import Figure, Heading, Level, Paragraph, Table


def text(words, *marks, **attrs):
    found = [{"type": mark} for mark in marks]
    if attrs:
        found.append({"type": "link", "attrs": attrs})
    return {"type": "text", "text": words, "marks": found}


def node(kind, *content, **attrs):
    return {"type": kind, "attrs": attrs, "content": list(content)}


def paragraph(words):
    return node("paragraph", text(words))


def doc(*content):
    return {"type": "doc", "content": list(content)}


def table(*rows, head=True):
    return node(
        "table",
        *(
            node(
                "tableRow",
                *(
                    node(
                        "tableHeader" if head and not index else "tableCell",
                        paragraph(cell),
                    )
                    for cell in row
                ),
            )
            for index, row in enumerate(rows)
        ),
    )


def test_headings_are_counted_from_the_highest_that_there_is():
    blocks = documents.from_richtext(
        doc(
            node("heading", text("Kết quả"), level=3),
            node("heading", text("Kiểm tra"), level=4),
        )
    )

    assert [(one.level, one.numbered) for one in blocks] == [
        (Level.FIRST, True),
        (Level.SECOND, True),
    ]


@pytest.mark.parametrize(
    "typed", ["I. Tình hình", "II- KẾT QUẢ", "1. Ưu điểm", "a) Kiểm tra", "Điều 3. Lệ"]
)
def test_headings_numbered_by_hand_stay_as_they_were_typed(typed):
    body = documents.from_richtext(
        doc(
            node("heading", text(typed), level=2),
            node("heading", text("Không số"), level=3),
        )
    )
    html = documents.render_html(replace(PARTY_2024, body=body))

    assert f">{typed}</h2>".replace(" 3", "\u00a03") in html.replace(
        "Điều 3", "Điều\u00a03"
    )
    assert ">Không số</h3>" in html


def test_columns_of_figures_are_found_and_headers_kept():
    (found,) = documents.from_richtext(
        doc(
            table(
                ("Đơn vị", "Số cuộc", "Tỷ lệ"),
                ("Phường 1", "1.204", "97,8%"),
                ("Phường 2", "07", "-"),
            )
        )
    )

    assert isinstance(found, Table)
    assert found.header_rows == 1
    assert [column.align for column in found.columns] == ["left", "number", "number"]


def test_marks_links_and_breaks_are_kept():
    (found,) = documents.from_richtext(
        doc(
            node(
                "paragraph",
                text("đậm", "bold"),
                text("2", "superscript"),
                {"type": "hardBreak"},
                text("trang", href="https://quan-sen.example/"),
            )
        )
    )

    assert isinstance(found, Paragraph)
    bold, raised, end, link = found.content
    assert (bold.bold, raised.script, end.text) == (True, "super", "\n")
    assert link.link == "https://quan-sen.example/"


def test_pictures_come_from_who_knows_them_and_the_others_are_left_out():
    image = {"type": "image", "attrs": {"mediaId": 7, "alt": "Hội trường"}}
    known = {7: Figure(picture(), "khác")}
    given_body = doc(image, {**image, "attrs": {"mediaId": 8}}, paragraph("hết"))

    first, last = documents.from_richtext(given_body, pictures=known.get)

    assert first.alt == "Hội trường"
    assert isinstance(last, Paragraph)
    assert len(documents.from_richtext(given_body)) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "content", "text", "attrs", "marks", "level"]),
            inner | st.sampled_from(["doc", "paragraph", "table", "heading", "text"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)
words = st.text(st.sampled_from("abcđêạỘ 19.,"), min_size=1, max_size=20).filter(
    str.strip
)
nodes = st.one_of(
    words.map(paragraph),
    st.builds(
        lambda line, level: node("heading", text(line), level=level),
        words,
        st.integers(1, 6),
    ),
    st.builds(
        lambda kind, lines: node(
            kind, *(node("listItem", paragraph(one)) for one in lines)
        ),
        st.sampled_from(["bulletList", "orderedList"]),
        st.lists(words, min_size=1, max_size=3),
    ),
    st.lists(words, min_size=2, max_size=2).map(lambda row: table(row, row, row)),
    words.map(lambda line: node("blockquote", paragraph(line))),
)


@settings(max_examples=60, deadline=None)
@given(json_values)
def test_any_json_becomes_a_body(value):
    body = documents.from_richtext(value)

    assert documents.render_html(replace(PARTY_2024, body=body))


@settings(max_examples=60, deadline=None)
@given(st.lists(nodes, max_size=6).map(lambda content: doc(*content)))
def test_a_rich_text_keeps_its_words(document):
    body = documents.from_richtext(document)
    bare = replace(PARTY_2024, body=body, recipients=(), signatures=())
    html = html_text(documents.render_html_file(bare).decode())

    wanted = [word for word in richtext.plain_text(document).split() if word.isalpha()]
    for word in wanted:
        assert word in html
    assert docx_text(documents.render_docx(bare)) == html
    assert all(isinstance(one, Heading) or one for one in body)
