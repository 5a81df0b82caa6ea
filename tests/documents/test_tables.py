"""Tables: over pages with their headers, fitted when they do not fit, figures to the right."""

from dataclasses import replace

import pytest
from document_reading import (
    docx_text,
    find_in_page,
    html_text,
    open_docx,
    open_pdf,
    pdf_text,
)
from document_samples import PARTY_2024, cell, figures
from docx.oxml.ns import qn
from hypothesis import given, settings, strategies as st

from cms import documents
from cms.documents import Cell, Column, Paragraph, Table


LONG = replace(PARTY_2024, body=(figures(300),))


def three_texts(document):
    return (
        html_text(documents.render_html_file(document).decode()),
        pdf_text(documents.render_pdf(document)),
        docx_text(documents.render_docx(document)),
    )


def solid(words):
    """Return words without spaces, which a narrow cell of a PDF may swallow."""
    return words.replace(" ", "")


def test_a_long_table_repeats_its_headers_on_each_page():
    with open_pdf(documents.render_pdf(LONG)) as pdf:
        pages = [page for page in pdf.pages if find_rows(page)]
        for page in pages:
            for words in ("TT", "Nội dung", "Số lượng", "Tổ chức", "Đảng viên"):
                assert "Bold" in find_in_page(page, words)[0]["fontname"]
        rows = [row for page in pages for row in find_rows(page)]

    assert len(pages) >= 7
    assert rows == [f"Kiểm tra lần {number}" for number in range(1, 301)]


def find_rows(page):
    """Return the rows whose words are whole on a page."""
    words = page.extract_text().replace("\u00a0", " ")
    return [
        f"Kiểm tra lần {number}"
        for number in range(1, 301)
        if f"Kiểm tra lần {number} {number:02d} {number}00" in words
    ]


def test_headers_that_come_again_are_read_once():
    assert pdf_text(documents.render_pdf(LONG)).count("Nội dung") == 1


def test_word_repeats_headers_and_keeps_rows_whole():
    (table,) = [
        one
        for one in open_docx(documents.render_docx(LONG)).tables
        if len(one._tbl.tr_lst) > 100
    ]

    rows = table._tbl.tr_lst
    heads = [row for row in rows if row.trPr.find(qn("w:tblHeader")) is not None]
    assert heads == rows[:2]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert len(rows) == 302


def test_figures_stand_to_the_right_and_headers_in_the_middle():
    with open_pdf(documents.render_pdf(LONG)) as pdf:
        page = pdf.pages[0]
        edges = {
            round(find_in_page(page, f"Kiểm tra lần {n} {n:02d} {n}00")[-1]["x1"], 1)
            for n in range(1, 20)
        }
    word = open_docx(documents.render_docx(LONG))
    rows = word.tables[1].rows

    assert len(edges) == 1
    assert [
        one.paragraphs[0].paragraph_format.alignment.name for one in rows[5].cells[2:]
    ] == ["RIGHT", "RIGHT"]
    assert rows[0].cells[0].paragraphs[0].style.paragraph_format.alignment.name == (
        "CENTER"
    )


def test_columns_are_as_wide_as_their_shares():
    html = documents.render_html(LONG)
    grid = open_docx(documents.render_docx(LONG)).tables[1]._tbl.tblGrid

    widths = [int(column.get(qn("w:w"))) for column in grid.gridCol_lst]
    assert widths == pytest.approx([935, 4677, 1871, 1871], abs=2)
    for share in (10, 50, 20):
        assert f"document-share-{share}" in html


def test_a_table_of_html_names_what_its_headers_are_for():
    html = documents.render_html(LONG)

    assert '<th scope="colgroup" colspan="2">' in html
    assert '<th scope="col" rowspan="2">' in html
    assert html.count("<thead>") == 1
    assert "<caption>Bảng 1. Kết quả kiểm tra</caption>" in html
    assert 'tabindex="0"' in html


def test_a_row_longer_than_a_page_is_printed_whole():
    words = " ".join(f"từ{number}" for number in range(2000))
    table = Table((Column(), Column()), ((cell("A"), cell("B")), (cell(words), Cell())))
    html, pdf, docx = three_texts(replace(PARTY_2024, body=(table,)))

    assert "từ0" in pdf
    assert "từ1999" in pdf
    assert html == pdf == docx


spans = st.integers(-2, 6)
cells = st.builds(
    Cell,
    st.sampled_from([(), (Paragraph("ô chữ"),), (Paragraph("một"), Paragraph("hai"))]),
    spans,
    spans,
    st.booleans(),
)
tables = st.builds(
    Table,
    st.lists(st.builds(Column, st.floats(-1, 9)), max_size=5).map(tuple),
    st.lists(st.lists(cells, max_size=5).map(tuple), max_size=6).map(tuple),
    st.integers(-1, 8),
)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_a_table_that_does_not_fit_itself_is_fitted(table):
    html, pdf, docx = three_texts(replace(PARTY_2024, body=(table,)))

    assert solid(html) == solid(pdf) == solid(docx)
