"""Each gate lets in what people mean, and nothing else."""

import datetime as dt
import json
import math
from zoneinfo import ZoneInfo

import flask
import pytest

from cms import inputs
from cms.builtin.requests import JsonProvider


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Chi bộ\x00 3\x10", "Chi bộ 3"),
        ("một\x0bhai\x0cba\x85bốn\u2028năm", "một\nhai\nba\nbốn\nnăm"),
        ("a\u202egnp.exe\u2066\u200f\u061c\ufeff", "agnp.exe"),
        ("viê\u0323t", "việt"),
        ("viê\u202e\u0323t", "việt"),
        ("\ud800\ufffe\U0001ffff\U000e0041x", "x"),
        ("một\ufffchai\ufffd ba\u00ad", "mộthai ba\u00ad"),
        ("dòng 1\r\ndòng 2\tcột", "dòng 1\ndòng 2\tcột"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
    ids=ascii,  # pytest keeps the ids in a file, which takes no halves of a pair
)
def test_text_is_composed_and_shows_all_that_it_holds(given, kept):
    assert inputs.clean_text(given) == kept
    assert inputs.clean_text(kept) == kept


def test_text_is_bounded():
    with pytest.raises(ValueError, match="11 characters"):
        inputs.clean_text("a" * 11, most=10)


@pytest.mark.parametrize(("given", "number"), [("12", 12), (" -3 ", -3), (7, 7)])
def test_whole_numbers(given, number):
    assert inputs.whole_number(given) == number


@pytest.mark.parametrize(
    "given",
    ["9" * 20, "2147483648", "٣", "²", "1_0", "1.0", "", "NaN", True, 1.0, None],
)
def test_what_no_column_holds_is_no_number(given):
    with pytest.raises(ValueError, match="is no number"):
        inputs.whole_number(given)


@pytest.mark.parametrize("given", ["0", "-1"])
def test_ids_begin_with_one(given):
    with pytest.raises(ValueError, match="is no number"):
        inputs.record_id(given)
    assert inputs.record_ids(["5", given, "x"]) == [5]


@pytest.mark.parametrize(
    "given", ["NaN", "Infinity", "1e999", "1e15", "1e-16", "٣", "x"]
)
def test_decimals_are_finite(given):
    with pytest.raises(ValueError, match=r"number|digits"):
        inputs.decimal_number(given)


def test_a_day_has_a_year_that_people_mean():
    assert inputs.day_within(dt.date(1900, 1, 1)) == dt.date(1900, 1, 1)
    assert inputs.day_within(dt.date(2200, 12, 31)) == dt.date(2200, 12, 31)
    for year in (1899, 2201):
        with pytest.raises(ValueError, match="from 1900 to 2200"):
            inputs.day_within(dt.date(year, 6, 1))


def test_a_time_that_the_clocks_leave_out_is_none():
    with pytest.raises(inputs.MissingHour):
        inputs.local_instant(dt.datetime(2026, 3, 29, 2, 30), BERLIN)  # noqa: DTZ001


def test_a_time_that_comes_twice_is_asked_about():
    with pytest.raises(inputs.DoubledHour) as both:
        inputs.local_instant(dt.datetime(2026, 10, 25, 2, 30), BERLIN)  # noqa: DTZ001
    apart = both.value.second.astimezone(dt.UTC) - both.value.first.astimezone(dt.UTC)
    assert apart == dt.timedelta(hours=1)
    for answer in (both.value.first, both.value.second):
        typed = dt.datetime.fromisoformat(answer.isoformat())
        assert inputs.local_instant(typed, BERLIN) == answer


def test_an_offset_cannot_lead_out_of_the_calendar():
    with pytest.raises(ValueError, match="1900"):
        inputs.local_instant(
            dt.datetime.fromisoformat("9999-12-31T23:59-14:00"), dt.UTC
        )


@pytest.mark.parametrize(
    "address",
    ["lan@quansen.example", "l.a+n@thu.quansen.example", "o'neil@x-y.example"],
)
def test_mail_addresses(address):
    assert inputs.mail_address(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "a@b@c.example", "a b@c.example", "lấn@c.example", "a@c", "a@-c.example",
        "a@c.example\nBcc: x@y.example", '"a"@c.example', ".a@c.example", "a..b@c.example",
        "a@c..example", f"{'a' * 65}@c.example", "a@10.0.0.1", "a@cấp.example", "",
    ],
)  # fmt: skip
def test_what_no_mail_server_takes_is_no_address(address):
    with pytest.raises(ValueError, match="no e-mail address"):
        inputs.mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "/tin-tuc/bai-1", "/tim-kiem?q=a//b", "/t%C3%A0i-li%E1%BB%87u", "https://x.example/a",
        "/a?u=https://x.example/", "https://web.example/2020/https://x.example/",
    ],
)  # fmt: skip
def test_targets(address):
    assert inputs.target(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "/%09/evil.example", "//evil.example", "/\\evil.example", "/%2F/evil.example",
        "/%252F/evil.example", "/%5cevil.example", "/a/../../b", "/a/%2e%2e/b",
        "javascript:alert(1)", "data:text/html,x", "http://x.example/", "https:///x",
        "https://x@evil.example/", "https://evil.example%00.x.example", "https://[::1",
        "tin-tuc", "", "/a b", "/a%00b",
    ],
)  # fmt: skip
def test_what_leads_elsewhere_than_it_says_is_no_target(address):
    with pytest.raises(ValueError, match="neither a path"):
        inputs.target(address)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\Giấy mời.docx", "Giấy mời.docx"),
        ("anh\u202egnp.png", "anhgnp.png"),
        ("con.png", "_con.png"),
        ("a\r\nb<c>.txt", "abc.txt"),
        ("...", ""),
    ],
)
def test_file_names(given, name):
    assert inputs.file_name(given) == name


@pytest.mark.parametrize(
    "text",
    ['{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', '{"a": 99999999999999999999}',
     "[" * 100_000, "[" * 300 + "]" * 300],
)  # fmt: skip
def test_json_that_no_honest_program_writes_is_refused(text):
    with pytest.raises(inputs.UnsafeJson):
        inputs.load_json(text)


def test_json_that_goes_out_is_json_for_everybody():
    written = JsonProvider(flask.Flask("x")).dumps({"a\ud800": [math.nan, "😀\udfff"]})
    assert written.encode("ascii")
    assert json.loads(written) == {"a?": [None, "😀?"]}


def test_texts_within_json_pass_the_gate_of_text():
    assert inputs.load_json('{"a\\u0000": ["\\u202ex\\ud800", 1.5]}') == {
        "a": ["x", 1.5]
    }
    with pytest.raises(json.JSONDecodeError):
        inputs.load_json("chữ")
