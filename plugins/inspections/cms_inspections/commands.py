"""The commands ``cms inspections overdue`` and ``cms inspections figures``."""

from __future__ import annotations

import datetime as dt
import json

import click
from cms_directory import today
from sqlalchemy import and_

from cms import SYSTEM, Actor, Item, visible
from cms_inspections.figures import count_figures, named
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


def year_scope(year: int, actor: Actor, day: dt.date) -> Scope:
    """Return all that ``actor`` may see of a year; ClickException without a programme."""
    programmes = programmes_of_year(year, visible(actor, archived=True))
    if not programmes:
        raise click.ClickException(f"No programme is for the year {year}.")
    return Scope.of(actor, [item.id for item, _detail in programmes], day)
