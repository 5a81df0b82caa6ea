"""What the server makes of pasted paragraphs, and whom it answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from cms import text
from cms.builtin.legacy_encodings import letter_map
from cms.builtin.rates import Rate
from cms.features.intake import encoding_views as encodings
from cms.features.intake.encoding_views import convert_runs


ADDRESS = "/ban-lam-viec/chua-chu"
PLAIN = "Đảng bộ thành phố tổ chức hội nghị lần thứ mười một"


def encoded(source: str, encoding: str) -> str:
    """Return Vietnamese text as it looks when an old encoding is read as Latin-1."""
    if encoding == "utf8-as-cp1252":
        return source.encode().decode("cp1252", "ignore")
    letters = letter_map(encoding)
    backwards = {letter: sign for sign, letter in letters.items()}
    return "".join(backwards.get(sign, sign) for sign in source)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_old_encodings_are_read_with_their_runs(encoding: str) -> None:
    parts = ["Đảng bộ ", "thành phố", " tổ chức hội nghị lần thứ mười một"]
    old = [encoded(part, encoding) for part in parts]
    assert old != parts
    answer = convert_runs(old)
    assert answer["encoding"] == encoding
    assert "".join(answer["texts"]) in ("".join(parts), "".join(parts).swapcase())
    assert answer["texts"][1] == parts[1]


def test_a_letter_that_a_change_of_style_cut_in_two_is_whole_again() -> None:
    old = encoded(PLAIN, "vni")
    whole = convert_runs([old])["texts"][0]
    for cut in range(1, len(old)):
        assert "".join(convert_runs([old[:cut], old[cut:]])["texts"]) == whole


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_what_is_not_old_comes_back_as_it_was(given: str) -> None:
    answer = convert_runs([given])
    if answer["encoding"] in ("ascii", "unicode"):
        assert answer["texts"] == [given]
    if answer["encoding"] == "unicode-nfd":
        assert answer["texts"] == [text.nfc(given)]


def test_fonts_of_capitals_give_capitals() -> None:
    old = encoded("ban chấp hành đảng bộ tỉnh", "tcvn3")
    assert convert_runs([old], {old})["texts"] == ["BAN CHẤP HÀNH ĐẢNG BỘ TỈNH"]


def test_staff_are_answered_and_nobody_else(
    client: Any, login_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = {"paragraphs": [[encoded(PLAIN, "tcvn3")], [PLAIN], ["English."]]}
    assert client.post(ADDRESS, json=question).status_code in (302, 303, 400, 401)
    desk = login_as("reporter")
    answer = desk.post(ADDRESS, json=question).json["paragraphs"]
    assert [one["encoding"] for one in answer] == ["tcvn3", "unicode", "ascii"]
    assert [one["texts"][0] for one in answer] == [PLAIN, PLAIN, "English."]
    for bad in (
        {},
        [],
        {"paragraphs": "x"},
        {"paragraphs": [1]},
        {"paragraphs": [[1]]},
    ):
        assert desk.post(ADDRESS, json=bad).status_code == 400
    many = {"paragraphs": [["x"]] * (encodings.MAX_PARAGRAPHS + 1)}
    assert desk.post(ADDRESS, json=many).status_code == 400
    large = {"paragraphs": [["x" * encodings.MAX_BYTES]]}
    assert desk.post(ADDRESS, json=large).status_code == 413
    monkeypatch.setattr(Rate, "take", lambda _rate, _key: 60.0)
    assert desk.post(ADDRESS, json=question).status_code == 429
