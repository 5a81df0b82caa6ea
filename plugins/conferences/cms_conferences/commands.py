"""The commands ``cms conferences minutes`` and ``directives``, ``cms calendar export``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from cms_directory import ORGANISATION, today
from flask import current_app, g
from sqlalchemy import true

from cms import ANONYMOUS, SYSTEM, Refused, current_build, visible
from cms_conferences.calendars import calendar_of
from cms_conferences.downloads import FORMATS, render_minutes
from cms_conferences.ledger import ALL, OPEN, Entry, Filters, ledger_page
from cms_conferences.queries import calendar_rows, conference_by_slug, item_by_slug


AT_ONCE = 500


@click.command("minutes")
@click.argument("slug")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    default="pdf",
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="The file to write.",
)
def minutes(slug: str, kind: str, output: Path) -> None:
    """Write the minutes of the conference SLUG, compiled from its record."""
    with current_app.test_request_context():
        g._login_user = SYSTEM  # where flask-login keeps who asks
        item = conference_by_slug(slug)
        try:
            content, _media_type = render_minutes(item, kind)
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    output.write_bytes(content)
    click.echo(f"{output}: {len(content)} bytes")


@click.command("directives")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list.")
@click.option("--open", "only_open", is_flag=True, help="Leave out what is closed.")
@click.option("--unit", metavar="SLUG", help="Only those of this organisation.")
@click.option(
    "--on",
    "moment",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    default=None,
    help="The day by which a directive is overdue; today when left out.",
)
def directives(
    as_json: bool, only_open: bool, unit: str | None, moment: dt.datetime | None
) -> None:
    """List what conferences directed, the earliest due first, one a line or as JSON.

    Each line has the state, the due day, the conference and the words, with tabs
    between them. What is overdue says so in the place of its state.
    """
    day = moment.date() if moment else today()
    owner = item_by_slug(ORGANISATION, unit, true()).id if unit else None
    found = _entries(Filters(OPEN if only_open else ALL, owner=owner), day)
    if as_json:
        _write_list(_as_json(one) for one in found)
        return
    for one in found:
        due = one.directive.due
        words = " ".join((one.directive.text or "").split())
        held_at = one.conference.title if one.conference else ""
        state = "overdue" if one.overdue else one.directive.status or ""
        due_day = due.isoformat() if due else ""
        click.echo("\t".join((state, due_day, held_at, words)))


def _entries(filters: Filters, day: dt.date) -> Iterator[Entry]:
    """Yield all live directives of a ledger, page after page."""
    live = visible(SYSTEM)
    cursor: str | None = None
    with current_app.test_request_context():
        while True:
            page = ledger_page(filters, day, live, cursor=cursor, limit=AT_ONCE)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return


def _as_json(entry: Entry) -> dict[str, Any]:
    """Return a directive as JSON; days are ISO text, what is not stated is null."""
    row = entry.directive
    return {
        "slug": entry.item.slug,
        "url": current_build().config.base_url.rstrip("/") + entry.item.path,
        "text": row.text,
        "state": row.status,
        "overdue": entry.overdue,
        "due": row.due.isoformat() if row.due else None,
        "responsible": [one.title for one in entry.responsible],
        "conference": entry.conference.slug if entry.conference else None,
        "withdrawal_reason": row.withdrawal_reason,
        "progress": [
            {
                "date": note.date.isoformat() if note.date else None,
                "text": note.text,
                "link": note.link,
            }
            for note in row.progress
        ],
    }


def _write_list(rows: Iterator[dict[str, Any]]) -> None:
    """Write a JSON list row by row: there may be many."""
    before = "[\n"
    for row in rows:
        click.echo(before + json.dumps(row, ensure_ascii=False), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


@click.command("export")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="The file to write.",
)
def export_calendar(output: Path) -> None:
    """Write all conferences that everybody may see as one calendar file (RFC 5545)."""
    with current_app.test_request_context():
        rows = calendar_rows(visible(ANONYMOUS))
        content = calendar_of(rows).to_ical()
    output.write_bytes(content)
    click.echo(f"{output}: {len(rows)} events")
