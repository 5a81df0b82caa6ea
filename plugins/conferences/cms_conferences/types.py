"""The type of conferences as the core knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import ORGANISATION, PERSON, TERM
from flask_babel import force_locale, lazy_gettext as _l

from cms import Card, ContentType, EventFields, Item, ItemDetail, Reference, Relation
from cms_conferences import CONFERENCE
from cms_conferences.choices import ROLES
from cms_conferences.forms import ConferenceForm
from cms_conferences.models import Conference
from cms_conferences.status_pages import status_url
from cms_conferences.views import conference_view


def card(data: Mapping[str, Any]) -> Card:
    """Return what lists show: title, lead or place, ordered by the day."""
    return Card(
        title=data.get("title") or "",
        summary=data.get("summary") or data.get("location") or "",
        image_id=data.get("image_id"),
        sort_date=data.get("date"),
    )


def search_text(data: Mapping[str, Any]) -> str:
    """Return agenda, attendance and documents as one text."""
    rows = (
        [data.get("location"), data.get("minutes_number")]
        + (data.get("purposes") or [])
        + [row.get("title") for row in data.get("agenda") or []]
        + [row.get("text") for row in data.get("attendees") or []]
        + [row.get("title") for row in public_documents(data)]
        + [row.get("number") for row in public_documents(data)]
    )
    return "\n".join(text for text in rows if text)


def public_documents(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the documents that every reader may know of."""
    return [row for row in data.get("documents") or [] if row.get("public")]


def references(data: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the people and organisations that the rows name, with what they did."""
    for row in data.get("attendees") or []:
        note = role_name(row.get("role"), data.get("language") or "vi")
        yield from _links("attendees", row, ("person_id", "organisation_id"), note)
    for row in data.get("agenda") or []:
        note = row.get("title")
        yield from _links("agenda", row, ("person_id", "organisation_id"), note)


def _links(
    relation: str, row: Mapping[str, Any], names: tuple[str, ...], note: str | None
) -> Iterator[Reference]:
    for name in names:
        if row.get(name):
            yield Reference(relation, row[name], shortened(note))


def shortened(note: str | None) -> str | None:
    """Return a note that fits beside a link."""
    if note is None or len(note) <= 200:
        return note
    return note[:199].rsplit(" ", 1)[0] + "…"


def role_name(role: str | None, language: str) -> str | None:
    """Return the name of a role in the language of the record, not of the editor."""
    label = dict(ROLES).get(role or "")
    if label is None:
        return role
    with force_locale(language):
        return str(label)


def context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the functions by which the template reads a snapshot and leads on."""
    return {"view": conference_view, "status_url": status_url}


RELATIONS = (
    Relation(
        "organiser",
        _l("Organiser"),
        _l("Conferences organised"),
        (ORGANISATION,),
        many=False,
    ),
    Relation("chairs", _l("Chairs"), _l("Conferences chaired"), (PERSON,)),
    Relation(
        "secretary",
        _l("Secretary"),
        _l("Conferences as secretary"),
        (PERSON,),
        many=False,
    ),
    Relation("term", _l("Term"), _l("Conferences of this term"), (TERM,), many=False),
    Relation(
        "programmes",
        _l("Programmes"),
        _l("Conferences about this programme"),
        ("inspections.programme",),
    ),
    Relation(
        "attendees",
        _l("Attendance"),
        _l("Conferences attended"),
        (PERSON, ORGANISATION),
    ),
    Relation("agenda", _l("Speakers"), _l("On the agenda of"), (PERSON, ORGANISATION)),
)

CONFERENCE_TYPE = ContentType(
    name=CONFERENCE,
    label=_l("Conference"),
    plural=_l("Conferences"),
    address="hoi-nghi",
    form=ConferenceForm,
    detail=Conference,
    template="conferences/conference.html",
    card=card,
    search_text=search_text,
    references=references,
    context=context,
    relations=RELATIONS,
    icon="presentation",
    order=20,
    filters=("type",),
    event=EventFields(
        date="date", time="start", end_date="date_end", location="location"
    ),
)
