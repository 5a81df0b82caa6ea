"""An encrypted stream gives back what went in, or nothing."""

import io

import pytest

from cms.builtin.operations.backup.encryption import CHUNK, Decrypting, Encrypting
from cms.errors import CmsError


PASSPHRASE = "mười hai chữ cái"
HEADER = 34


@pytest.fixture(scope="module", autouse=True)
def quick_keys():
    """Make keys with little work; what a file asks for is read from its head."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cms.builtin.operations.backup.encryption._LOG_N", 10)
        yield


def sealed(content):
    out = io.BytesIO()
    file = Encrypting(out, PASSPHRASE)
    for start in range(0, len(content), 100_000):
        file.write(content[start : start + 100_000])
    file.finish()
    return out.getvalue()


def opened(content, passphrase=PASSPHRASE):
    return io.BufferedReader(Decrypting(io.BytesIO(content), passphrase)).read()


@pytest.fixture(scope="module")
def content():
    return bytes(range(256)) * (CHUNK // 256) * 2 + b"end"


@pytest.fixture(scope="module")
def whole(content):
    return sealed(content)


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_every_length_comes_back(size):
    assert opened(sealed(b"x" * size)) == b"x" * size


def test_what_is_sealed_is_not_in_it(content, whole):
    assert opened(whole) == content
    assert content[:32] not in whole


def test_another_passphrase_opens_nothing(whole):
    with pytest.raises(CmsError, match="passphrase"):
        opened(whole, "một câu khác hẳn")


@pytest.mark.parametrize("at", [12, HEADER + 5, HEADER + CHUNK + 40, -1])
def test_a_changed_byte_is_found(whole, at):
    changed = bytearray(whole)
    changed[at] ^= 1
    with pytest.raises(CmsError):
        opened(bytes(changed))


def test_a_cut_end_is_found_even_between_chunks(whole):
    piece = CHUNK + 16
    for end in (HEADER, HEADER + piece, HEADER + 2 * piece, len(whole) - 1):
        with pytest.raises(CmsError):
            opened(whole[:end])


def test_chunks_that_change_places_are_found(whole):
    piece = CHUNK + 16
    first, second = (
        whole[HEADER : HEADER + piece],
        whole[HEADER + piece : HEADER + 2 * piece],
    )
    with pytest.raises(CmsError):
        opened(whole[:HEADER] + second + first + whole[HEADER + 2 * piece :])


def test_a_short_passphrase_is_refused():
    with pytest.raises(CmsError, match="at least 12"):
        Encrypting(io.BytesIO(), "ngắn")
