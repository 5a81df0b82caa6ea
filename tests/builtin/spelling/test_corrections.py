"""A search that finds nothing proposes what finds something, and tells no secrets."""

import re
from html import unescape

import pytest
from toy_site import extra_plugins, note, plugins, statements

from cms.builtin.spelling.corrections import edits
from cms.builtin.spelling.words import refresh_words


__all__ = ["extra_plugins", "note", "plugins", "statements"]


@pytest.fixture
def proposed(client):
    """Return a function that gives what a search proposes, or None."""

    def ask(words, browser=client):
        page = browser.get("/tim-kiem", query_string={"q": words}).text
        found = re.search(r'<p class="proposal">.*?<a href="([^"]+)">([^<]+)</a>', page)
        if found is None:
            return None
        assert 'class="hit"' in browser.get(unescape(found[1])).text
        return found[2]

    return ask


@pytest.fixture
def known(note):
    note("Hội nghị sơ kết công tác kiểm tra")
    note("Kế hoạch kiểm tra sáu tháng cuối năm")
    note("Thăm hỏi gia đình chính sách", summary="Ban Thường vụ thăm và tặng quà.")
    note("Nghiệm thu tuyến đường")
    refresh_words()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hội nghj", "hội nghị"),
        ("hooij nghij", "hội nghị"),
        ("ho6i5 nghi5", "hội nghị"),
        ("kieemr tra", "kiểm tra"),
        ("kiem tar", "kiem tra"),
        ("kiểm traa", "kiểm tra"),
        ("ke hoahc", "ke hoạch"),
        ('"hội nhgị"', "hội nghị"),
    ],
)
def test_slips_and_keys_are_understood(known, proposed, typed, meant):
    found = proposed(typed)
    assert (found and unescape(found).strip('"')) == meant


def test_what_finds_something_is_left_alone(known, proposed):
    assert proposed("hoi nghi") is None
    assert proposed("kiểm tra") is None


def test_what_nothing_is_like_has_no_proposal(known, proposed):
    for typed in (
        "khieem tra",
        "xyzzyqwerty",
        "",
        "2024",
        "!!!",
        "a" * 300,
        "tra " * 40 + "xqz",
    ):
        assert proposed(typed) is None


def test_words_that_stand_together_are_preferred(note, proposed):
    note("Tám xã", summary="Kiểm định chất lượng. " * 3)
    note("Kiểm tra chuyên đề", summary="Tai nạn lao động.")
    refresh_words()
    assert proposed("kiểm tar") == "kiểm tra"


def test_words_that_only_staff_may_read_are_never_proposed(note, proposed, login_as):
    note("Vụ việc Zephyrin", visibility="internal")
    note("Tin thường")
    refresh_words()
    assert proposed("zephyrim") is None
    assert proposed("zephyrim", login_as("administrator")) == "zephyrin"


def test_the_table_follows_the_index(note, site):
    from cms.builtin.spelling.models import SearchWord
    from cms.extensions import db

    item = note("Hội nghị hội trường, 2024, 58-BC/UBKTHU")
    note("Hội thảo")
    assert refresh_words() == refresh_words()
    rows = {row.word: row for row in db.session.query(SearchWord)}
    assert (rows["hội"].folded, rows["hội"].documents) == ("hoi", 2)
    assert not any(word.isdecimal() for word in rows)
    assert item.title


def test_edits_are_all_slips_of_one_key():
    found = edits("tra")
    assert {"ta", "tar", "rta", "traa", "bra", "trap"} <= found
    assert "tra" not in found
    assert len(edits("a" * 20)) < 1100
