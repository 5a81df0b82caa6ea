"""The fictional reports that ``cms demo`` loads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from cms_directory import ORGANISATION, PERSON

from cms import DemoItem
from cms_reports import REPORT
from cms_reports.figures import LINES, MEMBERS, ORGANISATIONS, PETITIONS


OFFICE_OPENS = dt.time(8, tzinfo=dt.timezone(dt.timedelta(hours=7)))

PLAIN = (
    "title",
    "kind",
    "doc_type",
    "trich_yeu",
    "number",
    "issued_at",
    "place",
    "parent_issuer_line",
    "issuer_line",
    "period",
    "recipients",
    "status",
    "visibility",
    "format",
    "standard",
)


def demo_items() -> Iterator[DemoItem]:
    """Yield the reports of the sample."""
    source = files("cms_reports").joinpath("demo", "reports.json")
    for record in json.loads(source.read_text(encoding="utf-8")):
        day = dt.date.fromisoformat(record["issued_at"])
        yield DemoItem(
            REPORT,
            record["slug"],
            report(record),
            published_at=dt.datetime.combine(day, OFFICE_OPENS),
        )


def ref(kind: str, slug: str | None) -> dict[str, str] | None:
    """Return a reference to another demonstration item."""
    return {"ref": f"{kind}/{slug}"} if slug else None


def report(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a report."""
    signature = record["signature"]
    compared = record["compared_with"] or {}
    return {
        **{name: record[name] for name in PLAIN},
        "issuer": ref(ORGANISATION, record["issuer"]),
        "presenter": ref(PERSON, record["presenter"]),
        "signer": ref(PERSON, signature["person"]),
        "signature_authority": signature["authority"],
        "signature_title": signature["title"],
        "conference": ref("conferences.conference", record["conference"]),
        "programmes": [
            ref("inspections.programme", slug) for slug in record["programmes"]
        ],
        "compared_with": ref(REPORT, compared.get("report")),
        "sections": [section(one) for one in record["sections"]],
        "statistics": statistics(record["statistics"]),
    }


def section(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return one section; its blocks become a rich text document."""
    blocks = record["blocks"]
    nodes = [block_node(one) for one in blocks if one["type"] != "stats_table"]
    return {
        "no": record["no"],
        "title": record["title"],
        "body": {"type": "doc", "content": nodes},
        "with_statistics": any(one["type"] == "stats_table" for one in blocks),
    }


def block_node(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block as a node of a rich text document."""
    if block["type"] == "ul":
        items = [
            {"type": "listItem", "content": [paragraph(words)]}
            for words in block["items"]
        ]
        return {"type": "bulletList", "content": items}
    if block["type"] == "h":
        words = f"{block['no']}. {block['text']}" if block.get("no") else block["text"]
        return {**paragraph(words), "type": "heading", "attrs": {"level": 3}}
    return paragraph(block["text"])


def paragraph(words: str) -> dict[str, Any]:
    """Return a paragraph."""
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}


def statistics(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the statistics, one for each line that has a number."""
    rows = []
    for path in LINES:
        part, name = path.split(".")
        found = record[part]
        if part == "ky_luat":
            row = {
                ORGANISATIONS: found["to_chuc"].get(name),
                MEMBERS: found["dang_vien"].get(name),
            }
        elif part in ("to_cao", "khieu_nai"):
            row = {PETITIONS: found[name]}
        else:
            row = {
                ORGANISATIONS: found[name].get("to_chuc"),
                MEMBERS: found[name].get("dang_vien"),
            }
        rows.append({"line": path, **row})
    return rows
