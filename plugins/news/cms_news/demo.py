"""The fictional articles that ``cms demo`` loads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from cms_directory import ORGANISATION, PERSON

from cms import DemoItem, richtext
from cms_news import ARTICLE


# The section titles that the sample's category codes stand for.
SECTIONS = {
    "hoi-nghi": "Hội nghị",
    "kiem-tra-giam-sat": "Kiểm tra, giám sát",
    "tin-tuc": "Tin tức",
    "thong-bao": "Thông báo",
}


# Drawn pictures by section; the articles of a section take them in turn.
PICTURES = {
    "hoi-nghi": ("hall", "table"),
    "kiem-tra-giam-sat": ("papers", "street", "city"),
    "tin-tuc": ("pond", "city", "street"),
    "thong-bao": ("papers", "table"),
}


def demo_items() -> Iterator[DemoItem]:
    """Yield the articles of the sample."""
    source = files("cms_news").joinpath("demo", "news.json")
    for number, record in enumerate(json.loads(source.read_text(encoding="utf-8"))):
        yield DemoItem(
            ARTICLE,
            record["slug"],
            {**article(record), "image_id": picture(record, number)},
            published_at=dt.datetime.fromisoformat(record["published_at"]),
            author=record["author"],
        )


def article(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the snapshot of an article."""
    links = {
        "reports": "reports.report",
        "programmes": "inspections.programme",
        "programme_items": "inspections.item",
        "people": PERSON,
        "organisations": ORGANISATION,
    }
    conference = record["conference"]
    return {
        "title": record["title"],
        "summary": record["lead"],
        "section_id": section(record["category"]),
        "language": record["language"],
        "body": richtext.from_text("\n\n".join(record["body"])),
        "event_date": record["event_date"],
        "author": record["author"],
        "source": record["source"],
        "tags": record["tags"],
        "cover_alt": record["cover_alt"],
        "conference": ref("conferences.conference", conference) if conference else None,
        **{
            name: [ref(kind, target_slug(kind, slug)) for slug in record[name]]
            for name, kind in links.items()
        },
    }


def picture(record: Mapping[str, Any], number: int) -> dict[str, str]:
    """Return the lead picture of an article as a file to store."""
    names = PICTURES[record["category"]]
    name = names[number % len(names)]
    path = files("cms_news").joinpath("demo", "pictures", f"{name}.jpg")
    return {"file": str(path), "alt": record["cover_alt"]}


def section(slug: str) -> dict[str, str]:
    """Return a reference to a section, with the title to create it under."""
    return {"section": slug, "title": SECTIONS[slug]}


def ref(kind: str, slug: str) -> dict[str, str]:
    """Return a reference to another demonstration item."""
    return {"ref": f"{kind}/{slug}"}


def target_slug(kind: str, name: str) -> str:
    """Return the address of a linked record; inspections are named by their code."""
    return name.lower() if kind == "inspections.item" else name
