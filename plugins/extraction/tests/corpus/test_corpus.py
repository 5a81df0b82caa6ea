"""The corpus says of each text only what stands in it."""

import json
import os
import re
import unicodedata
from collections import Counter
from datetime import date
from functools import cache, wraps
from itertools import chain
from pathlib import Path

import pytest


HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[3]
TABLES = REPOSITORY / "cms" / "text" / "data"
SEED = Path(os.environ.get("CMS_SHARED", REPOSITORY.parent / "shared")) / "domain"
HALVES = ("seen", "unseen")
ARTICLES = sorted(
    path for name in (*HALVES, "further") for path in (HERE / name).glob("*.json")
)
NEAR = sorted(
    p for p in (HERE / "near").glob("*.json") if not p.name.endswith(".register.json")
)

PERIOD = {"code", "from", "label", "to"}
TERM = {"from", "to"}
KEYS = json.loads((HERE / "keys.json").read_text("utf-8"))
NUMERALS = {
    0: "không",
    1: "một",
    2: "hai",
    3: "ba",
    4: "bốn",
    5: "năm",
    6: "sáu",
    7: "bảy",
}
NUMERALS |= {8: "tám", 9: "chín", 10: "mười"}


def of_each(paths):
    """Make one test of a check of one file: it names every file that fails."""

    def make(check):
        @wraps(check)
        def test():
            wrong = []
            for path in paths:
                try:
                    check(path)
                except AssertionError as error:
                    wrong.append(f"{path.parent.name}/{path.stem}: {error}")
            assert wrong == []

        del test.__wrapped__  # pytest would ask for a fixture named path
        return test

    return make


@cache
def load_tables() -> dict[str, dict[str, str]]:
    """Read the two legacy tables; gives encoding name -> {legacy letters: Unicode letter}."""
    return {
        n: json.loads((TABLES / f"{n}.json").read_text("utf-8"))["map"]
        for n in ("tcvn3", "vni")
    }


def decode_legacy(text: str) -> str:
    """Turn TCVN3 or VNI bytes shown as Latin-1 into Unicode; other text comes back as it was."""
    if re.search("[ăđơưạ-ỹ]", unicodedata.normalize("NFC", text).lower()):
        return text
    tables = load_tables()
    name = "tcvn3" if "®" in text or "\xad" in text else "vni"
    keys = sorted(tables[name], key=len, reverse=True)
    return re.sub(
        "|".join(map(re.escape, keys)), lambda m: tables[name][m.group()], text
    )


def read_ocr_digits(text: str) -> str:
    """Give text with the letter l beside digits, a fault of OCR, read as the digit 1."""
    beside = r"(?<![^\W\d_])l+(?=\d)|(?<=\d)l+(?=\d)|(?<=\d)l+(?![^\W\d_])"
    return re.sub(beside, lambda match: "1" * len(match.group()), text)


def fold(text: str) -> str:
    """Give text as NFC, lower case, without spaces, with digits mended."""
    return re.sub(
        r"\s+", "", read_ocr_digits(unicodedata.normalize("NFC", text).lower())
    )


@cache
def read(path: Path) -> tuple[str, dict]:
    """Read one article; gives its decoded text and its records."""
    text = decode_legacy(path.with_suffix(".txt").read_text("utf-8"))
    return unicodedata.normalize("NFC", text), json.loads(path.read_text("utf-8"))


def list_quotes(records: dict) -> list[str]:
    """List every string of the records that must stand in the text."""
    conference = records["conference"]
    quotes = [
        records["article"].get("author"),
        conference["title"],
        conference["date_text"],
    ]
    quotes += [
        conference["location"],
        *conference["purposes"],
        *records["article"]["stray_lines"],
    ]
    quotes += [
        p["label"] for p in (conference["period"], conference["next_period"]) if p
    ]
    quotes += [m for o in records["organisations"] for m in o["mentions"]]
    quotes += [p["name"] for p in records["people"]] + [
        d["number"] for d in records["documents"]
    ]
    quotes += [q["text"] for p in records["people"] for q in p["positions"]]
    rows = chain(
        *(
            records.get(n, [])
            for n in ("attendance", "assessments", "directives", "absences")
        )
    )
    return [q for q in quotes + [row["text"] for row in rows] if q]


