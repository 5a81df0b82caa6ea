"""Tables come in whole from the programs and countries that write them."""

import codecs

import pytest
from hypothesis import given, strategies as st

from cms.builtin.tables import UnreadableTable, read_table


ROWS = [["Đường dẫn", "Đích"], ["/tin-ấm", "/a, b"], ["/c", "dòng một\ndòng; hai"]]
ENCODINGS = {
    "UTF-8": lambda words: words.encode(),
    "UTF-8 with its mark": lambda words: codecs.BOM_UTF8 + words.encode(),
    "UTF-16 of Windows": lambda words: codecs.BOM_UTF16_LE + words.encode("utf-16-le"),
    "UTF-16, the other way": lambda words: (
        codecs.BOM_UTF16_BE + words.encode("utf-16-be")
    ),
    "UTF-16 without its mark": lambda words: words.encode("utf-16-le"),
}


def written(rows, separator, end):
    def cell(words):
        return f'"{words}"' if set(words) & set(",;\t|\n") else words

    return "".join(separator.join(map(cell, row)) + end for row in rows)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_way_to_write_a_table(encoding, separator, end):
    assert read_table(ENCODINGS[encoding](written(ROWS, separator, end))) == ROWS


def test_excel_may_name_the_separator_and_blank_lines_say_nothing():
    assert read_table(b"sep=;\r\na,b;c\r\n;\r\n\r\n d ;e") == [["a,b", "c"], ["d", "e"]]


def test_commas_within_words_do_not_part_a_table_of_semicolons():
    data = "Tên;Ghi chú\nLan;sách, báo, tạp chí\nHùng;sách\n".encode()
    assert read_table(data)[1] == ["Lan", "sách, báo, tạp chí"]


@pytest.mark.parametrize(
    "data",
    [b"T\xean,\xd0\xe0", b"\x89PNG\r\n\0\0\0", b"a\0b,c", b"\xff\xfea"],
    ids=["another encoding", "a picture", "a zero", "half a letter"],
)
def test_what_is_no_table_of_text_is_refused(data):
    with pytest.raises(UnreadableTable):
        read_table(data)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_nothing_else_comes_of_any_bytes(data):
    try:
        rows = read_table(data)
    except UnreadableTable:
        return
    assert all(any(row) for row in rows)
