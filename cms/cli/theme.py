"""``cms theme``: see and choose the theme."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError


@click.group("theme")
def group() -> None:
    """Look after themes."""


@group.command("list")
@pass_instance
def list_themes(instance: Instance) -> None:
    """Show the installed themes and which one is used."""
    with instance.application() as build:
        used = build.theme[0].name if build.theme else None
        for name, theme in build.themes.items():
            state = "used" if name == used else ""
            click.echo(f"{name:16} {theme.version:8} {state:4} {theme.summary}")


@group.command("use")
@click.argument("name")
@pass_instance
def use(instance: Instance, name: str) -> None:
    """Give the site another theme."""
    from cms.accounts.permissions import SYSTEM
    from cms.settings import save_settings
    from cms.theming.theme import theme_chain

    with instance.application() as build:
        if name not in build.themes:
            known = ", ".join(build.themes) or "none"
            raise CmsError(f"No theme is called '{name}'. Installed: {known}.")
        theme_chain(name, build.themes)
        save_settings(SYSTEM, None, {"theme": name})
    click.echo(f"The site wears '{name}'.")
