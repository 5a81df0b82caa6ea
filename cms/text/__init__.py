"""Vietnamese text: normal form, tones, folding, order, names, dates.

This room imports nothing but the standard library.
"""

from cms.text.dates import (
    InvalidDate,
    ParsedDate,
    format_date_long,
    format_date_short,
    format_datetime_press,
    parse_date,
)
from cms.text.folding import fold
from cms.text.glossary import Term, abbreviations, expand_query
from cms.text.line_break import keep_together
from cms.text.moments import parse_clock, parse_moment
from cms.text.names import PersonName, person_sort_key, split_name
from cms.text.normalise import lower, nfc, upper, words
from cms.text.numbers import format_number, list_sign, pad2, parse_number, roman
from cms.text.periods import Period, parse_period
from cms.text.slug import slugify
from cms.text.sorting import sort_key
from cms.text.syllable import is_syllable
from cms.text.tone import tone_style


__all__ = [
    "InvalidDate",
    "ParsedDate",
    "Period",
    "PersonName",
    "Term",
    "abbreviations",
    "expand_query",
    "fold",
    "format_date_long",
    "format_date_short",
    "format_datetime_press",
    "format_number",
    "is_syllable",
    "keep_together",
    "list_sign",
    "lower",
    "nfc",
    "pad2",
    "parse_clock",
    "parse_date",
    "parse_moment",
    "parse_number",
    "parse_period",
    "person_sort_key",
    "roman",
    "slugify",
    "sort_key",
    "split_name",
    "tone_style",
    "upper",
    "words",
]
