"""Extracted records as findings: which type of the site, with which fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_directory import PERSON
from flask_babel import lazy_gettext as _l

from cms import Finding
from cms_extraction.extracting import extract
from cms_extraction.paper_records import Place
from cms_extraction.records import Extraction


REPORT = "reports.report"
_FIELDS = ("type", "format", "date", "date_end", "location", "online_points",
           "attendee_total", "purposes", "period", "next_period")  # fmt: skip


@lru_cache(maxsize=8)
def _read(text: str) -> Extraction:
    """Return the records of a text; three recognisers ask for the same one."""
    return extract(text)


def _place(found: Extraction, path: str) -> Place | None:
    return next((one for one in found.places if one.path == path), None)


def find_conferences(text: str) -> Iterator[Finding]:
    """Yield the conference that a text tells of."""
    found = _read(text)
    record, place = found.records["conference"], _place(found, "conference.title")
    if record is None or place is None or not _same(text, found):
        return
    data: dict[str, Any] = {name: record.get(name) for name in _FIELDS}
    data |= {"start": record["start_time"], "end": record.get("end_time")}
    title = record["title"][:1].upper() + record["title"][1:]
    yield Finding(
        CONFERENCE, title, data, place.span.start, place.span.end, False, _l("New")
    )


def find_people_records(text: str) -> Iterator[Finding]:
    """Yield the people that a text names, with the posts that it gives them."""
    found = _read(text)
    if not _same(text, found):
        return
    for number, one in enumerate(found.records["people"]):
        place = _place(found, f"people[{number}].name")
        if place is not None:
            data = {
                "honorific": one["honorific"],
                "positions": [{"title": post["text"]} for post in one["positions"]],
            }
            yield Finding(PERSON, one["name"], data, place.span.start, place.span.end)


def find_reports(text: str) -> Iterator[Finding]:
    """Yield the report that was presented at the meeting."""
    found = _read(text)
    record, place = found.records["report"], _place(found, "report")
    if record is None or place is None or not _same(text, found):
        return
    paper = next(
        (one for one in found.records["documents"] if one["key"] == record["document"]),
        None,
    )
    meeting = found.records["conference"]
    data = {"kind": record["kind"], "period": meeting and meeting["period"],
            "number": paper and paper["number"]}  # fmt: skip
    title = paper["title"] if paper else ""
    yield Finding(REPORT, title, data, place.span.start, place.span.end)


def find_what_was_said(text: str) -> Iterator[Finding]:
    """Yield the directives and assessments of a conference, in the order of the text."""
    found = _read(text)
    if not _same(text, found):
        return
    kinds = (("directives", DIRECTIVE, "due"), ("assessments", ASSESSMENT, "polarity"))
    for kind, type_name, more in kinds:
        for number, one in enumerate(found.records[kind]):
            place = _place(found, f"{kind}[{number}]")
            if place is not None:
                data = {"text": one["text"], more: one[more]}
                if kind == "directives":
                    data["source"] = text[place.sentence.start : place.sentence.end]
                start, end = place.span.start, place.span.end
                yield Finding(type_name, one["text"][:200], data, start, end)


def _same(text: str, found: Extraction) -> bool:
    """Tell whether places in the text that was read are places in ``text``."""
    return len(text) == len(found.text) or text.startswith(found.text)
