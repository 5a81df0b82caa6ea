"""Word files of eight programs, and what Word leaves behind, come through whole."""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given, settings, strategies as st
from word_files import SENTENCES, W, in_old_font, p, package, residue, run

from cms.builtin.legacy_encodings import detect_encoding
from cms.features.intake import read_docx
from cms.richtext import clean, plain_text
from cms.richtext.plain import walk


TITLE = "Phường Sen Vàng tổ chức ngày hội đọc sách"
LEAD = "Hơn hai trăm bạn đọc đã đến Nhà văn hóa phường trong buổi sáng chủ nhật."
CAPTION = "Ảnh: Bạn đọc nhỏ tuổi chọn sách tại gian hàng."
CORPUS = Path(__file__).parents[2] / "vendor" / "docx"
FILES = sorted(CORPUS.glob("*.docx"))
# What a program did not write into its file cannot arrive.
NO_ALIGNMENT = ("pandoc-html", "pandoc-markdown", "libreoffice-odt")
NO_HEADER = ("html-to-docx",)
NO_MERGED = ("pandoc-markdown", "libreoffice-odt")


def of_kind(document, kind):
    return [node for node in walk(document) if node["type"] == kind]


def words(node):
    return "".join(one.get("text", "") for one in walk(node))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_headings_lists_tables_alignment_and_photos_arrive(read, path):
    found = read(path)
    body = found.version.body

    assert (found.version.title, found.version.lead) == (TITLE, LEAD)
    headings = [(h["attrs"]["level"], words(h)) for h in of_kind(body, "heading")]
    assert headings == [
        (2, "Nội dung chính"),
        (2, "Kết quả bước đầu"),
        (3, "Số sách được tặng"),
    ]
    bullets, numbers = of_kind(body, "bulletList"), of_kind(body, "orderedList")
    assert [words(one) for one in bullets[1]["content"]] == [
        "Sách tranh",
        "Truyện cổ tích",
    ]
    assert bullets[1] in bullets[0]["content"][0]["content"]
    assert len(bullets[0]["content"]) == 3
    assert [words(one) for one in numbers[0]["content"]] == [
        "Khai mạc",
        "Trao quà",
        "Bế mạc",
    ]
    [table] = of_kind(body, "table")
    header = [words(cell) for cell in of_kind(table["content"][0], "tableHeader")]
    if path.stem not in NO_HEADER:
        assert header == ["Loại sách", "Số lượng", "Ghi chú"]
    if path.stem not in NO_MERGED:
        assert table["content"][-1]["content"][0]["attrs"] == {"colspan": 3}
    first, second = of_kind(body, "image")
    assert first["attrs"]["caption"] == CAPTION
    assert [one.number for one in found.pictures] == [1, 2]
    assert found.pictures[0].data.startswith(b"\xff\xd8")
    place = [node["type"] for node in body["content"]].index("image")
    assert body["content"][place + 1]["type"] == "heading"
    assert second["attrs"]["mediaId"] == 2
    assert found.warnings == []
    assert found.encodings == []


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.stem not in NO_ALIGNMENT], ids=lambda p: p.stem
)
def test_lines_stand_where_they_stood(read, path):
    body = read(path).version.body
    stand = {
        words(one)[:20]: one.get("attrs", {}).get("align")
        for one in body["content"]
        if one["type"] == "paragraph"
    }
    assert stand["Sáng 12/4/2026, Nhà "] == "justify"
    assert stand["* * * Thư viện phườn"] == "center"
    assert stand["Bài và ảnh: Lê Thị M"] == "right"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_marks_and_links_arrive(read, path):
    marks = {
        (mark["type"], mark.get("attrs", {}).get("href"), node["text"])
        for node in walk(read(path).version.body)
        for mark in node.get("marks", ())
    }
    assert (
        "link",
        "https://thuvien.example.vn/ngay-hoi",
        "trang của thư viện",
    ) in marks
    assert {kind for kind, _href, _text in marks} >= {"superscript", "subscript"}


def letters(text):
    return Counter(re.sub(r"\W", "", unicodedata.normalize("NFC", text)))


