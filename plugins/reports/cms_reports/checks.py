"""What stands against a report: sums that do not hold, an issue without its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import check_lifetimes
from flask_babel import gettext as _

from cms import Item, Problem, documents
from cms_reports import REPORT
from cms_reports.figures import COLUMNS, figures_of, wrong_sums


LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish"})


def check_report(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield what stands against a report going live."""
    if item.type != REPORT or transition not in LOOKED_AT:
        return
    yield from check_sums(data)
    yield from check_issue(data)
    yield from check_comparison(item, data)
    issuer = {"issuer": [data.get("issuer")]}
    yield from check_lifetimes(data.get("issued_at"), issuer)


def check_sums(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield totals that do not add up and lines that are given twice."""
    rows = data.get("statistics") or []
    for wrong in wrong_sums(figures_of(rows)):
        yield Problem(
            _(
                "%(line)s, %(column)s: %(stated)d is stated, the parts make %(counted)d.",
                line=wrong.line.label,
                column=COLUMNS[wrong.column],
                stated=wrong.stated,
                counted=wrong.counted,
            ),
            field="statistics",
        )
    lines = Counter(row.get("line") for row in rows)
    if any(count > 1 for line, count in lines.items() if line):
        yield Problem(_("A line of the statistics is given twice."), field="statistics")


def check_issue(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what an issued report must have: number, day, signature, recipients."""
    number = (data.get("number") or "").strip()
    if number and documents.parse_document_number(number) is None:
        yield Problem(
            _("“%(number)s” is not the number of a document.", number=number),
            field="number",
        )
    if data.get("status") != "da_phat_hanh":
        return
    wanted = {
        "number": _("An issued report needs a number."),
        "issued_at": _("An issued report needs a day of issue."),
        "signature_authority": _("An issued report needs a signature."),
        "signer": _("An issued report needs a signature."),
        "recipients": _("An issued report needs recipients."),
    }
    for field, message in wanted.items():
        if not data.get(field):
            yield Problem(message, field=field)


def check_comparison(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a report that is compared with itself."""
    if data.get("compared_with") is not None and data["compared_with"] == item.id:
        yield Problem(
            _("A report cannot be compared with itself."), field="compared_with"
        )
