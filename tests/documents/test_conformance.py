"""PDF/A-2a and PDF/UA-1, checked by other means than the writer's own.

pdfua 0.1.3 checks 16 of the 106 rules that a machine can check; veraPDF is in
no registry that the tests reach, so the rest is asserted here on the file.
"""

import io
from itertools import pairwise

import pdfua
import pikepdf
import pytest
from document_samples import PARTY_2024, SAMPLES

from cms import documents


@pytest.fixture(params=SAMPLES.values(), ids=list(SAMPLES))
def content(request):
    return documents.render_pdf(request.param)


@pytest.fixture
def pdf(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield opened


def elements(node):
    """Yield the elements of a tree of tags in reading order."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        yield from elements(node.get("/K", []))


def test_an_independent_checker_finds_nothing(content, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(content)

    assert not pdfua.validate(str(path)).findings


def test_a_file_says_what_it_conforms_to(pdf):
    with pdf.open_metadata() as about:
        assert about["pdfaid:part"] == "2"
        assert about["pdfaid:conformance"] == "A"
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"]
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.Root.Lang) == "vi-VN"
    assert not pdf.is_encrypted


def test_fonts_are_embedded_and_say_which_characters_they_show(pdf):
    fonts = [
        font
        for page in pdf.pages
        for font in page.Resources.get("/Font", {}).as_dict().values()
    ]

    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        (inner,) = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def test_headings_leave_no_step_out_and_tables_have_headers(pdf):
    kinds = [str(one.S) for one in elements(pdf.Root.StructTreeRoot)]
    levels = [
        int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()
    ]

    assert all(after - before <= 1 for before, after in pairwise([0, *levels]))
    assert kinds.count("/Table") == kinds.count("/THead")
    assert kinds.count("/Figure") == sum(
        "/Alt" in one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure"
    )


def test_lists_and_header_cells_are_tagged_as_such():
    content = documents.render_pdf(PARTY_2024)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        kinds = [str(one.S) for one in found]
        heads = [one for one in found if one.S == "/TH"]
        scopes = {str(part.Scope) for one in heads for part in attributes(one)}
    assert kinds.count("/L") == 3
    assert kinds.count("/LI") == kinds.count("/Lbl") == 2 + 2 + 11
    assert len(heads) == 5
    assert scopes == {"/Column"}
    assert kinds.count("/Link") == 1


def attributes(element):
    found = element.get("/A", [])
    parts = found if isinstance(found, pikepdf.Array) else [found]
    return [part for part in parts if "/Scope" in part]
