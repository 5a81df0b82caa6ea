import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from cms.accounts import passwords
from cms.accounts.common_passwords import is_common
from cms.accounts.passwords import (
    hash_password,
    needs_rehash,
    password_problems,
    verify_password,
)


@pytest.fixture(autouse=True)
def context(site):
    """Messages need a language."""


def test_hash_is_argon2id_with_the_chosen_cost():
    assert hash_password("một câu bí mật").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_password_typed_in_another_normal_form_fits():
    stored = hash_password(unicodedata.normalize("NFC", "đường Trường Sơn"))
    assert verify_password(stored, unicodedata.normalize("NFD", "đường Trường Sơn"))


def test_wrong_password_and_no_account_both_fail():
    stored = hash_password("một câu bí mật")
    assert not verify_password(stored, "một câu bí mậT")
    assert not verify_password(None, "nobody has this password")


def test_a_thousand_characters_count_to_the_last():
    stored = hash_password("ă" * 999 + "b")
    assert verify_password(stored, "ă" * 999 + "b")
    assert not verify_password(stored, "ă" * 999 + "c")


def test_longer_than_a_thousand_is_refused_before_hashing():
    with pytest.raises(ValueError, match="1000"):
        hash_password("a" * 1001)
    assert not verify_password(None, "a" * 10_000_000)
    assert password_problems("a" * 1001)


def test_hash_of_other_cost_wants_renewal():
    old = passwords.PasswordHasher(time_cost=1, memory_cost=8192).hash("x")
    assert needs_rehash(old)
    assert not needs_rehash(hash_password("x"))


def test_two_hashes_at_a_time_and_all_get_done():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(hash_password, ["một câu bí mật"] * 8))
    assert len(set(made)) == 8


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
