"""What holds for every text, not only for the table: checked on generated ones."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata

from hypothesis import given, strategies as st

from cms import documents, text
from cms.builtin.legacy_encodings import convert_legacy, to_unicode


ALPHABET = (
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    "đbcdghklmnpqrstvx"
)
VIETNAMESE = st.text(alphabet=ALPHABET + ALPHABET.upper() + " -/.,0123456789")
PLAIN = "Hội nghị sơ kết công tác kiểm tra giám sát Đảng bộ phường Gò Lụa ủy uỷ"
SENTENCES = st.lists(
    st.sampled_from(PLAIN.split()),
    min_size=1,
).map(" ".join)
WORDS = st.text(alphabet=ALPHABET, min_size=1, max_size=6)


@given(st.text())
def test_fold_keeps_the_length_of_nfc(value: str) -> None:
    assert len(text.fold(value)) == len(text.nfc(value))


@given(st.text())
def test_fold_twice_is_fold_once(value: str) -> None:
    once = text.fold(value)
    assert text.fold(once) == once


@given(VIETNAMESE)
def test_fold_of_vietnamese_is_ascii(value: str) -> None:
    assert text.fold(value).isascii()


@given(st.text())
def test_slug_holds_only_small_letters_digits_and_single_hyphens(value: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", text.slugify(value))


@given(st.text(), st.integers(1, 40))
def test_slug_obeys_its_limit(value: str, limit: int) -> None:
    assert len(text.slugify(value, limit)) <= limit


@given(VIETNAMESE)
def test_a_slug_is_its_own_slug(value: str) -> None:
    slug = text.slugify(value)
    assert text.slugify(slug) == slug


@given(st.text())
def test_sort_key_is_plain_and_fits_its_column(value: str) -> None:
    key = text.sort_key(value)
    assert re.fullmatch(r"[a-z0-9]*", key)
    assert len(key) <= 800


@given(VIETNAMESE, VIETNAMESE)
def test_sort_key_ignores_tone_style_case_and_form(one: str, two: str) -> None:
    before = text.sort_key(one) < text.sort_key(two)
    other = unicodedata.normalize("NFD", text.upper(text.tone_style(one, "new")))
    assert (text.sort_key(other) < text.sort_key(two)) == before


@given(st.lists(WORDS, min_size=1, max_size=4), WORDS)
def test_a_phrase_sorts_before_the_same_phrase_with_more(
    phrase: list[str], more: str
) -> None:
    assert text.sort_key(" ".join(phrase)) < text.sort_key(" ".join([*phrase, more]))


@given(st.text())
def test_everything_that_comes_out_is_composed(value: str) -> None:
    for result in (
        text.nfc(value),
        text.upper(value),
        text.lower(value),
        text.tone_style(value, "old"),
        text.tone_style(value, "new"),
        text.keep_together(value),
        convert_legacy(value),
        *text.words(value),
    ):
        assert unicodedata.is_normalized("NFC", result)


@given(VIETNAMESE)
def test_tone_styles_lead_to_each_other(value: str) -> None:
    old = text.tone_style(value, "old")
    assert text.tone_style(text.tone_style(value, "new"), "old") == old


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_dates_are_read_as_they_are_written(date: dt.date) -> None:
    for written in (text.format_date_long(date), text.format_date_short(date)):
        parsed = text.parse_date(written)
        assert parsed == text.ParsedDate(date)


@given(st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(1980, 1, 1)))  # noqa: DTZ001
def test_press_moments_are_read_as_they_are_written(moment: dt.datetime) -> None:
    if moment.year >= 9999:
        return
    local = moment.astimezone(dt.timezone(dt.timedelta(hours=7)))
    parsed = text.parse_date(text.format_datetime_press(moment))
    assert parsed is not None
    assert parsed.date == local.date()
    assert parsed.time == local.time().replace(second=0, microsecond=0)


@given(st.text())
def test_parsers_never_fail_in_another_way(value: str) -> None:
    with contextlib.suppress(text.InvalidDate):
        text.parse_date(value)
    text.parse_period(value)
    documents.parse_document_number(value)
    text.split_name(value)
    text.expand_query(value)


@given(st.lists(SENTENCES, max_size=4).map("\n".join))
def test_to_unicode_leaves_unicode_alone(value: str) -> None:
    converted = to_unicode(value)
    assert converted.text == value
    assert not converted.changed


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_to_unicode_leaves_ascii_alone(value: str) -> None:
    assert to_unicode(value).text == value


@given(st.text())
def test_converting_twice_changes_nothing_more(value: str) -> None:
    once = to_unicode(value).text
    assert text.nfc(to_unicode(once).text) == text.nfc(once)
