import pytest
from hypothesis import given, strategies as st

from cms.builtin.accounts.common_passwords import is_common
from cms.builtin.accounts.password_rules import FEWEST_GUESSES, password_problems
from cms.builtin.accounts.strength import guesses


@pytest.fixture(autouse=True)
def context(site):
    """Messages need a language."""


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Matkhau@12345",
        "mậtkhẩu123456",
        "123456789012",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "Admin@123456",
        "administrator2025",
        "anhyeuem1990",
        "Vietnam@2026",
        "hanoi#2026#!",
        "iloveyou2020",
        "welcome12345",
        "Welcome2024!!",
        "letmein12345",
        "01/01/1990..",
        "0912345678901",
        "q1w2e3r4t5y6",
        "asdfghjkl123",
        "nguyenvananh",
        "Superman1234",
        "football2023",
        "hochiminh1975",
        "quantri@12345",
    ],
)
def test_common_password_is_refused(password):
    assert password_problems(password)


COMMON_WORDS = [
    "password", "matkhau", "admin", "welcome", "vietnam", "hanoi", "qwerty",
    "anhyeuem", "letmein", "dragon", "monkey", "superman", "football", "master",
    "saigon", "hochiminh", "iloveyou", "sunshine", "princess", "liverpool",
    "chelsea", "samsung", "honda", "nokia", "giadinh", "congan", "bacsi",
]  # fmt: skip
SUFFIXES = [
    "1234567890",
    "@12345678",
    "!!!!!!!!!!",
    "20262026",
    "01011990",
    "#2026#2026",
]


@pytest.mark.parametrize("word", COMMON_WORDS)
def test_common_word_is_refused_with_years_digits_and_signs_around(word):
    for suffix in SUFFIXES:
        for dressed in (word, word.title(), word.upper(), word.replace("a", "@")):
            assert is_common(dressed + suffix), dressed + suffix
            assert is_common(suffix + dressed), suffix + dressed


@pytest.mark.parametrize(
    "password",
    [
        "một câu chỉ mình tôi biết",
        "cây khế trước sân nhà nội",
        "Xe đạp hỏng lúc trời mưa",
        "tr4i-ca-phe-rang-xay-tho",
        "correct horse battery staple",
        "kX9#mvQ2-ztLw",
        "mười hai con cò bay ngang",
    ],
)
def test_good_sentence_is_accepted(password):
    assert password_problems(password) == []


def test_eleven_characters_are_too_few():
    assert password_problems("kX9#mvQ2-zt")


@pytest.mark.parametrize(
    "password", ["Nguyễn Văn Cường 85", "nvcuong@tanlap1", "UBND-Tân-Lập-2026"]
)
def test_names_of_person_and_organisation_are_refused(password):
    context = ("nvcuong", "nvcuong@tanlap.example", "Nguyễn Văn Cường", "UBND Tân Lập")
    assert password_problems(password, context)


@given(st.text(max_size=60))
def test_any_text_is_judged_without_failing(text):
    assert isinstance(is_common(text), bool)


@pytest.mark.parametrize(
    "password",
    ["emyeuanhnhieulam", "Em yêu anh nhiều lắm", "yêu em nhiều lắm", "Thanhnam@123abc"],
)
def test_few_vietnamese_words_in_a_row_are_refused(password):
    assert guesses(password) < FEWEST_GUESSES
    assert password_problems(password)


def test_words_of_the_person_are_guessed_first():
    context = ["tranquochoanganh"]
    assert guesses("tranquochoanganh7", context) < guesses("tranquochoanganh7") / 1000


def test_a_long_password_is_judged_quickly_and_by_its_beginning():
    assert guesses("ab" * 500) < FEWEST_GUESSES
    assert guesses("cây khế trước sân nhà nội " * 38) > FEWEST_GUESSES


def test_more_than_a_thousand_characters_are_refused():
    assert password_problems("a" * 1001)
