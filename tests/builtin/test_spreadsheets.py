"""Tables as files: typed cells, no formula runs; workbooks of others read in bounds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook, load_workbook

from cms import Refused, Table, read_workbook, write_tables
from cms.builtin.spreadsheets.reading import MOST_ROWS


pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("site")]

DAY = dt.date(2026, 10, 15)
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1"]
ROW = ["Mã", 12, Decimal("1.50"), DAY, None, True, 12345678901234567890, dt.date.max]


def table(*rows):
    return Table("Bảng [1]: a/b", [f"Cột {n}" for n in range(len(rows[0]))], rows)


def book_of(rows, change=lambda sheet: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def written(tmp_path):
    def write(content: bytes):
        path = tmp_path / "table.xlsx"
        path.write_bytes(content)
        return path

    return write


def test_cells_of_a_workbook_keep_their_types_and_long_numbers_their_digits():
    sheet = load_workbook(io.BytesIO(write_tables([table(ROW)], "xlsx"))).active
    assert sheet.title == "Bảng  1   a b"
    cells = [cell.value for cell in sheet[2]]
    assert cells[:3] == ["Mã", 12, 1.5]
    assert cells[3].date() == DAY
    assert sheet[2][3].number_format == "dd/mm/yyyy"
    assert cells[4:7] == [None, True, "12345678901234567890"]


def test_cells_of_open_document_keep_their_types():
    file = zipfile.ZipFile(io.BytesIO(write_tables([table(ROW)], "ods")))
    first = file.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    content = file.read("content.xml").decode()
    assert 'office:value-type="date" office:date-value="2026-10-15"' in content
    assert 'office:value-type="float" office:value="12"' in content
    assert 'office:value-type="boolean" office:boolean-value="true"' in content
    assert "<text:p>12345678901234567890</text:p>" in content


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_nothing_that_is_exported_runs_as_a_formula(words):
    rows = list(
        csv.reader(
            io.StringIO(write_tables([table([words])], "csv").decode("utf-8-sig"))
        )
    )
    assert rows[1][0].startswith("'")
    sheet = load_workbook(io.BytesIO(write_tables([table([words])], "xlsx"))).active
    assert sheet["A2"].data_type != "f"
    content = zipfile.ZipFile(io.BytesIO(write_tables([table([words])], "ods")))
    assert "table:formula" not in content.read("content.xml").decode()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(st.text(), st.integers(), st.dates(), st.booleans(), st.none()),
        min_size=1,
        max_size=5,
    )
)
def test_any_cell_can_be_written_and_read_again(tmp_path_factory, row):
    for kind in ("csv", "xlsx", "ods"):
        content = write_tables([table(row)], kind)
        assert content
    path = tmp_path_factory.mktemp("any") / "any.xlsx"
    path.write_bytes(write_tables([table(row)], "xlsx"))
    assert read_workbook(path)[0].rows[1]


def test_each_cell_says_where_it_stands_and_what_it_is(written):
    def change(sheet):
        sheet["B2"] = "=SUM(A1:A9)"
        sheet.merge_cells("A4:B5")

    rows = [["Mã", "Số"], ["a", 1], ["1.5", 1.5], ["b", DAY]]
    sheet = read_workbook(written(book_of(rows, change)))[0]
    assert sheet.merged == ["A4:B5"]
    kinds = [(one.place, one.kind) for one in sheet.rows[2]]
    assert kinds == [("A2", "text"), ("B2", "formula")]
    assert [one.value for one in sheet.rows[3]] == ["1.5", 1.5]
    assert sheet.rows[3][1].kind == "number"


def far_below(sheet):
    sheet.cell(row=MOST_ROWS + 1, column=1, value="x")


def far_right(sheet):
    sheet.cell(row=1, column=500, value="x")


@pytest.mark.parametrize("change", [far_below, far_right])
def test_a_table_that_is_too_large_is_refused_whole(written, change):
    with pytest.raises(Refused, match=r"too large|quá lớn"):
        read_workbook(written(book_of([["a"]], change)))


def replaced(content: bytes, name: str, change) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in source.infolist():
            data = source.read(one)
            archive.writestr(
                one.filename, change(data) if one.filename == name else data
            )
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def bomb(data: bytes) -> bytes:
    return data + b" " * 40_000_000


def a_million_rows(data: bytes) -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(2, 60_000)
    )
    return re.sub(b"</sheetData>", rows + b"</sheetData>", data)


def entity(data: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
        + data[data.index(b"<worksheet") :]
    )


def huge_row(data: bytes) -> bytes:
    return data.replace(b'r="A1"', b'r="A99999999999"')


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("change", [bomb, a_million_rows, entity, huge_row, cut])
def test_a_hostile_workbook_is_refused_in_words(written, change):
    content = replaced(book_of([["a"], ["b"]]), SHEET, change)
    with pytest.raises(Refused):
        read_workbook(written(content))


OTHERS = {
    "empty": b"",
    "text": b"a;b\n1;2",
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "cut": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_workbook_is_refused_in_words(written, name):
    with pytest.raises(Refused):
        read_workbook(written(OTHERS[name]))
