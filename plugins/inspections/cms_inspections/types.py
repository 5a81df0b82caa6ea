"""The types of programmes and inspections as the core knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import ORGANISATION, PERSON, TERM, once, today
from flask_babel import force_locale, gettext, lazy_gettext as _l

from cms import Card, ContentType, Duty, Item, ItemDetail, Reference, Relation
from cms_inspections import FINDING, INSPECTION, PROGRAMME
from cms_inspections.choices import RUNNING, STATUSES, TYPES
from cms_inspections.forms import InspectionForm, ProgrammeForm
from cms_inspections.models import Inspection, Programme
from cms_inspections.record_types import is_late, record_labels
from cms_inspections.views import day_of, inspection_view, programme_view


def programme_card(data: Mapping[str, Any]) -> Card:
    """Return what lists show of a programme, ordered by the day of issue."""
    return Card(
        title=data.get("title") or "",
        summary=data.get("summary") or data.get("number") or "",
        image_id=data.get("image_id"),
        sort_date=data.get("issued_at"),
    )


def programme_search(data: Mapping[str, Any]) -> str:
    """Return number, aims, targets, tasks and milestones as one text."""
    lines = [data.get("number"), *(data.get("objectives") or [])]
    lines += data.get("focus") or []
    lines += [row.get("text") for row in data.get("targets") or []]
    lines += [row.get("title") for row in data.get("task_groups") or []]
    lines += [row.get("title") for row in data.get("milestones") or []]
    return "\n".join(line for line in lines if line)


def inspection_card(data: Mapping[str, Any]) -> Card:
    """Return what lists show of an inspection: code and subjects below the title."""
    labels = [row.get("label") for row in data.get("subjects") or []]
    parts = [data.get("code"), *labels]
    return Card(
        title=data.get("title") or "",
        summary=data.get("summary") or " · ".join(part for part in parts if part),
        image_id=data.get("image_id"),
        sort_date=data.get("actual_start") or data.get("planned_start"),
    )


def inspection_search(data: Mapping[str, Any]) -> str:
    """Return what readers of the page may read; names and notes of staff stay out."""
    lines = [data.get("code"), data.get("focus"), data.get("regulation")]
    lines += [row.get("label") for row in data.get("subjects") or []]
    lines += [row.get("number") for row in data.get("documents") or []]
    lines += [data.get("merits"), data.get("shortcomings"), data.get("causes")]
    return "\n".join(line for line in lines if line)


def inspection_references(data: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the organisations that are inspected; members are never linked."""
    for row in data.get("subjects") or []:
        if row.get("organisation_id"):
            yield Reference("subjects", row["organisation_id"], row.get("label"))


def inspection_duties(data: Mapping[str, Any]) -> Iterator[Duty]:
    """Yield the running work for who does it, and open remedies for who was inspected."""
    if data.get("status") in RUNNING:
        due = day_of(data.get("extended_to") or data.get("planned_end"))
        doers = [data.get("owner"), data.get("team_lead")]
        doers += data.get("team_members") or []
        yield from (Duty(number, "", due) for number in doers if number)
    remedies = day_of(data.get("follow_up_due"))
    if remedies is None or data.get("follow_up_done"):
        return
    with force_locale(data.get("language") or "vi"):
        words = gettext("Remedies due")
    for row in data.get("subjects") or []:
        if row.get("organisation_id"):
            yield Duty(row["organisation_id"], words, remedies)


def programme_context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot, and its labels."""
    labels = {"types": dict(TYPES), "statuses": dict(STATUSES)}
    return {"view": once(programme_view), **labels}


def inspection_context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot, and labels of records."""
    day = today()
    return {
        "view": once(inspection_view),
        "labels": record_labels(),
        "is_late": lambda found: is_late(found, day),
    }


PROGRAMME_TYPE = ContentType(
    name=PROGRAMME,
    label=_l("Programme"),
    plural=_l("Programmes"),
    address="chuong-trinh",
    form=ProgrammeForm,
    detail=Programme,
    template="inspections/programme.html",
    card=programme_card,
    search_text=programme_search,
    context=programme_context,
    relations=(
        Relation(
            "issuer",
            _l("Issued by"),
            _l("Programmes issued"),
            (ORGANISATION,),
            many=False,
        ),
        Relation(
            "signer", _l("Signed by"), _l("Programmes signed"), (PERSON,), many=False
        ),
        Relation("term", _l("Term"), _l("Programmes of this term"), (TERM,), False),
        Relation(
            "parent",
            _l("Under the programme"),
            _l("Programmes below"),
            (PROGRAMME,),
            many=False,
        ),
    ),
    icon="list-checks",
    order=30,
    filters=("kind",),
)

INSPECTION_TYPE = ContentType(
    name=INSPECTION,
    label=_l("Inspection or supervision"),
    plural=_l("Inspections and supervisions"),
    address="kiem-tra-giam-sat",
    form=InspectionForm,
    detail=Inspection,
    template="inspections/item.html",
    card=inspection_card,
    search_text=inspection_search,
    references=inspection_references,
    duties=inspection_duties,
    context=inspection_context,
    relations=(
        Relation(
            "programme",
            _l("Programme"),
            _l("Inspections and supervisions of this programme"),
            (PROGRAMME,),
            many=False,
        ),
        Relation(
            "owner",
            _l("Decided by"),
            _l("Inspections decided"),
            (ORGANISATION,),
            many=False,
        ),
        Relation(
            "team_lead", _l("Head of the team"), _l("Teams led"), (PERSON,), many=False
        ),
        Relation(
            "team_members", _l("Members of the team"), _l("Teams joined"), (PERSON,)
        ),
        Relation(
            "lessons",
            _l("Lessons drawn on"),
            _l("Inspections that draw on this lesson"),
            (FINDING,),
        ),
        Relation(
            "subjects",
            _l("Organisations inspected"),
            _l("Inspections and supervisions here"),
            (ORGANISATION,),
        ),
    ),
    icon="search-check",
    order=31,
    default_visibility="internal",
    filters=("type",),
)
