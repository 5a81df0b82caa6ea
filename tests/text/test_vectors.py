"""Every vector of vectors.json by name: the reference table of Vietnamese text."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from cms import documents, text
from cms.builtin.legacy_encodings import detect_encoding, to_unicode


VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text("utf-8")
)


def each(group: str, *path: str) -> pytest.MarkDecorator:
    """Parametrise ``vector`` over a group; the vector's own text is the test's id."""
    vectors = VECTORS[group]
    for key in path:
        vectors = vectors[key]
    ids = [
        str(v.get("in", v.get("lower", v.get("keep_together", v.get("q", v)))))
        if isinstance(v, dict)
        else str(v)
        for v in vectors
    ]
    return pytest.mark.parametrize("vector", vectors, ids=ids)


@each("normalise_nfc")
def test_nfc(vector: dict[str, str]) -> None:
    assert text.nfc(vector["in"]) == unicodedata.normalize("NFC", vector["out"])


@each("tone_style")
def test_tone_style(vector: dict[str, str]) -> None:
    assert text.tone_style(vector["in"], "old") == vector["old"]
    assert text.tone_style(vector["in"], "new") == vector["new"]


@each("tone_style_unchanged")
def test_tone_style_leaves_alone(vector: str) -> None:
    assert text.tone_style(vector, "old") == vector
    assert text.tone_style(vector, "new") == vector


@each("fold")
def test_fold(vector: dict[str, str]) -> None:
    assert text.fold(vector["in"]) == vector["out"]


@each("slug")
def test_slug(vector: dict[str, str]) -> None:
    assert text.slugify(vector["in"]) == vector["out"]


@each("upper_lower")
def test_upper_lower(vector: dict[str, str]) -> None:
    assert text.upper(vector["lower"]) == vector["upper"]
    assert text.lower(vector["upper"]) == vector["lower"]


@pytest.mark.parametrize("position", range(1, len(VECTORS["sort_letters"])))
def test_letters_follow_the_alphabet(position: int) -> None:
    before, after = VECTORS["sort_letters"][position - 1 : position + 1]
    assert text.sort_key(before) < text.sort_key(after)


@pytest.mark.parametrize("position", range(1, len(VECTORS["sort_tones"])))
def test_tones_follow_their_order(position: int) -> None:
    before, after = VECTORS["sort_tones"][position - 1 : position + 1]
    assert text.sort_key(before) < text.sort_key(after)


def test_words_sort() -> None:
    vector = VECTORS["sort_words"]
    assert sorted(vector["in"], key=text.sort_key) == vector["out"]


def test_phrases_sort_syllable_by_syllable() -> None:
    expected = VECTORS["sort_phrases_syllable_wise"]["out"]
    assert sorted(sorted(expected), key=text.sort_key) == expected


def test_people_sort_by_given_name() -> None:
    vector = VECTORS["sort_people"]
    assert sorted(vector["in"], key=text.person_sort_key) == vector["out"]


@each("person_name_parts")
def test_person_name_parts(vector: dict[str, str | None]) -> None:
    name = text.split_name(str(vector["in"]))
    assert name.family == vector["family"]
    assert name.middle == vector["middle"]
    assert name.given == vector["given"]
    assert name.honorific == vector.get("honorific")


@each("parse_date")
def test_parse_date(vector: dict[str, str | None]) -> None:
    written = str(vector["in"])
    if "error" in vector:
        with pytest.raises(text.InvalidDate):
            text.parse_date(written)
        return
    parsed = text.parse_date(written)
    if vector["date"] is None:
        assert parsed is None
        return
    assert parsed is not None
    assert parsed.date.isoformat() == vector["date"]
    end = parsed.date_end and parsed.date_end.isoformat()
    assert end == vector.get("date_end")
    assert (parsed.time and f"{parsed.time:%H:%M}") == vector.get("time")
    assert parsed.part == vector.get("part")


@each("parse_period")
def test_parse_period(vector: dict[str, Any]) -> None:
    period = text.parse_period(vector["in"])
    assert period is not None
    assert period.code == vector["code"]
    assert (period.start and period.start.isoformat()) == vector.get("from")
    assert (period.end and period.end.isoformat()) == vector.get("to")
    assert (period.term and list(period.term)) == vector.get("term")
    assert period.relative == vector.get("relative", False)


@each("format_date_long")
def test_format_date_long(vector: dict[str, str]) -> None:
    date = dt.date.fromisoformat(vector["in"])
    assert text.format_date_long(date) == vector["out"]


@each("format_date_short")
def test_format_date_short(vector: dict[str, str]) -> None:
    date = dt.date.fromisoformat(vector["in"])
    assert text.format_date_short(date) == vector["out"]


@each("format_number")
def test_format_number(vector: dict[str, Any]) -> None:
    if "out" in vector:
        assert text.format_number(vector["in"]) == vector["out"]
    if "pad2" in vector:
        assert text.pad2(vector["in"]) == vector["pad2"]


@each("document_number")
def test_document_number(vector: dict[str, Any]) -> None:
    number = documents.parse_document_number(vector["in"])
    assert number is not None
    assert number.number == vector["no"]
    assert number.year == vector.get("year")
    assert number.type == vector["type"]
    assert number.issuer == vector["issuer"]
    assert number.system == vector["system"]


@each("legacy_detection")
def test_legacy_detection(vector: dict[str, str]) -> None:
    assert detect_encoding(vector["in"]) == vector["encoding"]
    converted = to_unicode(vector["in"])
    assert converted.encodings == (vector["encoding"],)
    if "out" in vector:
        assert converted.text == vector["out"]
    if vector["encoding"] in ("unicode", "ascii"):
        assert converted.text == vector["in"]


@each("sqlite_fts5", "cases")
def test_what_sqlite_alone_does(vector: dict[str, Any]) -> None:
    """The reason for folding in Python: these are SQLite's own answers."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 {vector['tokenizer']}')"
    )
    document = vector.get("doc", "Hội nghị")
    connection.execute("INSERT INTO t VALUES (?)", (document,))
    query = "SELECT count(*) FROM t WHERE t MATCH ?"
    hits = connection.execute(query, (vector["q"],)).fetchone()[0]
    assert bool(hits) == vector["hit"]
    connection.execute("DELETE FROM t")
    connection.execute("INSERT INTO t VALUES (?)", (text.fold(document),))
    folded = text.fold(vector["q"])
    assert connection.execute(query, (folded,)).fetchone()[0] == 1
    connection.close()


