"""Poisoned texts are printed as they are, or refused with what is wrong and where."""

import io
from collections import Counter
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from document_random import VIETNAMESE, any_document
from document_reading import docx_text, html_text, open_docx, pdf_text
from document_samples import PARTY_2024, cell, picture
from hypothesis import example, given, settings, strategies as st

from cms import Refused, documents
from cms.documents import (
    Column,
    Figure,
    Heading,
    List,
    Paragraph,
    Run,
    Signature,
    Table,
)


POISON = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#include "/etc/hostname"',
    "#{ while true {} }",
    "= Không phải đề mục *đậm* _nghiêng_ `mã` $x^2$ <nhãn> @trích",
    "\\u{1F600} \\ // chú thích /* */ ~ -- --- ...",
    '"\'); panic("x") //',
    "<script>alert(1)</script> &amp; <!-- --> ]]>",
    "{{ 7 * 7 }} {% raw %} %s %(x)s ${x}",
    "file:///etc/passwd https://example.org/ javascript:alert(1)",
)


def with_body(*blocks, **changes):
    return replace(PARTY_2024, body=blocks, recipients=(), signatures=(), **changes)


def solid(words):
    return "".join(words.split())


def solid_texts(document):
    return (
        solid(html_text(documents.render_html_file(document).decode())),
        solid(pdf_text(documents.render_pdf(document), spaces=False)),
        solid(docx_text(documents.render_docx(document))),
    )


@pytest.mark.parametrize("words", POISON)
def test_markup_in_a_text_is_printed_and_does_nothing(words):
    document = replace(
        PARTY_2024,
        title=words,
        place=words,
        issuer=words,
        superior=words,
        number=words,
        draft=words,
        body=(
            Heading(words),
            Paragraph((Run(words, bold=True), Run(words, link=words))),
            List(((Paragraph(words),),), ordered=True),
            Table((Column(),), ((cell(words),), (cell(words),)), 1, words),
            Figure(picture(), words, words),
        ),
        recipients=(words,),
        addressees=(words,),
        signatures=(Signature(words, words, of=words, mark=words),),
    )

    texts = solid_texts(document)

    assert len(set(texts)) == 1
    assert texts[0].casefold().count(solid(words).casefold()) >= 10


def test_a_pdf_holds_no_script_file_or_form_and_leads_nowhere_but_to_web_and_mail():
    runs = tuple(
        Run("đây ", link=address)
        for address in (
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://quan-sen.example/a?b=c",
            "mailto:van.phong@quan-sen.example",
            "https://quan-sen.example/" + "a" * 3000,
            "/bao-cao",
        )
    )
    pdf = documents.render_pdf(with_body(Paragraph(runs)))
    docx = open_docx(documents.render_docx(with_body(Paragraph(runs))))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        actions = [
            str(note.A.URI) for page in opened.pages for note in page.get("/Annots", [])
        ]
        for name in ("/AcroForm", "/AA", "/OpenAction"):
            assert name not in opened.Root
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    links = {link.target_ref for link in docx.part.rels.values() if link.is_external}
    wanted = {
        "https://quan-sen.example/a?b=c",
        "mailto:van.phong@quan-sen.example",
    }
    assert set(actions) == wanted
    assert links == wanted


