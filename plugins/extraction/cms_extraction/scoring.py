"""How good extracted records are: precision, recall, F1 and inventions by field."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms import legacy_encodings, text


Record = Mapping[str, Any]
HIT = 0.8  # two quotations with this token F1 are the same


@dataclass
class Score:
    """Counts of one field over some texts."""

    hits: int = 0
    found: int = 0
    expected: int = 0
    invented: int = 0

    def add(self, hits: int, found: int, expected: int) -> None:
        """Count one more text."""
        self.hits += hits
        self.found += found
        self.expected += expected

    @property
    def precision(self) -> float:
        """Share of what was found that was expected; 1.0 when nothing was found."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was found; 1.0 when nothing was expected."""
        return self.hits / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.found + self.expected
        return 2 * self.hits / total if total else 1.0


@dataclass
class Report:
    """Scores by field and, for each text, what was missed, wrong or invented."""

    scores: dict[str, Score] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def score(self, name: str) -> Score:
        """Return the score of a field, a new one at first."""
        return self.scores.setdefault(name, Score())


def same_words(written: str) -> str:
    """Return the form in which two quotations are compared."""
    return " ".join(text.lower(text.tone_style(written)).split()).strip(" .,;:")


def token_f1(one: str, other: str) -> float:
    """Return the F1 of the words of two quotations."""
    first = Counter(text.words(same_words(one)))
    second = Counter(text.words(same_words(other)))
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0


def _positions(record: Record) -> Iterable[Hashable]:
    for person in record["people"]:
        for post in person["positions"] or [{"title_code": None, "organisation": None}]:
            yield person["key"], post["title_code"], post["organisation"] or ""


def _figures(record: Record) -> Iterable[Hashable]:
    for row in record["statistics"]:
        yield json.dumps(row, sort_keys=True, ensure_ascii=False)


def _conference(*names: str) -> Callable[[Record], Iterable[Hashable]]:
    def values(record: Record) -> Iterable[Hashable]:
        meeting = record["conference"] or {}
        for name in names:
            value: Any = meeting
            for part in name.split("."):
                value = (value or {}).get(part)
            if value is not None and value != []:
                yield name, tuple(value) if isinstance(value, list) else value

    return values


SETS: dict[str, Callable[[Record], Iterable[Hashable]]] = {
    "conference": _conference(
        "type", "format", "date", "date_end", "start_time", "end_time", "organiser",
        "online_points", "attendee_total", "period.code", "next_period.code", "term.from",
    ),
    "chairs": lambda r: ((r["conference"] or {}).get("chairs") or []),
    "people": lambda r: (one["key"] for one in r["people"]),
    "positions": _positions,
    "roles": lambda r: ((p["key"], role) for p in r["people"] for role in p["roles"]),
    "organisations": lambda r: (
        one["key"] for one in r["organisations"] if not (one["is_group"] or one["inferred"])
    ),
    "agenda": lambda r: (
        (one["type"], one["person"], one["organisation"]) for one in r["agenda"]
    ),
    "attendees": lambda r: (one["person"] for one in r["attendance"] if one["person"]),
    "documents": lambda r: (
        (one["type"], one["number"], one["date"]) for one in r["documents"]
    ),
    "report": lambda r: (
        [] if not r["report"] else [(name, r["report"].get(name)) for name in
         ("kind", "presented_by", "issuer", "period_code")]
    ),
    "programme": lambda r: (
        [] if not r["programme"] else [(name, json.dumps(r["programme"].get(name))) for name in
         ("kind", "presented_by", "term", "year", "planned")]
    ),
    "statistics": _figures,
}  # fmt: skip
QUOTES: dict[str, Callable[[Record], list[tuple[Hashable, str]]]] = {
    "title": lambda r: [((), r["conference"]["title"])] if r["conference"] else [],
    "purposes": lambda r: [((), one) for one in (r["conference"] or {}).get("purposes", [])],
    "groups": lambda r: [
        ((one["count"],), one["text"]) for one in r["attendance"] if one["kind"] == "group"
    ],
    "assessments": lambda r: [
        ((one["by"], one["polarity"]), one["text"]) for one in r["assessments"]
    ],
    "directives": lambda r: [((one["by"], one["due"]), one["text"]) for one in r["directives"]],
}  # fmt: skip


def compare(
    found: Record, expected: Record, raw: str, report: Report, name: str
) -> None:
    """Add one text to ``report``."""
    for label, values in SETS.items():
        got, want = Counter(values(found)), Counter(values(expected))
        report.score(label).add(
            sum((got & want).values()), sum(got.values()), sum(want.values())
        )
        _tell(report, name, label, got - want, want - got)
    for label, quotes in QUOTES.items():
        _compare_quotes(report, name, label, quotes(found), quotes(expected))
    for label, value in invented(found, raw):
        report.score(label).invented += 1
        report.notes.append(f"{name}: {label}: invented {value!r}")


