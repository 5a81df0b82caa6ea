"""``cms upgrade``: from the installed code to a site that runs on it, or back, whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cms.cli.backup import open_site, passphrase_option, read_passphrase
from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError


if TYPE_CHECKING:
    from cms.builtin.operations.upgrade import Begun


@click.command()
@passphrase_option
@pass_instance
def upgrade(instance: Instance, passphrase_file: Path | None) -> None:
    """Back the stopped site up and bring its tables up to the installed code.

    When a step fails the site is as it was before. Safe to kill and run again.
    """
    from cms.builtin.operations.backup.creating import make_backup
    from cms.builtin.operations.backup.restoring import require_stopped
    from cms.builtin.operations.installed import installation_problems
    from cms.builtin.operations.upgrade import read_note, write_note

    config = instance.config
    if problems := list(installation_problems()):
        raise CmsError("\n".join([*problems, "Nothing was changed."]))
    click.echo("The installed files are those of their packages.")
    require_stopped(config)
    phrase = read_passphrase(instance, passphrase_file)
    begun = read_note(config)
    if begun is None:
        made = make_backup(config, passphrase=phrase)
        click.echo(f"{made.path} holds the site as it is.")
        begun = write_note(config, made.path)
    else:
        click.echo(f"Going on with an upgrade; its backup is {begun.backup}.")
    _migrate_and_check(instance, begun, phrase)


def _migrate_and_check(instance: Instance, begun: Begun, phrase: str | None) -> None:
    """Do the steps; after a failure take back what was done, and say so."""
    from cms.builtin.operations.upgrade import migrate_whole, remove_note, roll_back

    config = instance.config
    try:
        changed = migrate_whole(config, click.echo)
        if not changed:
            click.echo("The tables are up to date.")
        _check(instance)
    except Exception as error:
        roll_back(config, begun, phrase, click.echo)
        raise CmsError(
            f"{error}\nThe upgrade was taken back: the database is as it was."
            " Install the former version again, or mend this and run `cms upgrade`."
        ) from error
    remove_note(config)
    click.echo("The site is upgraded: start it.")


def _check(instance: Instance) -> None:
    """Look for damage, build the site, open its first page; CmsError says what is wrong."""
    from cms.builtin.operations.backup.database import check_live

    check_live(instance.config.database_url)
    click.echo("The database is whole.")
    for name, reason in open_site(instance.config).items():
        click.echo(f"Note: plugin '{name}' is left out: {reason}")