@pytest.mark.parametrize(
    "sign",
    [chr(code) for code in (0, 1, 8, 11, 12, 27, 127, 0x85, 0xAD, 0x200B, 0x202E)]
    + ["\ufeff", "\ufffe", "\uffff", "\ud800", "\u2066", "\ufe0f", "\U000e0041"],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_what_nobody_sees_is_left_out_of_every_format(sign):
    texts = solid_texts(with_body(Paragraph(f"trư{sign}ớc"), title=f"a{sign}b"))

    assert len(set(texts)) == 1
    assert "trước" in texts[0]


def test_a_character_without_glyph_is_named_with_its_place():
    document = with_body(Paragraph("Kết quả tốt 😀 và ✓ đạt"), Heading("Mục 漢"))

    with pytest.raises(Refused) as refused:
        documents.render_pdf(document)

    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == 3
    assert "✓ (U+2713, check mark)" in messages[0]
    assert "Kết quả tốt" in messages[0]
    assert "U+6F22" in messages[1]
    assert "😀 (U+1F600, grinning face)" in messages[2]


def test_a_character_without_glyph_stays_in_html_and_docx():
    document = with_body(Paragraph("Kết quả tốt 😀"))

    assert "😀" in documents.render_html(document)
    assert "😀" in docx_text(documents.render_docx(document))


def test_a_text_in_another_script_names_some_characters_and_not_all():
    words = "".join(map(chr, range(0x4E00, 0x5000)))

    with pytest.raises(Refused) as refused:
        documents.render_pdf(with_body(Paragraph(words)))

    assert len(refused.value.problems) == 10


@pytest.mark.parametrize(
    "words",
    [
        "tháng mười, người " * 55_000 + "cuối",
        "ơ" * 1_000_000 + "cuối",
        "ơ" + "\n" * 1_000_000 + "cuối",
        "58-BC/UBKTQU ơ " * 65_000 + "cuối",
    ],
    ids=["words", "one word", "breaks", "numbers"],
)
def test_a_paragraph_of_a_megabyte_is_set(words):
    document = with_body(Paragraph(words), title="dài")

    pdf = pypdfium2.PdfDocument(documents.render_pdf(document))
    printed = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    for text in (
        printed,
        html_text(documents.render_html_file(document).decode()),
        docx_text(documents.render_docx(document)),
    ):
        assert Counter(text)["ơ"] == Counter(words)["ơ"]
        assert "cuối" in text


def test_a_document_of_many_megabytes_is_refused():
    with pytest.raises(Refused, match=r"4\.000\.000"):
        documents.render_html(with_body(Paragraph("a" * 4_000_001)))


def test_a_compiler_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr("cms.documents.pdf.SECONDS", 0)

    with pytest.raises(documents.PdfError, match=r"Báo cáo.*0 seconds"):
        documents.render_pdf(PARTY_2024)


def test_a_compiler_that_takes_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setattr("cms.documents.pdf.MEMORY", 50_000_000)

    with pytest.raises(documents.PdfError, match="could not be made"):
        documents.render_pdf(PARTY_2024)


def right_edge(page):
    """Return how far to the right the text of a page reaches, in points."""
    text = page.get_textpage()
    return max(text.get_rect(number)[2] for number in range(text.count_rects()))


@pytest.mark.parametrize("width", [1, 9])
def test_long_words_break_and_stay_on_the_page(width):
    word = "https://quan-sen.example/" + "abcdefghij" * 30
    table = Table(
        (Column(1), *(Column(9) for _ in range(width))),
        ((cell(word), *(cell(word) for _ in range(width))),) * 2,
    )
    document = with_body(Paragraph(word), table)
    right = max(map(right_edge, pypdfium2.PdfDocument(documents.render_pdf(document))))

    assert right <= 195 * 72 / 25.4 + 4
    assert len(set(solid_texts(document))) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg/>", picture()[:60]],
    ids=["nothing", "GIF", "only PNG's mark", "SVG", "half"],
)
@pytest.mark.parametrize(
    "render", [documents.render_html, documents.render_pdf, documents.render_docx]
)
def test_a_picture_that_cannot_be_read_is_named(data, render):
    with pytest.raises(Refused, match="Biểu đồ cột"):
        render(with_body(Figure(data, "Biểu đồ cột")))


def test_a_picture_that_only_adorns_is_not_read_out():
    document = with_body(Figure(picture(), ""), Figure(picture(), "Biểu đồ"))

    pdf = documents.render_pdf(document)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        figures = list(tags(opened.Root.StructTreeRoot, "/Figure"))
    assert [str(figure.Alt) for figure in figures] == ["Biểu đồ"]
    assert documents.render_html(document).count('alt=""') == 1


def tags(node, name):
    """Yield the elements of a kind in a tree of tags."""
    if not isinstance(node, pikepdf.Dictionary):
        return
    if node.get("/S") == name:
        yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        yield from tags(kid, name)


# Any document

seeds = st.integers(0, 2**63)
quick = settings(max_examples=30, deadline=None)


@quick
@given(seeds)
@example(14609)  # a link in a header that is repeated on the next page
@example(780999012882839936)  # a numbered list in a table in a numbered list
def test_any_document_keeps_its_text_in_every_format(seed):
    html, pdf, docx = solid_texts(any_document(seed, VIETNAMESE))

    assert pdf == html
    assert docx == html


@quick
@given(seeds)
def test_any_text_is_set_or_refused_by_name(seed):
    document = any_document(seed, range(0x110000))

    assert documents.render_html(document)
    assert documents.render_docx(document)
    assert all("U+" in problem.message for problem in problems_of_pdf(document))


def problems_of_pdf(document):
    """Return why a document has no PDF; nothing when it has."""
    try:
        documents.render_pdf(document)
    except Refused as refused:
        return refused.problems
    return []
