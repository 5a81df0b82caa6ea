"""What party rule and decree say of the page, read back from PDF and DOCX."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from document_reading import docx_paragraphs, find_in_page, open_docx, open_pdf
from document_samples import LETTER, MINUTES, PARTY_2024, PARTY_2026, SENTENCE, STATE
from docx.oxml.ns import qn

from cms import documents


MM = 72 / 25.4
# The words, their size, bold, italic, where they stand.
PARTY_LINES = {
    "ĐẢNG CỘNG SẢN VIỆT NAM": (15, True, False, "center"),
    "QUẬN ỦY QUẬN SEN": (14, False, False, "center"),
    "ỦY BAN KIỂM TRA": (14, True, False, "center"),
    "BÁO CÁO": (16, True, False, "center"),
    "-----": (14, False, False, "center"),
    "TÌNH HÌNH CHUNG": (14, True, False, "justify"),
    SENTENCE: (14, False, False, "justify"),
    "T/M ỦY BAN KIỂM TRA": (14, True, False, "center"),
    "CHỦ NHIỆM": (14, False, False, "center"),
    "Đinh Trọng Nhã": (14, True, False, "center"),
    "Nơi nhận:": (14, False, False, "left"),
}
LINES = {
    "party of 2024": (
        PARTY_2024,
        PARTY_LINES
        | {
            "Số 58-BC/UBKTQU": (14, False, False, "center"),
            "Quận Sen, ngày 05 tháng 7 năm 2024": (14, False, True, "center"),
            PARTY_2024.title: (14, True, False, "center"),
            "- Thường trực Quận ủy,": (12, False, False, "left"),
            "- Lưu Ủy ban Kiểm tra Quận ủy.": (12, False, False, "left"),
        },
    ),
    "party of 2026": (
        PARTY_2026,
        PARTY_LINES
        | {
            "Số 05-BC/UBKTQU": (14, False, False, "center"),
            "Quận Sen, ngày 09 tháng 01 năm 2026": (14, False, True, "center"),
            "- Thường trực Quận ủy;": (12, False, False, "left"),
            "- Lưu Ủy ban Kiểm tra Quận ủy.": (12, False, False, "left"),
        },
    ),
    "state": (
        STATE,
        {
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (13, True, False, "center"),
            "Độc lập - Tự do - Hạnh phúc": (14, True, False, "center"),
            "ỦY BAN NHÂN DÂN THÀNH PHỐ": (13, False, False, "center"),
            "THANH TRA THÀNH PHỐ": (13, True, False, "center"),
            "Số: 07/BC-TTTP": (13, False, False, "center"),
            "Liên Hoa, ngày 12 tháng 10 năm 2026": (13, False, True, "center"),
            "BÁO CÁO": (14, True, False, "center"),
            STATE.title: (14, True, False, "center"),
            "Kính gửi: Ủy ban nhân dân thành phố.": (14, False, False, "left"),
            "TÌNH HÌNH CHUNG": (14, True, False, "justify"),
            SENTENCE: (14, False, False, "justify"),
            "KT. CHÁNH THANH TRA": (14, True, False, "center"),
            "PHÓ CHÁNH THANH TRA": (14, True, False, "center"),
            "Lê Thu Mai": (14, True, False, "center"),
            "Nơi nhận:": (12, True, True, "left"),
            "- Như trên;": (11, False, False, "left"),
            "- Lưu: VT, TTTP.": (11, False, False, "left"),
        },
    ),
}
each_layout = pytest.mark.parametrize(
    ("document", "lines"), LINES.values(), ids=list(LINES)
)
each_document = pytest.mark.parametrize(
    "document", [PARTY_2024, PARTY_2026, STATE], ids=list(LINES)
)


def spaced(words):
    return " ".join(words.split())


@pytest.mark.parametrize(
    ("system", "date", "name"),
    [
        ("party", "1996-03-01", "party-2018"),
        ("party", "2025-12-31", "party-2018"),
        ("party", "2026-01-01", "party-2026"),
        ("state", "2011-06-09", "state-2020"),
        ("state", "2026-11-01", "state-2020"),
    ],
)
def test_a_layout_is_chosen_by_the_kind_of_body_and_the_date(system, date, name):
    found = documents.choose_profile(system, dt.date.fromisoformat(date))

    assert found.name == name


def test_an_unknown_layout_is_named_with_those_that_there_are():
    with pytest.raises(documents.UnknownProfile, match=r"1066.*party-2018"):
        documents.render_html(replace(PARTY_2024, profile="party-1066"))


@each_layout
def test_each_line_of_a_pdf_has_its_size_and_weight(document, lines):
    with open_pdf(documents.render_pdf(document)) as pdf:
        pages = [page.dedupe_chars() for page in pdf.pages]
        for words, (size, bold, italic, _place) in lines.items():
            last = words.startswith(
                ("T/M", "CHỦ", "Đinh", "Nơi", "- ", "KT.", "PHÓ", "Lê")
            )
            chars = find_in_page(pages[-1 if last else 0], words)
            assert {round(char["size"], 1) for char in chars} == {size}, words
            for char in chars:
                face = char["fontname"].split("+")[1]
                assert face.startswith("LiberationSerif"), words
                assert ("Bold" in face) == bold, words
                assert ("Italic" in face) == italic, words


@each_layout
def test_each_line_of_a_docx_has_its_size_and_weight(document, lines):
    word = open_docx(documents.render_docx(document))
    found = {}
    for paragraph in docx_paragraphs(word):
        found.setdefault(spaced(paragraph.text), paragraph)

    for words, (size, bold, italic, place) in lines.items():
        paragraph = found[spaced(words)]
        font = paragraph.style.font
        assert font.size.pt == size, words
        assert (bool(font.bold), bool(font.italic)) == (bold, italic), words
        assert paragraph.style.paragraph_format.alignment.name.lower() == place, words
        fonts = paragraph.style.element.rPr.rFonts
        assert set(fonts.attrib.values()) == {"Times New Roman"}, words
        assert len(fonts.attrib) == 4
        assert all(run.font.size is None for run in paragraph.runs)


@each_document
def test_a_pdf_has_the_page_and_margins_of_the_layout(document):
    with open_pdf(documents.render_pdf(document)) as pdf:
        for page in pdf.pages:
            assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
            body = [
                char
                for char in page.chars
                if char["tag"] != "Artifact" and char["text"].strip()
            ]
            assert min(char["x0"] for char in body) >= 30 * MM - 0.5
            assert max(char["x1"] for char in body) <= (210 - 15) * MM + 0.5
            assert min(char["top"] for char in body) >= 20 * MM - 2
            assert max(char["bottom"] for char in body) <= (297 - 20) * MM + 2


@each_document
def test_a_docx_has_the_page_and_margins_of_the_layout(document):
    word = open_docx(documents.render_docx(document))

    (section,) = word.sections
    size, margins = section._sectPr.pgSz, section._sectPr.pgMar
    assert (size.get(qn("w:w")), size.get(qn("w:h"))) == ("11906", "16838")
    assert {
        name: int(margins.get(qn(f"w:{name}")))
        for name in ("top", "bottom", "left", "right", "header")
    } == {"top": 1134, "bottom": 1134, "left": 1701, "right": 850, "header": 567}


@each_document
def test_paragraphs_are_indented_and_their_lines_18_points_apart(document):
    with open_pdf(documents.render_pdf(document)) as pdf:
        chars = find_in_page(pdf.pages[0], SENTENCE)
    body = open_docx(documents.render_docx(document)).styles["Body Text"]

    rows = sorted({round(char["bottom"], 1) for char in chars})
    assert [round(b - a, 1) for a, b in pairwise(rows)] == [18] * (len(rows) - 1)
    assert chars[0]["x0"] == pytest.approx((30 + 10) * MM, abs=1)
    assert chars[-1]["x0"] > 30 * MM
    layout = body.paragraph_format
    assert layout.line_spacing.pt == 18
    assert layout.line_spacing_rule.name == "EXACTLY"
    assert layout.first_line_indent.mm == pytest.approx(10, abs=0.02)
    assert layout.space_before.pt == 6


@each_document
def test_pages_are_numbered_in_the_top_margin_from_the_second_on(document):
    with open_pdf(documents.render_pdf(document)) as pdf:
        assert len(pdf.pages) > 1
        for number, page in enumerate(pdf.pages, 1):
            above = [char for char in page.chars if char["bottom"] < 20 * MM - 2]
            assert "".join(char["text"] for char in above) == (
                "" if number == 1 else str(number)
            )
            for char in above:
                middle = (30 + 165 / 2) * MM
                assert char["size"] == 14
                assert char["tag"] == "Artifact"
                assert (char["x0"] + char["x1"]) / 2 == pytest.approx(middle, abs=4)
                assert char["top"] == pytest.approx(10 * MM, abs=3)


@each_document
def test_word_numbers_pages_from_the_second_on(document):
    (section,) = open_docx(documents.render_docx(document)).sections

    (paragraph,) = section.header.paragraphs
    field = [node.text for node in paragraph._p.iter(qn("w:instrText"))]
    assert field == ["PAGE"]
    assert paragraph.style.paragraph_format.alignment.name == "CENTER"
    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text


@pytest.mark.parametrize(
    ("document", "left", "right"), [(PARTY_2024, 75, 90), (STATE, 68, 97)]
)
def test_the_head_stands_in_two_columns(document, left, right):
    motto = (
        "ĐẢNG CỘNG SẢN VIỆT NAM"
        if document is PARTY_2024
        else "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    )
    with open_pdf(documents.render_pdf(document)) as pdf:
        issuer = find_in_page(pdf.pages[0], document.issuer.upper())
        nation = find_in_page(pdf.pages[0], motto)
    word = open_docx(documents.render_docx(document))

    for chars, middle in ((issuer, left / 2), (nation, left + right / 2)):
        found = (chars[0]["x0"] + chars[-1]["x1"]) / 2
        assert found == pytest.approx((30 + middle) * MM, abs=1)
    columns = [
        int(column.get(qn("w:w"))) for column in word.tables[0]._tbl.tblGrid.gridCol_lst
    ]
    wanted = [width * 1440 / 25.4 for width in (left, right)]
    assert columns == pytest.approx(wanted, abs=1)


def test_the_rule_under_the_motto_is_as_long_as_the_motto():
    with open_pdf(documents.render_pdf(PARTY_2024)) as pdf:
        page = pdf.pages[0]
        motto = find_in_page(page, "ĐẢNG CỘNG SẢN VIỆT NAM")
        (rule,) = [line for line in page.lines if line["top"] < 100]

    assert rule["x0"] == pytest.approx(motto[0]["x0"], abs=1.5)
    assert rule["x1"] == pytest.approx(motto[-1]["x1"], abs=1.5)
    assert 0 < rule["top"] - motto[0]["bottom"] < 6
    assert rule["linewidth"] == 0.75


def test_rules_of_the_state_are_a_third_to_a_half_of_their_line():
    with open_pdf(documents.render_pdf(STATE)) as pdf:
        page = pdf.pages[0]
        lines = [line for line in page.lines if line["top"] < 220]
        for words in ("THANH TRA THÀNH PHỐ", STATE.title):
            chars = find_in_page(page, words)
            width = chars[-1]["x1"] - chars[0]["x0"]
            bottom = chars[-1]["bottom"]
            below = min(
                (
                    line
                    for line in lines
                    if line["top"] > bottom - 2
                    and line["x0"] > chars[0]["x0"]
                    and line["x1"] < chars[-1]["x1"]
                ),
                key=lambda line: line["top"],
            )
            assert 1 / 3 <= (below["x1"] - below["x0"]) / width <= 1 / 2


def test_number_and_date_of_the_state_stand_on_one_line():
    with open_pdf(documents.render_pdf(STATE)) as pdf:
        number = find_in_page(pdf.pages[0], "Số: 07/BC-TTTP")
        date = find_in_page(pdf.pages[0], "Liên Hoa, ngày")

    assert number[0]["bottom"] == pytest.approx(date[0]["bottom"], abs=1)


def test_a_name_is_signed_some_four_lines_below_the_title():
    with open_pdf(documents.render_pdf(PARTY_2024)) as pdf:
        title = find_in_page(pdf.pages[-1], "CHỦ NHIỆM")
        name = find_in_page(pdf.pages[-1], "Đinh Trọng Nhã")
        label = find_in_page(pdf.pages[-1], "Nơi nhận:")

    assert 3.5 <= (name[0]["top"] - title[0]["bottom"]) / 18 <= 5
    middle = (name[0]["x0"] + name[-1]["x1"]) / 2
    assert middle == pytest.approx((30 + 75 + 45) * MM, abs=1)
    assert label[0]["x0"] == pytest.approx(30 * MM, abs=1)
    assert label[0]["top"] == pytest.approx(title[0]["top"] - 18, abs=2)


def test_a_letter_says_its_matter_under_its_number():
    with open_pdf(documents.render_pdf(LETTER)) as pdf:
        number = find_in_page(pdf.pages[0], "Số: 05/TTTP-VP")
        matter = find_in_page(pdf.pages[0], "V/v cung cấp số liệu")

    assert matter[0]["size"] == 13
    assert 0 < matter[0]["top"] - number[0]["bottom"] < 12
    assert matter[0]["x1"] < (30 + 68) * MM


def test_a_draft_is_marked_at_the_top_and_two_who_sign_stand_side_by_side():
    with open_pdf(documents.render_pdf(MINUTES)) as pdf:
        draft = find_in_page(pdf.pages[0], "Dự thảo lần 1")
        clerk = find_in_page(pdf.pages[-1], "Hà Minh An")
        chair = find_in_page(pdf.pages[-1], "Đinh Trọng Nhã")

    assert draft[0]["x0"] == pytest.approx(30 * MM, abs=1)
    assert draft[0]["top"] < 25 * MM
    assert "Bold" in draft[0]["fontname"]
    assert clerk[0]["bottom"] == pytest.approx(chair[0]["bottom"], abs=0.5)
    assert clerk[-1]["x1"] < chair[0]["x0"]


def test_a_number_not_yet_given_leaves_room_for_the_pen():
    number = replace(PARTY_2024.number, number=None)
    html = documents.render_html(replace(PARTY_2024, number=number))

    assert "Số\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0-BC/UBKTQU" in html
