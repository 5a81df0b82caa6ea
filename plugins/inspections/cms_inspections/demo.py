"""The fictional programmes and inspections that ``cms demo`` loads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from cms_directory import ORGANISATION, PERSON, TERM

from cms import DemoItem
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.requirements import EXTENSION


OFFICE_OPENS = dt.time(8, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def load() -> list[dict[str, Any]]:
    """Return the programmes of the sample, each with its items."""
    source = files("cms_inspections").joinpath("demo", "programmes.json")
    records: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))
    return records


def demo_items() -> Iterator[DemoItem]:
    """Yield programmes and inspections, then what some of these found."""
    yield from programme_items()
    yield from record_items()


def programme_items() -> Iterator[DemoItem]:
    """Yield each programme, then the inspections under it."""
    for record in load():
        yield DemoItem(
            PROGRAMME,
            record["slug"],
            programme(record),
            published_at=morning_of(record["issued_at"]),
        )
        for row in record.get("items", []):
            yield DemoItem(
                INSPECTION,
                row["code"].lower(),
                inspection(row, record["slug"]),
                published_at=morning_of(last_day(row)),
            )


def record_items() -> Iterator[DemoItem]:
    """Yield what some of the inspections found, with the numbers that these state."""
    source = files("cms_inspections").joinpath("demo", "records.json")
    for position, row in enumerate(json.loads(source.read_text(encoding="utf-8"))):
        data = dict(row["data"])
        if row.get("responsible"):
            data["responsible"] = [ref(ORGANISATION, one) for one in row["responsible"]]
        if row.get("decided_by"):
            data["decided_by"] = ref(ORGANISATION, row["decided_by"])
        yield DemoItem(
            row["type"],
            row["slug"],
            data,
            parent=f"{INSPECTION}/{row['of'].lower()}",
            position=position,
        )


def morning_of(day: str) -> dt.datetime:
    """Return the hour at which something of a day is published."""
    return dt.datetime.combine(dt.date.fromisoformat(day), OFFICE_OPENS)


def last_day(row: Mapping[str, Any]) -> str:
    """Return the day of the latest document, else of the planned start."""
    days: list[str] = [document["date"] for document in row["documents"]]
    planned: str = row["planned"]["start"]
    return max(days, default=planned)


def ref(kind: str, slug: str | None) -> dict[str, str] | None:
    """Return a reference to another demonstration item."""
    return {"ref": f"{kind}/{slug}"} if slug else None


def programme(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a programme."""
    term = record.get("term") or {}
    years = f"{term['from']}-{term['to']}" if term else ""
    return {
        "title": record["title"],
        "kind": record["kind"],
        "number": record["number"],
        "issued_at": record["issued_at"],
        "status": record["status"],
        "year": record.get("year"),
        "term_from": term.get("from"),
        "term_to": term.get("to"),
        "objectives": record.get("objectives", []),
        "focus": record.get("focus", []),
        "targets": record.get("targets", []),
        "task_groups": [
            {"title": group["title"]}
            for group in sorted(
                record.get("task_groups", []), key=lambda one: one["order"]
            )
        ],
        "milestones": record.get("milestones", []),
        "issuer": ref(ORGANISATION, record["issuer"]),
        "signer": ref(PERSON, record["signer"]),
        "term": ref(TERM, f"nhiem-ky-{years}") if years else None,
        "parent": ref(PROGRAMME, record.get("parent")),
    }


def inspection(row: Mapping[str, Any], programme_slug: str) -> dict[str, Any]:
    """Return the snapshot of an inspection."""
    confidential = row["visibility"] == "confidential"
    return {
        "title": row["content"],
        "code": row["code"],
        "type": row["type"],
        "status": row["status"],
        "focus": row["focus"],
        "note": row["note"],
        "visibility": "internal" if confidential else row["visibility"],
        "confidential": confidential,
        "programme": ref(PROGRAMME, programme_slug),
        "owner": ref(ORGANISATION, row["owner"]),
        "team_lead": ref(PERSON, row["team"]["lead"]),
        "team_members": [ref(PERSON, slug) for slug in row["team"]["members"]],
        "subjects": [subject(one) for one in row["subjects"]],
        "documents": [document(one, row["extended_to"]) for one in row["documents"]],
        "discipline": row["discipline"],
        **days(row),
        **result(row["result"] or {}),
    }


def subject(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of subjects."""
    return {
        "kind": row["kind"],
        "organisation_id": ref(ORGANISATION, row["organisation"]),
        "label": row["label"],
        "count": row.get("count"),
        "person_id": ref(PERSON, row.get("person")),
    }


def document(row: Mapping[str, Any], extended_to: str | None) -> dict[str, Any]:
    """Return one row of documents; a decision to extend says until when."""
    until = extended_to if row["role"] == EXTENSION else None
    return {**row, "until": until}


def days(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return every date of an inspection."""
    checkpoint, follow_up = row["checkpoint"] or {}, row["follow_up"] or {}
    return {
        "checkpoint_from": checkpoint.get("from"),
        "checkpoint_to": checkpoint.get("to"),
        "planned_quarter": row["planned"]["quarter"],
        "planned_start": row["planned"]["start"],
        "planned_end": row["planned"]["end"],
        "extended_to": row["extended_to"],
        "actual_start": row["actual"]["start"],
        "actual_end": row["actual"]["end"],
        "follow_up_due": follow_up.get("due"),
        "follow_up_done": follow_up.get("done"),
    }


def result(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a result."""
    names = (
        "conclusion",
        "merits",
        "shortcomings",
        "causes",
        "recommendations",
        "recommendations_done",
    )
    return {name: found.get(name) for name in names}
