"""The form of a report and of its rows."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON
from flask_babel import lazy_gettext as _l

from cms import ItemForm, RowForm, fields
from cms_reports import REPORT
from cms_reports.choices import FORMATS, KINDS, STANDARDS, STATUSES
from cms_reports.figures import LINE_CHOICES, empty_rows
from cms_reports.header import DOCUMENT_TYPE


class SectionRow(RowForm):
    """A numbered part of the text."""

    no = fields.Text(_l("Number of the part"), max=20)
    title = fields.Text(_l("Heading of the part"), max=300)
    body = fields.Rich(_l("Text"))
    with_statistics = fields.YesNo(_l("The statistics follow this part"))


class StatisticRow(RowForm):
    """The numbers of one line."""

    line = fields.Choice(_l("Line of the table"), choices=LINE_CHOICES, required=True)
    organisations = fields.Integer(_l("Party organisations"), min=0)
    members = fields.Integer(_l("Party members"), min=0)
    petitions = fields.Integer(_l("Petitions"), min=0)


class ReportForm(ItemForm):
    """An official report."""

    kind = fields.Choice(_l("Kind of report"), choices=KINDS, required=True)
    status = fields.Choice(_l("State of the report"), choices=STATUSES, required=True)
    draft_number = fields.Integer(_l("Draft number"), min=1)
    period = fields.Period(_l("Period"), required=True)
    format = fields.Choice(_l("Document system"), choices=FORMATS)
    standard = fields.Choice(
        _l("Layout rules"),
        choices=STANDARDS,
        hint=_l("If empty, those in force on the day of issue."),
    )
    parent_issuer_line = fields.Text(_l("Superior body in the header"), max=200)
    issuer_line = fields.Text(_l("Issuing body in the header"), max=200)
    number = fields.Text(_l("Number"), max=60, hint=_l("For instance 58-BC/UBKTQU."))
    place = fields.Text(_l("Place of issue"), max=120)
    issued_at = fields.Date(_l("Issued on"))
    doc_type = fields.Text(
        _l("Name of the document type"),
        max=60,
        hint=_l("If empty: “%(name)s”.", name=DOCUMENT_TYPE),
    )
    trich_yeu = fields.LongText(_l("Subject line"), max=1000)
    sections = fields.Rows(_l("Parts of the text"), SectionRow)
    statistics = fields.Rows(_l("Statistics"), StatisticRow, default=empty_rows)
    signature_authority = fields.Text(
        _l("Authority in the signature"), max=200, hint=_l("For instance T/M ỦY BAN.")
    )
    signature_title = fields.Text(_l("Title in the signature"), max=200)
    recipients = fields.Lines(_l("Recipients"), hint=_l("One on each line."))
    attachments = fields.Files(_l("Attached files"))
    issuer = fields.Link(_l("Issued by"), targets=(ORGANISATION,), required=True)
    signer = fields.Link(_l("Signed by"), targets=(PERSON,))
    presenter = fields.Link(_l("Presented by"), targets=(PERSON,))
    conference = fields.Link(_l("Conference"), targets=("conferences.conference",))
    programmes = fields.Link(
        _l("Programmes"), targets=("inspections.programme",), many=True
    )
    compared_with = fields.Link(_l("Compared with"), targets=(REPORT,))

    groups = [
        (_l("What it is"), ["kind", "status", "draft_number", "period"]),
        (
            _l("Document header"),
            [
                "format",
                "standard",
                "parent_issuer_line",
                "issuer_line",
                "number",
                "place",
                "issued_at",
                "doc_type",
                "trich_yeu",
            ],
        ),
        (_l("Text"), ["sections"]),
        (_l("Statistics"), ["statistics"]),
        (
            _l("Signature and recipients"),
            ["signature_authority", "signature_title", "recipients"],
        ),
        (_l("Attached files"), ["attachments"]),
    ]