def list_numbers(value: object) -> list[int]:
    """List every whole number at any depth of a value."""
    if isinstance(value, dict):
        return [n for v in value.values() for n in list_numbers(v)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def says_number(text: str, number: int) -> bool:
    """Tell if the text states this number in digits (01, 1.204) or, up to ten, in a word."""
    digits = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", read_ocr_digits(text))
    if re.search(rf"(?<!\d)0*{number}(?!\d)", digits):
        return True
    return (
        number in NUMERALS
        and re.search(rf"(?i)\b{NUMERALS[number]}\b", text) is not None
    )


def list_keys_of(records: dict) -> list[tuple[str, dict]]:
    """List each object of the records with the name of its kind."""
    found = [
        ("", records),
        ("article", records["article"]),
        ("conference", records["conference"]),
    ]
    found += [(n, records[n]) for n in ("programme", "report") if records[n]]
    lists = (
        "organisations",
        "people",
        "attendance",
        "agenda",
        "documents",
        "assessments",
    )
    for name in (*lists, "directives", "statistics", "absences"):
        found += [(name, row) for row in records.get(name, [])]
    return found + [("positions", q) for p in records["people"] for q in p["positions"]]


@of_each(ARTICLES)
def test_records_have_the_keys_of_the_schema(path):
    records = json.loads(path.read_text("utf-8"))
    assert records["schema"] == "seed-extraction/1"
    assert records["source_file"] == path.with_suffix(".txt").name
    for kind, row in list_keys_of(records):
        required = set(KEYS["required"][kind])
        optional = set(KEYS["optional"].get(kind, ()))
        assert required <= set(row), kind
        assert set(row) <= required | optional, kind
    for period in (
        records["conference"]["period"],
        records["conference"]["next_period"],
    ):
        assert period is None or set(period) == PERIOD
    assert set(records["conference"].get("term", TERM)) == TERM


@of_each(ARTICLES)
def test_every_quotation_stands_in_its_text(path):
    text, records = read(path)
    folded = fold(text)
    assert [quote for quote in list_quotes(records) if fold(quote) not in folded] == []


@of_each(ARTICLES)
def test_every_count_stands_in_its_text(path):
    text, records = read(path)
    conference = records["conference"]
    numbers = [conference["attendee_total"], conference.get("online_points")]
    numbers += [a["count"] for a in records["attendance"] if a["kind"] == "group"]
    numbers += [item["count"] for item in records["agenda"] if item["count"] > 1]
    numbers += list_numbers((records["programme"] or {}).get("planned"))
    numbers += [n for row in records["statistics"] for n in list_numbers(row)]
    assert [n for n in numbers if n is not None and not says_number(text, n)] == []
    for row in records["statistics"]:
        shown = str(row.get("percent", "")).removesuffix(".0").replace(".", ",")
        assert shown in text


@of_each(ARTICLES)
def test_every_day_and_year_stands_in_its_text(path):
    text, records = read(path)
    conference = records["conference"]
    days = [
        conference["date"],
        conference["date_end"],
        *(d["date"] for d in records["documents"]),
    ]
    for day in (date.fromisoformat(day) for day in days if day):
        assert says_number(text, day.day), day
        assert says_number(text, day.month), day
        assert says_number(text, day.year) or says_number(text, day.year % 100), day
    assert all(date.fromisoformat(d["due"]) for d in records["directives"] if d["due"])


@of_each(ARTICLES)
def test_every_reference_names_a_record_of_the_same_article(path):
    records = json.loads(path.read_text("utf-8"))
    bodies = {o["key"] for o in records["organisations"]}
    people = {p["key"] for p in records["people"]}
    papers = {d["key"] for d in records["documents"]}
    assert len(bodies) == len(records["organisations"])
    assert len(people) == len(records["people"])
    assert len(papers) == len(records["documents"])
    conference, report, programme = (
        records[n] or {} for n in ("conference", "report", "programme")
    )
    rows = [*records["attendance"], *records["agenda"], *records.get("absences", [])]
    named = [r.get("organisation") for r in rows] + [
        o["parent"] for o in records["organisations"]
    ]
    named += [q["organisation"] for p in records["people"] for q in p["positions"]]
    named += [conference["organiser"], report.get("issuer"), programme.get("issuer")]
    named += [d["issuer"] for d in records["documents"]]
    assert {n for n in named if n} <= bodies
    persons = [
        *conference["chairs"],
        report.get("presented_by"),
        programme.get("presented_by"),
    ]
    assert {p for p in persons + [r.get("person") for r in rows] if p} <= people
    assert {
        d for d in (report.get("document"), programme.get("document")) if d
    } <= papers
    speakers = {row["by"] for row in records["assessments"] + records["directives"]}
    assert speakers <= people | bodies | ({"report"} if report else set())


@of_each(ARTICLES)
def test_lists_are_numbered_and_roles_follow_the_records(path):
    records = json.loads(path.read_text("utf-8"))
    for name in ("agenda", "directives"):
        assert [row["order"] for row in records[name]] == list(
            range(1, len(records[name]) + 1)
        )
    roles = {p["key"]: set(p["roles"]) for p in records["people"]}
    attending = {a["person"] for a in records["attendance"] if a["person"]}
    assert attending == {key for key, held in roles.items() if "dai_bieu" in held}
    assert set(records["conference"]["chairs"]) == {
        k for k, held in roles.items() if "chu_tri" in held
    }
    assert all(p["given_name"] == p["name"].split()[-1] for p in records["people"])


def test_the_corpus_is_large_enough_and_its_halves_are_balanced():
    counts = {
        name: len(list((HERE / name).glob("*.txt")))
        for name in (*HALVES, "none", "near")
    }
    assert min(counts[half] for half in HALVES) >= 32
    assert abs(counts["seen"] - counts["unseen"]) <= 1
    assert counts["none"] >= 25
    assert counts["near"] >= 20
    further = len(list((HERE / "further").glob("*.txt")))
    assert len(ARTICLES) == counts["seen"] + counts["unseen"] + further
    assert len(NEAR) == counts["near"]


def measure(half: str) -> Counter:
    """Count what is recorded in one half; gives kind of record -> number."""
    found: Counter = Counter()
    for path in (HERE / half).glob("*.json"):
        records = json.loads(path.read_text("utf-8"))
        for name in (
            "people",
            "organisations",
            "agenda",
            "directives",
            "assessments",
            "statistics",
        ):
            found[name] += len(records[name])
        found["words"] += len(path.with_suffix(".txt").read_text("utf-8").split())
    return found


def test_the_halves_hold_about_as_much_of_each_kind():
    first, second = (measure(half) for half in HALVES)
    assert {k for k in first if not 0.7 <= second[k] / first[k] <= 1.4} == set()


def test_lengths_and_years_are_spread():
    words = [len(p.with_suffix(".txt").read_text("utf-8").split()) for p in ARTICLES]
    years = {
        (json.loads(p.read_text("utf-8"))["conference"]["date"] or "")[:4]
        for p in ARTICLES
    }
    assert min(words) <= 90
    assert max(words) >= 1500
    assert {str(year) for year in range(2005, 2027)} <= years


def test_no_text_stands_twice():
    texts = {p: fold(p.read_text("utf-8")) for p in HERE.rglob("*.txt")}
    assert [n for n, times in Counter(texts.values()).items() if times > 1] == []


def cut_into_runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Cut a text into every run of that many words."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_two_articles_share_long_prose():
    owners: dict[tuple[str, ...], str] = {}
    shared = set()
    for path in ARTICLES:
        for run in cut_into_runs(read(path)[0], 28):
            if owners.setdefault(run, path.stem) != path.stem:
                shared.add((owners[run], path.stem))
    assert shared == set()


@pytest.mark.skipif(
    not SEED.exists(), reason="the example article is not beside the repository"
)
def test_nothing_is_taken_from_the_example_article():
    seed = cut_into_runs((SEED / "seed-article.txt").read_text("utf-8"), 18)
    people = json.loads((SEED / "seed-expected.json").read_text("utf-8"))["people"]
    names = [fold(p["name"]) for p in people]
    for path in [*HERE.rglob("*.txt"), *HERE.rglob("*.json")]:
        text = decode_legacy(path.read_text("utf-8"))
        assert not seed & cut_into_runs(text, 18), path.name
        assert not [n for n in names if n in fold(text)], path.name


@of_each(NEAR)
def test_a_near_miss_forbids_certainty_on_records_of_its_register(path):
    forbidden = json.loads(path.read_text("utf-8"))["never_certain"]
    register = json.loads(path.with_suffix(".register.json").read_text("utf-8"))
    assert set(register) == {"people", "organisations", "conferences", "reports"}
    known = [row["id"] for rows in register.values() for row in rows]
    assert len(known) == len(set(known))
    assert forbidden
    assert set(forbidden) <= set(known)
    assert path.with_suffix(".txt").exists()


def test_texts_of_no_conference_have_no_records():
    assert list((HERE / "none").glob("*.json")) == []
