import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from cms.builtin.accounts import passwords
from cms.builtin.accounts.passwords import (
    hash_password,
    needs_rehash,
    verify_password,
)
from cms.builtin.rates import TooMany


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


def test_hash_of_other_cost_wants_renewal():
    old = passwords.PasswordHasher(time_cost=1, memory_cost=8192).hash("x")
    assert needs_rehash(old)
    assert not needs_rehash(hash_password("x"))


def test_some_hash_at_a_time_and_the_rest_are_told_to_come_again():
    def ask(password):
        try:
            return hash_password(password)
        except TooMany as refusal:
            return refusal.retry_after

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, ["một câu bí mật"] * 8))
    made = [one for one in answers if isinstance(one, str)]
    assert len(made) >= passwords.DEFAULT_THREADS - 1
    assert {one for one in answers if not isinstance(one, str)} <= {2}
