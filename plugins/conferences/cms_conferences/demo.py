"""The fictional conferences that ``cms demo`` loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from cms_directory import ORGANISATION, PERSON

from cms import DemoItem, text
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.choices import IN_PROGRESS


PLAIN = (
    "title",
    "type",
    "format",
    "date",
    "start",
    "end",
    "location",
    "minutes_number",
    "status",
)


ASSESSMENTS = (
    ("merit", "Các đơn vị chủ động phối hợp, tiến độ chung được giữ vững."),
    ("shortcoming", "Một số nơi gửi báo cáo còn chậm so với thời hạn."),
)


def demo_items() -> Iterator[DemoItem]:
    """Yield the conferences of the sample, with what was directed and judged there."""
    source = files("cms_conferences").joinpath("demo", "conferences.json")
    for record in json.loads(source.read_text(encoding="utf-8")):
        yield DemoItem(CONFERENCE, record["slug"], conference(record))
        for row in record["directives"]:
            yield directive(record["slug"], row)
        for polarity, words in ASSESSMENTS:
            yield assessment(record, polarity, words)


def ref(kind: str, slug: str | None) -> dict[str, str] | None:
    """Return a reference to another demonstration item."""
    return {"ref": f"{kind}/{slug}"} if slug else None


def conference(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a conference.

    The report and the news that the sample names are links of those records
    to this one; they are seen from here as the other side.
    """
    return {
        **{name: record[name] for name in PLAIN},
        "online_points": record.get("online_points"),
        "period": period(record["period"]),
        "next_period": period(record["next_period"]),
        "organiser": ref(ORGANISATION, record["organiser"]),
        "chairs": [ref(PERSON, slug) for slug in record["chairs"]],
        "secretary": ref(PERSON, record["secretary"]),
        "programmes": [
            ref("inspections.programme", slug) for slug in record["programmes"]
        ],
        "attendees": [attendee(row) for row in record["attendees"]],
        "agenda": [agenda_item(row) for row in record["agenda"]],
        "documents": [document(row) for row in record["documents"]],
    }


def period(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a period with the code that its words stand for."""
    if value is None:
        return None
    parsed = text.parse_period(value["label"])
    return {**value, "code": parsed.code if parsed else None}


def attendee(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of the attendance."""
    return {
        "kind": row["kind"],
        "role": row["role"],
        "person_id": ref(PERSON, row["person"]),
        "text": row["text"],
        "count": row["count"],
        "organisation_id": ref(ORGANISATION, row["organisation"]),
    }


def agenda_item(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of the agenda; its place in the list is its order."""
    return {
        "type": row["type"],
        "title": row["title"],
        "person_id": ref(PERSON, row["person"]),
        "organisation_id": ref(ORGANISATION, row["organisation"]),
        "start": row["start"],
        "minutes": row["minutes"],
        "document": row["document"],
    }


def document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of the documents."""
    names = ("type", "title", "number", "date", "public")
    return {
        "code": row["slug"],
        "file_name": row["file"],
        **{name: row[name] for name in names},
    }


def directive(conference_slug: str, row: Mapping[str, Any]) -> DemoItem:
    """Return one directive; that it is late follows from its due day."""
    late = row["status"] == "qua_han"
    responsible = ref(ORGANISATION, row["responsible"])
    data = {
        "given_by": ref(PERSON, row["by"]),
        "text": row["text"],
        "due": row["due"],
        "responsible": [responsible] if responsible else [],
        "status": IN_PROGRESS if late else row["status"],
    }
    slug = f"{text.slugify(row['text'])[:80].strip('-')}-{conference_slug[-20:]}"
    return DemoItem(
        DIRECTIVE, slug.strip("-"), data, parent=f"{CONFERENCE}/{conference_slug}"
    )


def assessment(record: Mapping[str, Any], polarity: str, words: str) -> DemoItem:
    """Return one assessment, made by the first who chaired."""
    chair = next(iter(record["chairs"]), None)
    data = {"polarity": polarity, "text": words, "person": ref(PERSON, chair)}
    slug = f"{polarity}-{record['slug']}"[:150]
    return DemoItem(ASSESSMENT, slug, data, parent=f"{CONFERENCE}/{record['slug']}")
