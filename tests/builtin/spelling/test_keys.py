"""Words typed while the input method was off are read by their keys."""

import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from cms import text
from cms.builtin.spelling.keys import read_keys
from cms.text.syllable import is_syllable


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hooij", "hội"),
        ("nghij", "nghị"),
        ("tieengs", "tiếng"),
        ("vieetj", "việt"),
        ("vietej", "việt"),
        ("dduwowngf", "đường"),
        ("duongwf", "dường"),
        ("ddoongf", "đồng"),
        ("chis", "chí"),
        ("quys", "quý"),
        ("gias", "giá"),
        ("uyr", "ủy"),
        ("hoaf", "hòa"),
        ("toanf", "toàn"),
        ("khuyeenr", "khuyển"),
        ("truwowngr", "trưởng"),
        ("Kieemr", "kiểm"),
        ("ho6i5", "hội"),
        ("nghi5", "nghị"),
        ("d9u7o7ng2", "đường"),
        ("tie61ng", "tiếng"),
        ("a8n", "ăn"),
    ],
)
def test_keys_of_telex_and_vni_are_read(typed, meant):
    assert read_keys(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "hoi",
        "nghi",
        "kiem",
        "tra",
        "news",
        "2024",
        "đồng",
        "",
        "x" * 40,
        "sss",
        "w",
        "ưu",
    ],
)
def test_what_needs_no_reading_is_left(typed):
    assert read_keys(typed) is None


TELEX = {
    "â": "aa",
    "ê": "ee",
    "ô": "oo",
    "ă": "aw",
    "ơ": "ow",
    "ư": "uw",
    "đ": "dd",
    "\u0301": "s",
    "\u0300": "f",
    "\u0309": "r",
    "\u0303": "x",
    "\u0323": "j",
}
WORDS = (
    "đồng chí bí thư huyện ủy chủ trì hội nghị triển khai kế hoạch kiểm tra giám sát"
    " thi hành kỷ luật đảng quý hòa khuyến khích nguyễn trường phường thuở nghiêng ngoằn"
    " quyết tuyên truyền tiếng việt người trước sau giữ gìn giá"
)


def keys_of(word):
    """Return how a word is typed in Telex, its tone at the end."""
    plain, tone = "", ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        tones = [
            part for part in parts if unicodedata.combining(part) and part in TELEX
        ]
        tone = TELEX[tones[0]] if tones else tone
        bare = text.nfc("".join(part for part in parts if part not in tones))
        plain += TELEX.get(bare, bare)
    return plain + tone


@pytest.mark.parametrize("word", WORDS.split())
def test_every_syllable_comes_back_from_its_keys(word):
    keys = keys_of(word)
    assert read_keys(keys) == (word if keys != word else None)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=14))
@settings(max_examples=300)
def test_whatever_is_typed_gives_a_syllable_or_nothing(typed):
    found = read_keys(typed)
    assert found is None or is_syllable(found)
