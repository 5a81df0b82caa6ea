"""``cms import`` and ``cms export``: the whole site as an archive, items as lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from cms import inputs
from cms.cli.context import Instance, pass_instance
from cms.cli.groups import OpenGroup
from cms.contributions import DemoItem
from cms.errors import CmsError


if TYPE_CHECKING:
    from cms.builtin.exchange.importing import ImportReport

ZIP: Final = b"PK"
MOST_LINES: Final = 20


@click.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write the whole site to this archive instead.",
)
@click.option("--without-media", is_flag=True, help="Leave pictures and files out.")
@click.option("--revisions", is_flag=True, help="Write the history of every item.")
@pass_instance
def export_items(
    instance: Instance,
    file: IO[str],
    output: Path | None,
    without_media: bool,
    revisions: bool,
) -> None:
    """Write the whole site to an archive, or its items to FILE, one a line.

    An archive (--output) holds items of all states, media, sections, keywords,
    blocks, redirects, comments, accounts, roles and settings; `cms import`
    reads it into any site. Lines of JSON hold items alone.
    """
    if output is not None:
        with instance.application():
            _export_archive(output, not without_media, revisions)
        return
    if without_media or revisions:
        raise click.UsageError("Say where the archive goes: --output FILE.")
    _export_lines(instance, file)


def _export_archive(path: Path, has_media: bool, has_revisions: bool) -> None:
    from cms.builtin.exchange.exporting import export_archive

    report = export_archive(path, has_media=has_media, has_revisions=has_revisions)
    for name, count in report.counts.items():
        if count:
            click.echo(f"{name}: {count}")
    _say_left_out("", report.left_out)
    click.echo(f"{path} is written.")


def _export_lines(instance: Instance, file: IO[str]) -> None:
    from cms.builtin.exchange.item_rows import dump

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
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@pass_instance
def import_items(instance: Instance, file: IO[bytes], dry_run: bool) -> None:
    """Add what FILE holds and the site does not; safe to run again.

    FILE is an archive of `cms export --output`, or items as lines of JSON.
    What is on the site already is never changed.
    """
    is_archive = file.read(len(ZIP)) == ZIP if file.seekable() else False
    if is_archive:
        with instance.application():
            _import_archive(Path(file.name), dry_run)
        return
    if file.seekable():
        file.seek(0)
    if dry_run:
        raise click.UsageError("--dry-run is for archives.")
    lines = io.TextIOWrapper(file, encoding="utf-8")
    try:
        rows = list(_rows(lines))
    finally:
        lines.detach()
    _import_lines(instance, rows)


def _import_archive(path: Path, dry_run: bool) -> None:
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.exchange.importing import import_archive

    report = import_archive(path, SYSTEM, is_dry_run=dry_run, progress=_show_part)
    _say_report(report)
    end = "Nothing was written: this was a dry run." if dry_run else "Done."
    click.echo(f"{report.added} rows are new. {end}")


def _say_report(report: ImportReport) -> None:
    for name, part in report.parts.items():
        if part.added or part.there or part.left_out:
            click.echo(
                f"{name}: {part.added} new, {part.there} there already,"
                f" {len(part.left_out)} left out"
            )
            _say_left_out("  ", part.left_out)


def _say_left_out(indent: str, lines: list[str]) -> None:
    for line in lines[:MOST_LINES]:
        click.echo(f"{indent}{line}", err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"{indent}and {len(lines) - MOST_LINES} more", err=True)


def _show_part(name: str, done: int, total: int) -> None:
    if done < total:
        click.echo(f"  {name}: {done} of {total}", err=True)


def _import_lines(instance: Instance, rows: list[DemoItem]) -> None:
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.exchange.item_rows import load

    with instance.application() as build:
        types = build.registry.content_types
        absent = sorted({row.type for row in rows} - types.keys())
        made = load(rows, SYSTEM, show_progress)
    click.echo(f"{made} of {len(rows)} items are new.")
    for name in absent:
        count = sum(row.type == name for row in rows)
        words = f"{count} items are left out: there is no type '{name}' here."
        click.echo(words, err=True)


def show_progress(done: int, total: int) -> None:
    """Print how far a long command is."""
    click.echo(f"  {done} of {total}", err=True)


def _rows(file: IO[str]) -> Iterator[DemoItem]:
    """Read lines of JSON; CmsError names the line that cannot be read."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            yield _row(inputs.load_json(line))
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
