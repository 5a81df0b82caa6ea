"""The corpus in other habits of writing: the same records, nothing invented."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from cms_extraction import extract
from cms_extraction.scoring import Report, compare


SEEN = Path(__file__).parent / "corpus" / "seen"
LETTER = "A-ZĐÀ-Ỹ"
# Texts whose letters are shown by old bytes: a change in them is no habit of writing.
OLD_LETTERS = re.compile("[®ñ\xad]|aø")


def without_address(raw, _names):
    return re.sub(f"(?:[Đđ]ồng chí|[Đđ]/c) (?=[{LETTER}])", "", raw)


def with_sir(raw, _names):
    return re.sub(f"[Đđ]ồng chí (?=[{LETTER}])", "ông ", raw)


def in_brackets(raw, names):
    one = "|".join(map(re.escape, names))
    return re.sub(rf"({one}), ([^,;.()]{{5,60}})(?=[;,.] )", r"\1 (\2)", raw)


def in_capitals(raw, names):
    one = "|".join(map(re.escape, names))
    return re.sub(one, lambda match: match[0].upper(), raw)


def without_stops(raw, _names):
    return re.sub(rf"(?<=[a-zà-ỹ])\. (?=[{LETTER}])", "  ", raw)


def in_small_letters(raw, _names):
    for title in ("Bí thư", "Chủ nhiệm", "Chủ tịch", "Phó "):
        raw = raw.replace(title, title.lower())
    return raw


def each_a_paragraph(raw, _names):
    return re.sub(rf"\. (?=[{LETTER}])", ".\n\n", raw)


LEAST = {
    without_address: {
        "people": 0.97,
        "positions": 0.96,
        "agenda": 0.89,
        "directives": 0.92,
    },
    with_sir: {"people": 0.99, "positions": 0.97, "agenda": 0.91, "directives": 0.95},
    in_brackets: {"people": 0.99, "positions": 0.97, "agenda": 0.9, "directives": 0.95},
    in_capitals: {"people": 0.96, "positions": 0.95, "agenda": 0.9, "directives": 0.95},
    without_stops: {
        "people": 0.99,
        "positions": 0.97,
        "agenda": 0.9,
        "directives": 0.95,
    },
    in_small_letters: {
        "people": 0.98,
        "positions": 0.96,
        "agenda": 0.9,
        "directives": 0.93,
    },
    each_a_paragraph: {
        "people": 0.99,
        "positions": 0.97,
        "agenda": 0.88,
        "directives": 0.9,
    },
}


@pytest.mark.parametrize("habit", LEAST, ids=lambda one: one.__name__)
def test_other_habits_of_writing_give_the_same_records(habit):
    report = Report()
    for path in sorted(SEEN.glob("*.txt")):
        raw = unicodedata.normalize("NFC", path.read_text("utf-8"))
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if OLD_LETTERS.search(raw) or not expected["people"]:
            continue
        written = habit(raw, [one["name"] for one in expected["people"]])
        compare(extract(written).records, expected, written, report, path.stem)
    assert not [note for note in report.notes if "invented" in note]
    scores = {name: round(report.scores[name].f1, 3) for name in LEAST[habit]}
    assert {n: f1 for n, f1 in scores.items() if f1 < LEAST[habit][n]} == {}