def _tell(
    report: Report, name: str, label: str, wrong: Counter[Any], missed: Counter[Any]
) -> None:
    report.notes += [f"{name}: {label}: + {one}" for one in wrong]
    report.notes += [f"{name}: {label}: - {one}" for one in missed]


def _compare_quotes(
    report: Report,
    name: str,
    label: str,
    found: list[tuple[Hashable, str]],
    expected: list[tuple[Hashable, str]],
) -> None:
    left = list(expected)
    hits = 0
    for key, quote in found:
        best = max(
            (one for one in left if one[0] == key),
            key=lambda one: token_f1(quote, one[1]),
            default=None,
        )
        if best is not None and token_f1(quote, best[1]) >= HIT:
            left.remove(best)
            hits += 1
        else:
            report.notes.append(f"{name}: {label}: + {key} {quote}")
    report.notes += [f"{name}: {label}: - {key} {quote}" for key, quote in left]
    report.score(label).add(hits, len(found), len(expected))


_NUMERALS = (
    "không",
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
)
_SCANNED = str.maketrans({"l": "1", "o": "0", "i": "1"})


def invented(record: Record, raw: str) -> list[tuple[str, Any]]:
    """Return (field, value) of numbers, names and document numbers not in the text."""
    plain = text.nfc(legacy_encodings.to_unicode(raw).text)
    low = " ".join(text.lower(text.tone_style(plain)).split())
    plain = " ".join(text.lower(plain).split())  # words glued together keep their tones
    digits = {int(n.replace(".", "")) for n in re.findall(r"\d+(?:\.\d{3})*", low)}
    mended = re.sub(
        r"[0-9lio./-]*\d[0-9lio./-]*", lambda m: m[0].translate(_SCANNED), low
    )
    digits |= {int(n.replace(".", "")) for n in re.findall(r"\d+(?:\.\d{3})*", mended)}
    digits |= {n for n, word in enumerate(_NUMERALS) if re.search(rf"\b{word}\b", low)}
    bare = re.sub(r"\s+", "", mended)
    wrong: list[tuple[str, Any]] = []
    for person in record["people"]:
        name = person["name"]
        styled = text.lower(text.tone_style(name))
        if styled not in low and text.lower(name) not in plain:
            wrong.append(("people", person["name"]))
    for paper in record["documents"]:
        number = paper["number"]
        if number and re.sub(r"\s+", "", text.lower(number)) not in bare:
            wrong.append(("documents", number))
    for row in record["statistics"]:
        numbers = [v for v in row.values() if isinstance(v, int)]
        numbers += list((row.get("breakdown") or {}).values())
        wrong += [("statistics", v) for v in numbers if v and v not in digits]
    meeting = record["conference"] or {}
    for name in ("attendee_total", "online_points"):
        if meeting.get(name) and meeting[name] not in digits:
            wrong.append(("conference", meeting[name]))
    wrong += [
        ("groups", one["count"])
        for one in record["attendance"]
        if one["kind"] == "group" and one["count"] and one["count"] not in digits
    ]
    for label, quotes in QUOTES.items():
        for _key, quote in quotes(record):
            if re.sub(r"\W+", "", same_words(quote).translate(_SCANNED)) not in re.sub(
                r"\W+", "", low.translate(_SCANNED)
            ):
                wrong.append((label, quote))
    return wrong


def score_folder(
    folder: Path, extract: Callable[[str, str], Record]
) -> tuple[Report, int]:
    """Return (report, number of texts) of the pairs NAME.txt + NAME.json in ``folder``.

    A text without records must yield none: everything found in it is wrong.
    """
    report, count = Report(), 0
    for path in sorted(folder.glob("*.txt")):
        raw = path.read_text(encoding="utf-8")
        answers = path.with_suffix(".json")
        found = extract(raw, path.name)
        count += 1
        if answers.exists():
            compare(
                found, json.loads(answers.read_text("utf-8")), raw, report, path.stem
            )
        else:
            wrong = int(found["conference"] is not None)
            report.score("none").add(1 - wrong, 1, 1)
            if wrong:
                report.notes.append(
                    f"{path.stem}: none: + {found['conference']['title']}"
                )
    return report, count


def format_report(report: Report) -> str:
    """Return a table of the scores."""
    lines = [
        f"{'field':14} {'precision':>9} {'recall':>7} {'F1':>6} {'invented':>8} "
        f"{'n':>5}"
    ]
    for name, score in report.scores.items():
        lines.append(
            f"{name:14} {score.precision:9.3f} {score.recall:7.3f} {score.f1:6.3f}"
            f" {score.invented:8d} {score.expected:5d}"
        )
    return "\n".join(lines)