def test_pitfall_words_of_decomposed_text() -> None:
    decomposed = unicodedata.normalize("NFD", "Hội nghị")
    pitfall = VECTORS["python_pitfalls"][0]
    assert re.findall(r"\w+", decomposed) == pitfall["gives"]
    assert text.words(decomposed) == pitfall["want"]


def test_pitfall_title_case_of_decomposed_text() -> None:
    decomposed = unicodedata.normalize("NFD", "hội nghị")
    pitfall = VECTORS["python_pitfalls"][1]
    assert decomposed.title() == unicodedata.normalize("NFD", pitfall["gives"])
    assert text.nfc(decomposed).title() == pitfall["want"]


def test_pitfall_length_of_decomposed_text() -> None:
    decomposed = unicodedata.normalize("NFD", "Hội nghị")
    pitfall = VECTORS["python_pitfalls"][2]
    assert [len(text.nfc(decomposed)), len(decomposed)] == pitfall["gives"]


def test_pitfalls_of_sqlite_case() -> None:
    connection = sqlite3.connect(":memory:")
    like, small = VECTORS["python_pitfalls"][3:]
    found = connection.execute("SELECT 'ĐẢNG' LIKE 'đảng'").fetchone()[0]
    assert found == like["gives"]
    lowered = connection.execute("SELECT lower('ĐẢNG ỦY')").fetchone()[0]
    connection.close()
    assert lowered != small["want"]
    assert text.lower("ĐẢNG ỦY") == small["want"]


@each("line_break")
def test_line_break(vector: dict[str, str]) -> None:
    kept = vector["keep_together"]
    assert text.keep_together(kept.replace("\u00a0", " ")) == kept
    assert text.keep_together(kept) == kept
