"""``cms static``: write the public site as files, and say how the copy stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cms.build_context import current_build
from cms.errors import CmsError
from cms.features.static_copy.keeping import standing
from cms.features.static_copy.options import checked_folder, static_copy
from cms.features.static_copy.refreshing import make_current


MEGABYTE = 1024 * 1024
REASONS = {
    "404": "lead nowhere (404)",
    "500": "failed (500)",
    "hidden": "were withdrawn meanwhile",
    "large": "are too large",
    "no file": "have no name for a file",
    "no place": "could not be put in their place",
    "private": "are made for each reader",
    "redirect": "lead elsewhere",
    "robots": "are not for robots",
    "soon": "hold for a moment only",
    "too many": "are beyond what was asked for",
}


FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option(
    "--relative", is_flag=True, help="Write links that work without a web server."
)
def export(folder: Path | None, relative: bool) -> None:
    """Write the public site into FOLDER, or make what is there current.

    Without FOLDER it is the one of [static_copy]. Files that are the same stay,
    what is no part of the site any more is removed. What only the application
    answers (search, forms) keeps its whole address.
    """
    build = current_build()
    options = static_copy(build.config)
    wanted = folder.absolute() if folder else options.folder
    if wanted is None:
        raise click.UsageError("Name a folder, or set one in [static_copy].")
    place = checked_folder(wanted, build.config)
    if relative:
        options = options.model_copy(update={"relative": True})
    done = make_current(build, place, options)
    click.echo(
        f"{done.files} files in {place}: {done.written} written, {done.removed} removed."
        f" {done.left} addresses are left to the application."
    )


@click.command()
@click.argument("folder", type=FOLDER, required=False)
def status(folder: Path | None) -> None:
    """Say what the copy holds, when it was made and whether it is current."""
    build = current_build()
    options = static_copy(build.config)
    place = folder.absolute() if folder else options.folder
    if place is None:
        raise click.UsageError("Name a folder, or set one in [static_copy].")
    found = standing(build, options, place)
    if found is None:
        raise CmsError(f"There is no copy in {place}.")
    click.echo(f"{place}: {found.files} files, {found.size / MEGABYTE:.1f} MB")
    if found.made_at:
        moment = dt.datetime.fromtimestamp(found.made_at, dt.UTC)
        click.echo(f"Made: {moment:%Y-%m-%d %H:%M:%S} UTC")
    if found.is_current:
        click.echo("It is current.")
    elif found.waiting:
        click.echo(f"It is being made: {found.waiting} addresses wait.")
    else:
        click.echo(f"It has been behind the site for {found.behind:.0f} seconds.")
    for reason, number in sorted(found.left.items()):
        click.echo(f"Left to the application: {number} {REASONS.get(reason, reason)}")
