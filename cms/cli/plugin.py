"""``cms plugin``: see, switch and begin plugins."""

from __future__ import annotations

from pathlib import Path

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError, Refused


@click.group("plugin")
def group() -> None:
    """Look after plugins."""


@group.command("list")
@pass_instance
def list_plugins(instance: Instance) -> None:
    """Show the installed plugins and what is on."""
    with instance.application() as build:
        for name, plugin in build.installed.items():
            state = "on" if name in build.enabled else "off"
            reason = build.left_out.get(name)
            if reason:
                state = f"left out: {reason}"
            click.echo(f"{name:16} {plugin.version:8} {state:4} {plugin.summary}")


@group.command("enable")
@click.argument("names", nargs=-1, required=True)
@pass_instance
def enable(instance: Instance, names: tuple[str, ...]) -> None:
    """Switch plugins on after a trial in a process of its own."""
    from cms.accounts.permissions import SYSTEM
    from cms.cli.enabling import enable_in_turn

    with instance.application():
        try:
            for name in enable_in_turn(SYSTEM, names):
                click.echo(f"'{name}' is on.")
        except Refused as error:
            failed = error.problems[0].plugin
            raise CmsError(f"'{failed}' stays off: {error}") from error


@group.command("disable")
@click.argument("names", nargs=-1, required=True)
@pass_instance
def disable(instance: Instance, names: tuple[str, ...]) -> None:
    """Switch plugins off, whatever state they are in; their data stays."""
    from cms.accounts.permissions import SYSTEM
    from cms.build import recording
    from cms.plugins.discovery import discover
    from cms.plugins.state import disable_untried

    with recording(instance.config):
        for name in names:
            disable_untried(SYSTEM, name, discover())
            click.echo(f"'{name}' is off; its data is kept.")


@group.command("resume")
@click.argument("names", nargs=-1, required=True)
@pass_instance
def resume(instance: Instance, names: tuple[str, ...]) -> None:
    """Call the hooks of plugins again that were suspended because they kept failing."""
    from cms.accounts.permissions import SYSTEM
    from cms.plugins.suspensions import resume as take_up

    with instance.application():
        for name in names:
            take_up(SYSTEM, name)
            click.echo(f"'{name}' takes part again.")


@group.command("new")
@click.argument("title")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("plugins"),
    show_default=True,
    help="The folder that holds plugins.",
)
def new(title: str, into: Path) -> None:
    """Write a new plugin with one content type, its tests and its documentation.

    Example: cms plugin new "Lịch công tác"
    """
    from cms.cli.scaffold import write_plugin

    folder = write_plugin(title, into)
    click.echo(f"Wrote {folder}. Next:")
    click.echo(f"  pip install --no-deps -e {folder}")
    click.echo("  cms db upgrade")
    click.echo(f"  cms plugin enable {folder.name}")
    click.echo(f"  python -m pytest {folder}")