def source_text(data):
    """Return the visible text of the document itself, read without our reader."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tree = ET.fromstring(archive.read("word/document.xml"))
    for parent in tree.iter():
        for child in list(parent):
            hidden = child.find(f"{{{W}}}rPr/{{{W}}}vanish") is not None
            if child.tag.endswith("}Fallback") or hidden:
                parent.remove(child)
    return "".join(one.text or "" for one in tree.iter(f"{{{W}}}t"))


def everything(version):
    return "\n".join([version.title, version.lead, plain_text(version.body)])


@pytest.mark.parametrize(
    "data",
    [*(path.read_bytes() for path in FILES), residue()],
    ids=[*(path.stem for path in FILES), "residue"],
)
def test_no_letter_is_lost_and_the_result_is_clean(read, data):
    version = read(data).version
    lost = letters(source_text(data)) - letters(everything(version))
    assert not lost
    assert clean(version.body) == version.body


def test_what_word_leaves_behind_is_gone(read):
    found = read(residue())
    text = everything(found.version)
    assert found.version.title == "TIN NGẮN VỀ NGÀY HỘI"
    assert found.version.lead == "Tóm tắt nằm ngay dưới tiêu đề của tin."
    assert "Phường Sen tổ chức ngày hội, xem trang riêng. Chữ rời: ố học" in text
    assert text.count("Chữ trong hộp") == 1
    assert "Hình 1" in text
    assert "hội họp" not in text
    assert "bí mật" not in text
    [image] = of_kind(found.version.body, "image")
    assert image["attrs"] == {"mediaId": 1, "caption": "Ảnh: Quang cảnh ngày hội"}
    cell = of_kind(found.version.body, "tableCell")[0]
    assert cell["attrs"] == {"rowspan": 2}
    assert found.warnings


@pytest.mark.parametrize(
    ("encoding", "font"),
    [("tcvn3", ".VnTime"), ("vni", "VNI-Times"), ("viscii", "VI Arial")],
)
def test_old_encodings_are_converted_by_paragraph(read, encoding, font):
    found = read(in_old_font(encoding, font))
    assert found.version.title == SENTENCES[0]
    text = everything(found.version)
    for sentence in SENTENCES:
        assert sentence in text
    assert "Đoạn này đã là Unicode, không được đổi." in text
    assert "Plain English: naïve café, 25 °C." in text
    assert found.encodings == [encoding] * 3
    came = everything(found.as_it_came)
    assert SENTENCES[1] not in came
    assert "Plain English: naïve café, 25 °C." in came


def test_unicode_and_english_are_left_alone(read):
    lines = ["Đoạn văn Unicode bình thường.", "Über naïve café: 5 µm ± 2 %, Ñandú."]
    found = read(package("".join(p(run(line)) for line in lines)))
    assert found.as_it_came is None
    assert found.encodings == []
    assert plain_text(found.version.body).split("\n\n") == lines


WORDS = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=12)
LOOKS = st.sampled_from(
    ["", "<w:b/>", "<w:i/>", '<w:u w:val="single"/>', "<w:strike/>"]
)
STANDS = st.sampled_from(["", '<w:jc w:val="center"/>', '<w:outlineLvl w:val="1"/>'])


@given(
    st.lists(
        st.tuples(STANDS, st.lists(st.tuples(WORDS, LOOKS), max_size=5)), max_size=8
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_arrives_once(paragraphs):
    escape = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    body = "".join(
        p(*(run(text.translate(escape), look) for text, look in runs), look=stand)
        for stand, runs in paragraphs
    )
    # A few letters may read as words of an old encoding, and are converted then.
    for _stand, runs in paragraphs:
        words = "".join(text for text, _look in runs)
        assume(detect_encoding(words) in ("ascii", "unicode", "unicode-nfd"))
    version = read_docx(io.BytesIO(package(body))).version
    typed = "".join(text for _stand, runs in paragraphs for text, _look in runs)
    assert not letters(typed) - letters(everything(version))
    assert clean(version.body) == version.body
