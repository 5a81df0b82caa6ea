"""The data that documents are made with: layouts, fonts, styles, libraries."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import cms
from cms import documents
from cms.documents.metrics import has_glyph
from cms.documents.numbering import LETTERS, write_number
from cms.documents.profile import profiles
from cms.documents.stylesheet import TARGET, stylesheet


ROOM = Path(cms.__file__).parent / "documents"
FACES = sorted((ROOM / "fonts").glob("*.ttf"))


def test_the_stylesheet_is_made_from_the_layouts():
    assert TARGET.read_text(encoding="utf-8") == stylesheet()


def test_measures_of_the_fonts_are_those_of_their_files(pytestconfig):
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        from font_metrics import read_metrics
    finally:
        sys.path.pop(0)
    stored = json.loads((ROOM / "fonts/metrics.json").read_text(encoding="utf-8"))

    assert stored == read_metrics()


@pytest.mark.parametrize("face", FACES, ids=lambda path: path.stem)
def test_every_face_may_be_shipped_and_has_every_vietnamese_letter(face):
    font = TTFont(face)
    names = {str(name) for name in font["name"].names}
    vietnamese = {
        sign
        for base in "aăâeêioôơuưy"
        for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
        for sign in cms.text.nfc(base + mark) + cms.text.upper(base + mark)
    } | set("đĐ₫“”–…")

    assert len(FACES) == 4
    assert any("Open Font License" in name for name in names)
    assert font["OS/2"].fsType == 0
    assert {ord(sign) for sign in vietnamese} <= set(font.getBestCmap())
    assert all(map(has_glyph, vietnamese))


def test_every_profile_says_each_value_where_it_comes_from():
    for profile in profiles():
        source = (ROOM / "profiles" / f"{profile.name}.toml").read_text(
            encoding="utf-8"
        )
        assert profile.standard in source
        assert source.startswith("# ")


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (4, "upper-roman", "IV"),
        (49, "upper-roman", "XLIX"),
        (5, "vietnamese-letter", "đ"),
        (23, "vietnamese-letter", "y"),
        (24, "vietnamese-letter", "aa"),
        (12, "decimal", "12"),
    ],
)
def test_numbers_are_written_as_papers_do(value, form, written):
    assert write_number(value, form) == written


def test_letters_are_those_of_the_decree():
    assert " ".join(LETTERS) == "a b c d đ e g h i k l m n o p q r s t u v x y"


PROBE = """
import sys
{block}
from cms import documents
before = {{"typst", "docx"}} & sys.modules.keys()
document = documents.Document(
    "party-2018", __import__("datetime").date(2024, 7, 5), "Ủy ban", "x"
)
documents.render_html(document)
try:
    documents.render_{format}(document)
    print("made", before)
except Exception as error:
    print(type(error).__name__, error, before)
"""


@pytest.mark.parametrize(("format", "module"), [("pdf", "typst"), ("docx", "docx")])
def test_a_library_is_loaded_when_needed_and_named_when_missing(format, module):
    def said(block):
        code = PROBE.format(block=block, format=format)
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout

    assert said("") == "made set()\n"
    missing = said(f"sys.modules[{module!r}] = None")
    assert "ConfigError" in missing
    assert f"Install sen-cms[{format}]" in missing


def test_the_face_of_the_room_is_public():
    assert "documents" in cms.__all__
    assert all(hasattr(documents, name) for name in documents.__all__)
