"""``cms db``: the schema of the database."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError, SchemaError


@click.group("db")
def group() -> None:
    """Look after the tables."""


@group.command()
@pass_instance
def upgrade(instance: Instance) -> None:
    """Bring the tables of the core and of all plugins up to the installed code."""
    from cms.database.migrations import runner as migrate

    said: list[str] = []
    migrate.upgrade(instance.config, said.append)
    for line in said:
        click.echo(f"Tables of {line}")
    if not said:
        click.echo("The tables are up to date.")


@group.command()
@pass_instance
def status(instance: Instance) -> None:
    """Show where the tables of each distribution stand."""
    from cms.database.engines import make_engine
    from cms.database.schema import status as read_status

    engine = make_engine(instance.config.database_url)
    try:
        states = read_status(engine)
    finally:
        engine.dispose()
    for state in states:
        here, there = state.current or "-", state.head or "-"
        click.echo(
            f"{state.distribution:16} {here:8} {there:8} {state.problem or 'ok'}"
        )
    if any(state.problem for state in states):
        raise SchemaError("The database does not fit the installed code.")


@group.command()
@click.option("--only", metavar="NAME", help="A plugin's name, or cms for the core.")
@pass_instance
def check(instance: Instance, only: str | None) -> None:
    """Compare the tables with the models; say every difference."""
    from cms.database.migrations import runner as migrate

    differences = migrate.check(instance.config, only)
    if differences:
        raise SchemaError("\n".join(differences))
    click.echo("The tables are what the models say.")


@group.command()
@click.option("-m", "--message", required=True, help="What the change does.")
@click.option("--plugin", metavar="NAME", help="For a plugin instead of the core.")
def revision(message: str, plugin: str | None) -> None:
    """Write the next migration from the difference between models and migrations."""
    from cms.cli.revise import revise
    from cms.database.sources import core_source, plugin_source
    from cms.plugins.discovery import discover

    source = core_source()
    if plugin is not None:
        installed = discover().get(plugin)
        found = installed and plugin_source(installed)
        if not found:
            raise CmsError(f"No plugin called '{plugin}' is installed.")
        source = found
    click.echo(f"Wrote {revise(source, message)}; read it before you run it.")
