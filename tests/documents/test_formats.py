"""Three formats of one document: the same words, the same bytes each time."""

import hashlib

import pytest
from document_reading import (
    docx_text,
    html_text,
    normalised,
    open_docx,
    open_pdf,
    pdf_text,
)
from document_samples import PARTY_2024, SAMPLES

from cms import documents


samples = pytest.mark.parametrize("document", SAMPLES.values(), ids=SAMPLES)


@samples
def test_three_formats_say_the_same(document):
    html = html_text(documents.render_html_file(document).decode())
    pdf = pdf_text(documents.render_pdf(document))
    docx = docx_text(documents.render_docx(document))

    assert pdf == html
    assert docx == html


@samples
def test_a_document_says_all_it_was_given(document):
    words = pdf_text(documents.render_pdf(document)).casefold()

    for given in (
        document.issuer,
        document.superior,
        document.place,
        document.title,
        document.type,
        *document.recipients,
        *document.addressees,
        *(part for one in document.signatures for part in (one.title, one.name)),
    ):
        assert normalised(given).casefold() in words


@pytest.mark.parametrize(
    "render",
    [documents.render_pdf, documents.render_docx, documents.render_html_file],
)
@samples
def test_the_same_document_gives_the_same_bytes(document, render):
    hashes = {hashlib.sha256(render(document)).hexdigest() for _ in range(3)}

    assert len(hashes) == 1


def test_headings_are_counted_in_the_order_of_the_outline():
    words = docx_text(documents.render_docx(PARTY_2024))

    found = [
        words.index(heading)
        for heading in (
            "I- TÌNH HÌNH CHUNG",
            "II- KẾT QUẢ THỰC HIỆN",
            "1. Kiểm tra của cấp ủy",
            "a) Kiểm tra chuyên đề",
            "- Một số đơn vị",
            "+ hồ sơ thiếu;",
            "3. Việc thứ 3.",
            "13. Việc thứ 13.",
            "2. Giám sát của cấp ủy",
            "III- PHƯƠNG HƯỚNG",
        )
    ]
    assert found == sorted(found)


def test_bookmarks_of_a_pdf_are_its_headings():
    with open_pdf(documents.render_pdf(PARTY_2024)) as pdf:
        marks = [(level, title) for level, title, *_ in pdf.doc.get_outlines()]

    assert marks[0] == (1, "I- TÌNH HÌNH CHUNG")
    assert (2, "1. Kiểm tra của cấp ủy") in marks
    assert (3, "a) Kiểm tra chuyên đề") in marks
    assert len(marks) == 6


def test_files_name_title_author_language_and_date():
    with open_pdf(documents.render_pdf(PARTY_2024)) as pdf:
        about = pdf.metadata
        language = pdf.doc.catalog["Lang"]
    core = open_docx(documents.render_docx(PARTY_2024)).core_properties

    title = normalised(f"{PARTY_2024.type} {PARTY_2024.title}")
    assert normalised(about["Title"]) == normalised(core.title) == title
    assert about["Author"] == core.author == "Ủy ban Kiểm tra"
    assert about["CreationDate"].startswith("D:20240705")
    assert core.created.date() == PARTY_2024.date
    assert language == b"vi-VN"
    assert core.language == "vi-VN"


def test_a_page_of_its_own_needs_no_other_file():
    page = documents.render_html_file(PARTY_2024).decode()

    assert page.startswith("<!doctype html>")
    assert 'href="/' not in page
    assert 'src="/' not in page
    assert "<style" not in page
    assert " style=" not in page


def test_an_element_of_a_page_has_its_title_at_the_asked_level():
    html = documents.render_html(PARTY_2024, heading=2)

    assert '<h2 class="document-name">' in html
    assert "<h1" not in html
    assert "<h3" in html
