"""``cms user reset-second-factor``: for a site with one administrator."""

from __future__ import annotations

import click


@click.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Remove an account's second step and end its sessions."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.people import find_user
    from cms.features.second_factor import service

    service.reset(SYSTEM, find_user(username))
    click.echo(f"'{username}' logs in with the password alone, or sets it up again.")
