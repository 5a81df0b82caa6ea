"""The types of directives and assessments: records that belong to a conference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import PERSON
from flask_babel import lazy_gettext as _l

from cms import Card, ContentType, Duty, Relation
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.choices import CLOSED
from cms_conferences.models import Assessment, Directive
from cms_conferences.record_forms import AssessmentForm, DirectiveForm
from cms_conferences.record_views import assessment_view, directive_view
from cms_conferences.types import shortened


def card(data: Mapping[str, Any]) -> Card:
    """Return what lists show: the short title, else the beginning of the text."""
    words = " ".join((data.get("text") or "").split())
    return Card(title=data.get("title") or shortened(words) or "")


def duties(data: Mapping[str, Any]) -> Iterator[Duty]:
    """Yield an open directive for everybody who is responsible for it."""
    if data.get("status") not in CLOSED:
        due = dt.date.fromisoformat(data["due"]) if data.get("due") else None
        for number in data.get("responsible") or []:
            yield Duty(number, due=due)


DIRECTIVE_TYPE = ContentType(
    name=DIRECTIVE,
    label=_l("Directive"),
    plural=_l("Directives"),
    address="chi-dao",
    form=DirectiveForm,
    detail=Directive,
    template="conferences/directive.html",
    card=card,
    duties=duties,
    context=lambda _item, _detail: {"view": directive_view},
    relations=(
        Relation(
            "given_by",
            _l("Directed by"),
            _l("Directives given"),
            (PERSON,),
            many=False,
        ),
        Relation(
            "continues",
            _l("Continues the directive"),
            _l("Moved on as"),
            (DIRECTIVE,),
            many=False,
        ),
    ),
    icon="list-checks",
    order=21,
    in_menu=False,
    filters=("status",),
    life="record",
    parent=CONFERENCE,
)

ASSESSMENT_TYPE = ContentType(
    name=ASSESSMENT,
    label=_l("Assessment"),
    plural=_l("Assessments"),
    address="danh-gia",
    form=AssessmentForm,
    detail=Assessment,
    template="conferences/assessment.html",
    card=card,
    context=lambda _item, _detail: {"view": assessment_view},
    relations=(
        Relation(
            "person", _l("Made by"), _l("Assessments made"), (PERSON,), many=False
        ),
        Relation(
            "report",
            _l("Source report"),
            _l("Assessments in this report"),
            ("reports.report",),
            many=False,
        ),
    ),
    icon="scale",
    order=22,
    in_menu=False,
    filters=("polarity",),
    life="record",
    parent=CONFERENCE,
)
