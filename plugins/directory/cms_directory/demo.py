"""The fictional directory that ``cms demo`` loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from cms import DemoItem
from cms_directory.names import ORGANISATION, PERSON, POSITION_TITLE, TERM


def load(name: str) -> list[dict[str, Any]]:
    """Return the records of one of this package's JSON files."""
    source = files("cms_directory").joinpath("demo", f"{name}.json")
    records: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))
    return records


def ref(kind: str, slug: str | None) -> dict[str, str] | None:
    """Return a reference to another demonstration item."""
    return {"ref": f"{kind}/{slug}"} if slug else None


def demo_items() -> Iterator[DemoItem]:
    """Yield titles, organisations, people and terms."""
    for record in load("titles"):
        slug = title_slug(record["code"])
        yield DemoItem(POSITION_TITLE, slug, {**record, "title": record["title"]})
    for record in load("organisations"):
        yield DemoItem(ORGANISATION, record["slug"], organisation(record))
    for record in load("people"):
        yield DemoItem(PERSON, record["slug"], person(record))
    for record in load("terms"):
        yield DemoItem(TERM, record["slug"], term(record))


def title_slug(code: str) -> str:
    """Return the address of a catalogue entry."""
    return code.replace("_", "-")


def organisation(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of an organisation."""
    plain = ("abbreviation", "type", "level", "aliases", "valid_from", "valid_to")
    links = ("parent", "attached_to", "superior_commission", "successor")
    return {
        "title": record["name"],
        **{name: record[name] for name in plain},
        **{name: ref(ORGANISATION, record.get(name)) for name in links},
        "predecessors": [ref(ORGANISATION, slug) for slug in record["predecessors"]],
        "party_members": record["party_members"],
    }


def person(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a person."""
    plain = (
        "family_name",
        "middle_name",
        "given_name",
        "gender",
        "honorific",
        "is_party_member",
        "note",
    )
    return {
        "title": record["name"],
        **{name: record[name] for name in plain},
        "positions": [position(row) for row in record["positions"]],
    }


def position(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of a person's positions."""
    return {
        "title": row["title"],
        "title_id": ref(POSITION_TITLE, title_slug(row["title_code"])),
        "organisation_id": ref(ORGANISATION, row["organisation"]),
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
        "display": row["display"],
    }


def term(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a term."""
    data = {name: value for name, value in record.items() if name != "slug"}
    return {**data, "organisation": ref(ORGANISATION, record["organisation"])}
