"""The command ``cms inspections overdue``."""

from __future__ import annotations

import datetime as dt

import click
from cms_directory import today
from sqlalchemy import and_

from cms import Item
from cms_inspections.queries import late_work


@click.command("overdue")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    default=None,
    help="The day to look at; today when left out.",
)
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
