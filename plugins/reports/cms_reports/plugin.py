"""What the reports plugin registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cms_directory import ORGANISATION, PERSON, once
from flask_babel import lazy_gettext as _l

from cms import (
    Card,
    ContentType,
    DemoItem,
    ExchangePart,
    Item,
    ItemDetail,
    Problem,
    Relation,
    Step,
    StepEffect,
    hookimpl,
    richtext,
)
from cms_reports import REPORT
from cms_reports.checks import check_report
from cms_reports.demo import demo_items
from cms_reports.forms import ReportForm
from cms_reports.issues import record_issue
from cms_reports.models import Issue, Report
from cms_reports.views import report_view


RELATIONS = (
    Relation(
        "conference",
        _l("Conference"),
        _l("Reports presented at this conference"),
        ("conferences.conference",),
        many=False,
    ),
    Relation(
        "programmes",
        _l("Programmes"),
        _l("Reports on this programme"),
        ("inspections.programme",),
    ),
    Relation(
        "compared_with",
        _l("Compared with"),
        _l("Compared with this report"),
        (REPORT,),
        many=False,
    ),
    Relation(
        "issuer", _l("Issued by"), _l("Reports issued"), (ORGANISATION,), many=False
    ),
    Relation("signer", _l("Signed by"), _l("Reports signed"), (PERSON,), many=False),
    Relation(
        "presenter", _l("Presented by"), _l("Reports presented"), (PERSON,), many=False
    ),
)


def card(data: Mapping[str, Any]) -> Card:
    """Return what lists show of a report: its number below the title."""
    return Card(
        title=data.get("title") or "",
        summary=data.get("summary") or data.get("number") or "",
        image_id=data.get("image_id"),
        sort_date=data.get("issued_at"),
    )


def search_text(data: Mapping[str, Any]) -> str:
    """Return number, subject line, sections and recipients as one text."""
    return "\n".join(line for line in _lines(data) if line)


def _lines(data: Mapping[str, Any]) -> Iterator[str | None]:
    yield data.get("number")
    yield data.get("trich_yeu")
    yield (data.get("period") or {}).get("label")
    for row in data.get("sections") or []:
        yield row.get("title")
        yield richtext.plain_text(row.get("body") or richtext.EMPTY_DOC)
    yield from data.get("recipients") or []


def context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot."""
    return {"view": once(report_view)}


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return the type of reports."""
    return [
        ContentType(
            name=REPORT,
            label=_l("Report"),
            plural=_l("Reports"),
            address="bao-cao",
            form=ReportForm,
            detail=Report,
            template="reports/report.html",
            card=card,
            search_text=search_text,
            context=context,
            relations=RELATIONS,
            icon="file-chart-column",
            order=40,
            filters=("kind",),
            schema_type="Report",
            schema_properties={"headline": "title", "reportNumber": "number"},
        )
    ]


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional reports."""
    return demo_items()


@hookimpl
def check_item(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterable[Problem]:
    """Return what stands against a report going live."""
    return list(check_report(item, data, transition))


@hookimpl
def register_step_effects() -> Iterable[StepEffect]:
    """Return what puts an issued report into the register, whichever step it is.

    In the step's transaction: no issue goes live without its entry.
    """
    return [StepEffect("reports.issues", _register_issue)]


def _register_issue(step: Step) -> None:
    if step.item.type == REPORT:
        record_issue(step.item)


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return the fingerprints of versions, for archives of the site."""
    return [ExchangePart("reports.issues", Issue, ("item_id", "digest"))]
