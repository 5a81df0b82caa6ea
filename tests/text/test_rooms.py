"""Cases beyond the table: old encodings, glossary, names, dates, periods, numbers."""

from __future__ import annotations

import ast
import datetime as dt
import json
import sys
from importlib import resources
from pathlib import Path

import pytest

from cms import documents, text
from cms.builtin.legacy_encodings import UnicodeText, convert_legacy, to_unicode


DATA = resources.files("cms.text") / "data"
LEGACY_VECTORS = [
    (name, vector)
    for name in ("tcvn3", "vni")
    for vector in json.loads((DATA / f"{name}.json").read_text("utf-8"))["test_vectors"]
]


@pytest.mark.parametrize(
    ("encoding", "vector"),
    LEGACY_VECTORS,
    ids=[f"{name}: {vector['unicode'][:30]}" for name, vector in LEGACY_VECTORS],
)
def test_legacy_text_converts(encoding: str, vector: dict[str, str]) -> None:
    converted = convert_legacy(vector["legacy"], encoding, vector.get("font"))
    assert converted == text.nfc(vector["unicode"])


@pytest.mark.parametrize("view", ["latin-1", "cp1252"])
def test_viscii_is_recognised_in_both_views(view: str) -> None:
    table = json.loads((DATA / "viscii.json").read_text("utf-8"))["bytes"]
    byte = {letter: bytes.fromhex(code) for code, letter in table.items()}
    written = "Hội nghị sơ kết công tác kiểm tra của Quận ủy"
    raw = b"".join(byte.get(char, char.encode("ascii", "ignore")) for char in written)
    converted = to_unicode(raw.decode(view))
    assert converted == UnicodeText(written, ("viscii",))


@pytest.mark.parametrize(
    "written",
    [
        "© 2024 Công ty An Bình",
        "a naïve café owner’s résumé",
        "“Quotes” – dashes… and 20 µm",
        "µm",
        "Ö",
        "Müller, François, São Paulo, Ångström, Señor Muñoz",
        "déjà vu à la carte",
        "Straße, Größe, Übung",
        "Ngô Văn Công",
        "§ 5 × 3 = 15 ± 1 °C",
        "Ông Võ Hoài Nam và bà Lê Thanh Bình",
    ],
)
def test_to_unicode_does_not_touch(written: str) -> None:
    assert to_unicode(written).text == written


def test_to_unicode_takes_each_paragraph_by_itself() -> None:
    mixed = "Héi nghÞ s¬ kÕt\r\nHoäi nghò sô keát\nHội nghị\n\nPlain English"
    converted = to_unicode(mixed)
    assert (
        converted.text
        == "Hội nghị sơ kết\r\nHội nghị sơ kết\nHội nghị\n\nPlain English"
    )
    assert converted.encodings == ("tcvn3", "vni", "unicode", "ascii", "ascii")
    assert converted.changed


@pytest.mark.parametrize("words", ["= 2x²", "15 m²", "1 200 cm³", "a¹ b²"])
def test_powers_are_no_old_letters(words: str) -> None:
    assert convert_legacy(words) == words


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="is not one of"):
        convert_legacy("abc", "klingon")


@pytest.mark.parametrize(
    ("query", "alternative"),
    [
        ("ubkt", "Ủy ban Kiểm tra"),
        ("UBKT", "Ủy ban Kiểm tra"),
        ("Ủy ban Kiểm tra", "UBKT"),
        ("Uỷ ban kiểm tra", "UBKT"),
        ("uy ban kiem tra", "UBKT"),
        ("ubkt.qu", "Ủy ban Kiểm tra Quận ủy"),
        ("Ủy ban Kiểm tra Quận ủy", "UBKTQU"),
        ("Ủy ban Kiểm tra Quận ủy", "UBKT quận ủy"),
        ("ubktqu", "UBKT Quận ủy"),
        ("ubkt quan uy", "UBKTQU"),
        ("ubkt quận ủy", "Ủy ban Kiểm tra Quận ủy"),
        ("btv", "Ban Thường vụ"),
        ("ĐU", "Đảng ủy"),
        ("ubktđu", "Ủy ban Kiểm tra Đảng ủy"),
        ("ubktdu", "Ủy ban Kiểm tra Đảng ủy"),
        ("T/M", "thay mặt"),
        ("chuyen doi so", "CĐS"),
    ],
)
def test_the_glossary_works_both_ways(query: str, alternative: str) -> None:
    (term,) = text.expand_query(query)
    folded = {text.fold(text.tone_style(one)) for one in term.alternatives}
    assert text.fold(alternative) in folded


def test_an_ambiguous_abbreviation_gets_every_meaning() -> None:
    (term,) = text.expand_query("TU")
    assert set(term.alternatives) >= {"Thành ủy", "Tỉnh ủy"}


def test_an_ordinary_word_is_no_abbreviation() -> None:
    assert text.expand_query("tu ca cu") == (
        text.Term("tu"),
        text.Term("ca"),
        text.Term("cu"),
    )


def test_the_longest_phrase_wins() -> None:
    terms = text.expand_query("họp Ban Thường vụ Quận ủy")
    assert [term.text for term in terms] == ["họp", "Ban Thường vụ", "Quận ủy"]


