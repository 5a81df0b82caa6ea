"""The form of a news article."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON
from flask_babel import lazy_gettext as _l

from cms import ItemForm, fields
from cms_news.settings import default_byline, default_source


class ArticleForm(ItemForm):
    """An article; the links are dropped when the type they point to is absent."""

    summary = fields.LongText(
        _l("Lead"), required=True, max=2000, hint=_l("One or two sentences in bold.")
    )
    body = fields.Rich(_l("Text"), required=True)
    event_date = fields.Date(_l("Date of the event"))
    author = fields.Text(_l("Author or pen name"), max=200, default=default_byline)
    source = fields.Text(_l("Source"), max=300, default=default_source)
    tags = fields.Tags(_l("Keywords"), hint=_l("Separated by commas."))
    cover_alt = fields.Text(
        _l("What the lead picture shows"),
        max=500,
        hint=_l("Read aloud to people who cannot see it."),
    )
    cover_caption = fields.Text(_l("Caption of the lead picture"), max=500)
    gallery = fields.Images(_l("Gallery"))
    attachments = fields.Files(_l("Attached files"))
    conference = fields.Link(_l("Conference"), targets=("conferences.conference",))
    reports = fields.Link(_l("Reports"), targets=("reports.report",), many=True)
    programmes = fields.Link(
        _l("Programmes"), targets=("inspections.programme",), many=True
    )
    programme_items = fields.Link(
        _l("Inspections and supervisions"), targets=("inspections.item",), many=True
    )
    people = fields.Link(_l("People"), targets=(PERSON,), many=True)
    organisations = fields.Link(_l("Organisations"), targets=(ORGANISATION,), many=True)

    lead_alt = "cover_alt"
    lead_caption = "cover_caption"
    groups = [
        (_l("Text"), ["body"]),
        (_l("About the article"), ["event_date", "author", "source", "tags"]),
        (_l("Attached files"), ["attachments"]),
    ]
