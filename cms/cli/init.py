"""``cms init``: make an instance, or complete one that was begun."""

from __future__ import annotations

import click

from cms.builtin.keys.secret_file import create_secret
from cms.cli.context import Instance, pass_instance


@click.command()
@click.option("--no-code", is_flag=True, help="Print no code for the first account.")
@pass_instance
def init(instance: Instance, no_code: bool) -> None:
    """Make the folder, the secret key and the database of a site.

    Running it again changes nothing that is there. While nobody has an
    account, it prints a code with which the first one is created.
    """
    from cms.database.migrations.runner import upgrade

    instance.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if create_secret(instance.folder):
        # The database and the uploads inside are for this site's user only.
        instance.folder.chmod(0o700)
        click.echo(f"Made {instance.folder} with a new secret key.")
    config = instance.config
    config.media_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(config, lambda line: click.echo(f"Tables of {line}"))
    if no_code:
        return
    with instance.application():
        _offer_code()


def _offer_code() -> None:
    """Print the one-time code unless somebody has an account."""
    from cms.builtin.accounts.first_administrator import issue_setup_code
    from cms.builtin.accounts.one_time_codes import SETUP_HOURS
    from cms.builtin.accounts.people import has_users

    if has_users():
        click.echo("The site is ready.")
        return
    code = issue_setup_code()
    click.echo(
        f"The site is ready. Create the first account within {SETUP_HOURS} hours:"
    )
    click.echo("  open   /thiet-lap of the site")
    click.echo(f"  code   {code}")