def test_abbreviations_are_listed_with_their_meanings() -> None:
    glossary = text.abbreviations()
    assert len(glossary) > 140
    assert glossary["UBKT"] == ("Ủy ban Kiểm tra",)
    assert glossary["TTr"] == ("tờ trình", "Thanh tra")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("từ 01 đến 05 tháng 3 năm 2024", "2024-03-01", "2024-03-05"),
        ("30/12 đến 31/12/2025", "2025-12-30", "2025-12-31"),
        ("29-30/01/2026", "2026-01-29", "2026-01-30"),
        ("28/12/2025 – 02/01/2026", "2025-12-28", "2026-01-02"),
        ("NGAY 9 THANG 6 NAM 2011", "2011-06-09", None),
        ("2011-06-09", "2011-06-09", None),
        ("ngày 9/6 năm 2011", "2011-06-09", None),
    ],
)
def test_more_ways_to_write_dates(written: str, start: str, end: str | None) -> None:
    parsed = text.parse_date(written)
    assert parsed is not None
    assert parsed.date.isoformat() == start
    assert (parsed.date_end and parsed.date_end.isoformat()) == end


def test_a_range_that_ends_before_it_begins_is_invalid() -> None:
    with pytest.raises(text.InvalidDate):
        text.parse_date("từ ngày 05/3/2024 đến ngày 01/3/2024")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        text.format_datetime_press(dt.datetime(2024, 7, 9, 16, 40))  # noqa: DTZ001


def test_press_style_of_a_moment() -> None:
    moment = dt.datetime(2024, 7, 9, 9, 40, tzinfo=dt.UTC)
    written = text.format_datetime_press(moment)
    assert written == "Thứ Ba, 09/07/2024, 16:40 (GMT+7)"


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("trong tháng 5", "tháng 5"),
        ("6 tháng đầu năm", "6 tháng đầu năm"),
        ("sáu tháng đầu năm 2011", "6 tháng đầu năm 2011"),
        ("QUÝ III năm 2022", "quý III/2022"),
        ("quy 3/2022", "quý III/2022"),
        ("tháng 06 năm 2024", "tháng 6/2024"),
        ("Năm 2019", "năm 2019"),
        ("Nhiệm kỳ 2020 – 2025", "nhiệm kỳ 2020-2025"),
        ("giai đoạn 2021-2025", "giai đoạn 2021-2025"),
    ],
)
def test_periods_have_one_name(written: str, label: str) -> None:
    period = text.parse_period(written)
    assert period is not None
    assert period.label == label


@pytest.mark.parametrize(
    "code", ["2011-H1", "2011-H2", "2011-Q2", "2024-M9", "2024-06", "2019", "2010/2015"]
)
def test_a_period_is_found_by_its_code_and_by_its_name(code: str) -> None:
    period = text.parse_period(code)
    assert period is not None
    assert period.code == code
    assert text.parse_period(period.label) == period


def test_the_context_gives_a_period_its_year() -> None:
    period = text.parse_period("6 tháng cuối năm", year=2011)
    assert period is not None
    assert period.code == "2011-H2"


@pytest.mark.parametrize(
    "written", ["", "quý V/2022", "tháng 13", "hôm nay", "2019-13"]
)
def test_what_is_no_period(written: str) -> None:
    assert text.parse_period(written) is None


@pytest.mark.parametrize(
    "written", ["58-BC/UBKTQU", "02-CTr/ĐU", "30/2020/NĐ-CP", "15/QĐ-UBND", "05/BNV-VP"]
)
def test_a_document_number_is_printed_as_it_was_read(written: str) -> None:
    number = documents.parse_document_number(
        f"Căn cứ văn bản số {written}, ngày 09/6/2011"
    )
    assert str(number) == written


def test_document_numbers_are_found_with_their_places() -> None:
    sentence = "Theo 58-BC/UBKTQU và Nghị định 30/2020/NĐ-CP."
    places = [
        sentence[start:end]
        for start, end, _ in documents.find_document_numbers(sentence)
    ]
    assert places == ["58-BC/UBKTQU", "30/2020/NĐ-CP"]


def test_a_given_name_alone_is_a_name() -> None:
    name = text.split_name("đ/c Hằng")
    assert (name.family, name.given, name.full) == ("", "Hằng", "Hằng")


def test_numbers_take_points_and_commas() -> None:
    assert text.format_number(1234.5, 2) == "1.234,50"
    assert text.format_number(-1234) == "-1.234"
    assert text.pad2(0) == "00"
    assert text.pad2(1234) == "1.234"


def test_numbers_inside_text_sort_by_value() -> None:
    titles = ["Kỳ họp 10", "Kỳ họp 2", "Kỳ họp 1"]
    assert sorted(titles, key=text.sort_key) == ["Kỳ họp 1", "Kỳ họp 2", "Kỳ họp 10"]


def test_the_room_imports_only_itself_and_the_standard_library() -> None:
    for path in Path(str(resources.files("cms.text"))).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                name = str(node.module)
            elif isinstance(node, ast.Import):
                name = node.names[0].name
            else:
                continue
            root = name.partition(".")[0]
            assert name.startswith("cms.text") or root in sys.stdlib_module_names
