"""``cms import`` and ``cms export``: items as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import click

from cms.cli.context import Instance, pass_instance
from cms.cli.groups import OpenGroup
from cms.contributions import DemoItem
from cms.errors import CmsError


@click.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@pass_instance
def export_items(instance: Instance, file: IO[str]) -> None:
    """Write all items to FILE, one a line, in the form that `cms import` reads."""
    from cms.content.exchange.importing import dump

    count = 0
    with instance.application():
        for row in dump():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    click.echo(f"{count} items written.", err=True)


@click.group("import", cls=OpenGroup, default="items")
def import_group() -> None:
    """Bring items, or with plugins' commands other things, into the site.

    `cms import FILE` is `cms import items FILE`.
    """


@import_group.command("items")
@click.argument("file", type=click.File(encoding="utf-8"))
@pass_instance
def import_items(instance: Instance, file: IO[str]) -> None:
    """Create the items of FILE that are not there yet; safe to run again."""
    from cms.accounts.permissions import SYSTEM
    from cms.content.exchange.importing import load

    rows = list(_rows(file))
    with instance.application():
        made = load(rows, SYSTEM, show_progress)
    click.echo(f"{made} of {len(rows)} items are new.")


def show_progress(done: int, total: int) -> None:
    """Print how far a long command is."""
    click.echo(f"  {done} of {total}", err=True)


def _rows(file: IO[str]) -> Iterator[DemoItem]:
    """Read lines of JSON; CmsError names the line that cannot be read."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            yield _row(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            reason = (
                f"'{error.args[0]}' is missing"
                if isinstance(error, KeyError)
                else str(error)
            )
            raise CmsError(f"Line {number} of {file.name}: {reason}.") from error


def _row(values: dict[str, Any]) -> DemoItem:
    return DemoItem(
        type=values["type"],
        slug=values["slug"],
        data=values["data"],
        status=values.get("status", "published"),
        published_at=values.get("published_at"),
        author=values.get("author"),
        parent=values.get("parent"),
        position=values.get("position", 0),
    )
