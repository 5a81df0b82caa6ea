"""The commands ``cms inspections ...``: what is late, figures, export and import."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from cms_directory import today
from flask_babel import force_locale
from sqlalchemy import and_

from cms import SYSTEM, TABLE_FORMATS, Actor, Item, Refused, visible
from cms_inspections.export import export_inspections
from cms_inspections.figures import count_figures, named
from cms_inspections.importing import bring_in, preview_workbook
from cms_inspections.queries import late_work, programmes_of_year, slugs
from cms_inspections.scopes import Scope


ON = click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    default=None,
    help="The day to look at; today when left out.",
)


@click.command("overdue")
@ON
def overdue(day: dt.datetime | None) -> None:
    """List inspections and remedies that are late, one a line."""
    live = and_(Item.status == "published", Item.deleted_at.is_(None))
    when = day.date() if day else today()
    works = late_work(when, live)
    for work in works:
        if work.overdue:
            click.echo(
                f"{work.detail.code}\toverdue since {work.deadline}\t{work.item.title}"
            )
        if work.follow_up_overdue:
            due = work.detail.follow_up_due
            click.echo(f"{work.detail.code}\tremedies due {due}\t{work.item.title}")
    if not works:
        click.echo(f"Nothing is late on {when}.")


@click.command("figures")
@click.argument("year", type=click.IntRange(1930, 9999))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@ON
def figures(year: int, as_json: bool, day: dt.datetime | None) -> None:
    """Print what the inspections of YEAR add up to, those of its quarters included."""
    scope = year_scope(year, SYSTEM, day.date() if day else today())
    counted = count_figures(scope)
    found = named(counted, slugs(counted.by_owner, scope.criterion))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for name, value in found.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {count}" for key, count in value.items())
        elif isinstance(value, list):
            value = ", ".join(value)
        click.echo(f"{name}: {value if value != '' else '-'}")


@click.command("export")
@click.argument("year", type=click.IntRange(1930, 9999))
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(TABLE_FORMATS)),
    default="xlsx",
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="The file to write.",
)
@ON
def export(year: int, kind: str, output: Path, day: dt.datetime | None) -> None:
    """Write the inspections of YEAR as a table, all that is confidential included."""
    scope = year_scope(year, SYSTEM, day.date() if day else today())
    with force_locale("vi"):
        content = export_inspections(scope, SYSTEM, kind)
    output.write_bytes(content)
    click.echo(f"{output}: {len(content)} bytes")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in; write nothing.")
@click.option("--skip-bad", is_flag=True, help="Take the rows without fault alone.")
def import_(file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Bring in the inspections of FILE, a workbook (XLSX) like those of the export.

    Every bad cell is named. Unless --skip-bad, nothing is written when there is
    one. A code that is here already stays as it is.
    """
    with force_locale("vi"):
        try:
            preview = preview_workbook(file, SYSTEM)
            for problem in preview.everything():
                click.echo(str(problem), err=problem.block)
            fresh = preview.fresh
            click.echo(
                f"{len(fresh)} new, {len(preview.here)} here already, "
                f"{sum(not row.is_good for row in preview.rows)} with faults."
            )
            blocked = any(one.block for one in preview.problems)
            if blocked or not (preview.is_good or skip_bad):
                raise click.ClickException("Nothing was written.")
            if dry_run:
                click.echo("Nothing was written: this was a dry run.")
                return
            bring_in(fresh, SYSTEM, live=True)
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    click.echo(f"{len(fresh)} inspections came in.")


def year_scope(year: int, actor: Actor, day: dt.date) -> Scope:
    """Return all that ``actor`` may see of a year; ClickException without a programme."""
    programmes = programmes_of_year(year, visible(actor, archived=True))
    if not programmes:
        raise click.ClickException(f"No programme is for the year {year}.")
    return Scope.of(actor, [item.id for item, _detail in programmes], day)
