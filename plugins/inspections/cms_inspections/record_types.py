"""The types of findings, recommendations and violations: records of an inspection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import ORGANISATION, PERSON, readable, today
from flask_babel import lazy_gettext as _l

from cms import Card, ContentType, Duty, Item, Relation
from cms_inspections import FINDING, INSPECTION, RECOMMENDATION, VIOLATION
from cms_inspections.choices import DISCIPLINE_TARGETS
from cms_inspections.record_choices import (
    APPEAL_OUTCOMES,
    DONE,
    FINDING_KINDS,
    HANDLING,
    RECOMMENDATION_STATUSES,
    WITHDRAWN,
)
from cms_inspections.record_forms import FindingForm, RecommendationForm, ViolationForm
from cms_inspections.record_models import Finding, Recommendation, Violation


LONGEST = 160


def card(data: Mapping[str, Any]) -> Card:
    """Return what lists show: the short title, else the beginning of the text."""
    words = " ".join((data.get("text") or "").split())
    if len(words) > LONGEST:
        words = f"{words[: LONGEST - 1].rstrip()}…"
    return Card(title=data.get("title") or words)


def duties(data: Mapping[str, Any]) -> Iterator[Duty]:
    """Yield an open recommendation for everybody who is responsible for it."""
    if data.get("status") not in (DONE, WITHDRAWN):
        due = dt.date.fromisoformat(data["due"]) if data.get("due") else None
        for number in data.get("responsible") or []:
            yield Duty(number, due=due)


def is_late(detail: Recommendation | None, day: dt.date) -> bool:
    """Tell whether a recommendation was due before ``day`` and is still open."""
    return (
        detail is not None
        and detail.due is not None
        and detail.due < day
        and detail.status not in (DONE, WITHDRAWN)
    )


def record_context(item: Item, detail: Any) -> dict[str, Any]:
    """Return the labels of a record, and those it names whom the reader may see."""
    names = (
        getattr(detail, name, None) for name in ("organisation", "decided_by", "person")
    )
    ids = [*names, *(getattr(detail, "responsible", None) or [])]
    return {
        "labels": record_labels(),
        "known": readable(ids),
        "late": isinstance(detail, Recommendation) and is_late(detail, today()),
    }


def record_labels() -> dict[str, dict[str, Any]]:
    """Return the words of all choices of records, by the name of the choice."""
    return {
        "kind": dict(FINDING_KINDS),
        "status": dict(RECOMMENDATION_STATUSES),
        "target": dict(DISCIPLINE_TARGETS),
        "handling": dict(HANDLING),
        "outcome": dict(APPEAL_OUTCOMES),
    }


FINDING_TYPE = ContentType(
    name=FINDING,
    label=_l("Finding"),
    plural=_l("Findings"),
    address="nhan-dinh-kiem-tra",
    form=FindingForm,
    detail=Finding,
    template="inspections/record.html",
    card=card,
    context=record_context,
    icon="scale",
    order=32,
    in_menu=False,
    filters=("kind",),
    life="record",
    parent=INSPECTION,
)

RECOMMENDATION_TYPE = ContentType(
    name=RECOMMENDATION,
    label=_l("Recommendation"),
    plural=_l("Recommendations"),
    address="kien-nghi",
    form=RecommendationForm,
    detail=Recommendation,
    template="inspections/record.html",
    card=card,
    duties=duties,
    context=record_context,
    relations=(
        Relation(
            "responsible",
            _l("Responsible organisations and people"),
            _l("Recommendations to carry out"),
            (ORGANISATION, PERSON),
        ),
    ),
    icon="list-checks",
    order=33,
    in_menu=False,
    filters=("status",),
    life="record",
    parent=INSPECTION,
)

VIOLATION_TYPE = ContentType(
    name=VIOLATION,
    label=_l("Violation"),
    plural=_l("Violations and their handling"),
    address="vi-pham",
    form=ViolationForm,
    detail=Violation,
    template="inspections/record.html",
    card=card,
    context=record_context,
    relations=(
        Relation(
            "organisation",
            _l("Organisation"),
            _l("Violations of this organisation"),
            (ORGANISATION,),
            many=False,
        ),
        Relation(
            "decided_by",
            _l("Decided by"),
            _l("Violations decided upon"),
            (ORGANISATION,),
            many=False,
        ),
    ),
    icon="triangle-alert",
    order=34,
    in_menu=False,
    default_visibility="internal",
    filters=("handling",),
    life="record",
    parent=INSPECTION,
)
