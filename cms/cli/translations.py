"""``cms translations``: collect messages into catalogs, and find what lacks words."""

from __future__ import annotations

from pathlib import Path

import click

from cms.errors import CmsError


FOLDER = click.argument(
    "root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
)


@click.group("translations")
def group() -> None:
    """Look after the Vietnamese catalogs of a checkout."""


@group.command()
@FOLDER
def update(root: Path) -> None:
    """Add new messages to the catalogs and drop those that are gone.

    ROOT is a checkout: of the whole project, or of one plugin. What has been
    translated is kept.
    """
    from cms.cli.message_catalogs import distributions, update as update_catalog

    for distribution in distributions(root.resolve()):
        total, missing = update_catalog(distribution)
        click.echo(f"{distribution.name}: {total} messages, {missing} to translate")


@group.command()
@FOLDER
def check(root: Path) -> None:
    """List messages without a translation; fail when there are any."""
    from cms.cli.message_catalogs import distributions, untranslated

    number = 0
    for distribution in distributions(root.resolve()):
        for message in untranslated(distribution):
            click.echo(f"{distribution.name}: {message}")
            number += 1
    if number:
        raise CmsError(f"{number} messages have no Vietnamese translation.")
    click.echo("Every message is translated.")
