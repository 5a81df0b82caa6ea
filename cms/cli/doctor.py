"""``cms doctor``: what runs here, and what is wrong with it."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError, one_line


# The first SQLite whose write-ahead log cannot be reset by a race of two processes.
SOUND_SQLITE = (3, 51, 3)
DAMAGED = "The database is damaged"


@click.command()
@pass_instance
def doctor(instance: Instance) -> None:
    """Print versions and the state of the site; fail when something is wrong."""
    click.echo(f"sen-cms {version('sen-cms')}, Python {platform.python_version()}")
    click.echo(f"Instance {instance.folder}")
    problems = [*_files(instance), *_damage(instance)]
    try:
        if not problems or not problems[-1].startswith(DAMAGED):
            problems += [*_database(instance), *_site(instance)]
    except Exception as error:  # noqa: BLE001 - to say what is wrong is its purpose
        problems.append(str(error) if isinstance(error, CmsError) else one_line(error))
    for problem in problems:
        click.secho(f"- {problem}", fg="red")
    if problems:
        raise CmsError(f"{len(problems)} things need care.")
    click.echo("Nothing is wrong.")


def _files(instance: Instance) -> Iterator[str]:
    """Check what others may read, where we must write, and the installed files."""
    from cms.builtin.operations.checks import file_problems
    from cms.builtin.operations.installed import installation_problems

    yield from file_problems(instance.config)
    yield from installation_problems()
    for folder in (instance.folder, instance.config.media_dir):
        if not os.access(folder, os.W_OK):
            yield f"{folder} cannot be written."


def _damage(instance: Instance) -> Iterator[str]:
    """Read the database whole; nothing else can be asked of one that is damaged."""
    from cms.builtin.operations.checks import damage

    yield from damage(instance.config)


def _database(instance: Instance) -> Iterator[str]:
    """Say which database it is and whether its tables fit."""
    from cms.database.engines import make_engine
    from cms.database.schema import orphans, status

    engine = make_engine(instance.config.database_url)
    try:
        if engine.dialect.name == "sqlite":
            click.echo(f"SQLite {sqlite3.sqlite_version}{_note_on_sqlite()}")
        else:
            with engine.connect() as connection:
                found = connection.dialect.server_version_info or ()
            click.echo(f"PostgreSQL {'.'.join(map(str, found))}")
        for state in status(engine):
            click.echo(f"Tables of {state.distribution}: {state.current or 'none'}")
            if state.problem:
                yield state.problem
        for name in orphans(engine):
            click.echo(f"Note: '{name}' left tables behind and is not installed.")
    finally:
        engine.dispose()


def _note_on_sqlite() -> str:
    """Return a warning about versions that must not be checkpointed by two processes."""
    if sqlite3.sqlite_version_info >= SOUND_SQLITE:
        return ""
    return " (3.51.3 or newer is better: it mends a rare fault of the write-ahead log)"


def _site(instance: Instance) -> Iterator[str]:
    """Build the site; look at all that it keeps, ask its plugins, read what failed."""
    from cms.builtin.operations import checks
    from cms.plugins.discovery import rivals
    from cms.plugins.failures import recent
    from cms.plugins.suspensions import suspended_hooks

    with instance.application() as build:
        click.echo(f"Plugins: {', '.join(build.enabled) or 'none'}")
        if not build.config.sends_mail:
            click.echo("Note: no smtp_url is set; notices wait on the desk.")
        for name, others in rivals().items():
            yield f"'{name}' is also brought by {', '.join(others)}: uninstall it."
        click.echo(checks.newest_backup(build.config))
        yield from checks.media_problems()
        for look in (
            checks.mail_problems,
            checks.state_problems,
            checks.audit_problems,
            checks.certificate_problems,
        ):
            yield from look(build.config)
        for name, reason in build.left_out.items():
            yield f"Plugin '{name}' is left out: {reason}"
        for hook in suspended_hooks():
            yield (
                f"'{hook.hook}' of plugin '{hook.plugin}' failed {hook.failures} times"
                f" in a row and is not called ({hook.reference}): resume it or turn"
                " it off on the plugin's page."
            )
        for plugin, check in build.registry.checks:
            for problem in check.run():
                yield f"{plugin}: {problem}"
        for failure in recent(limit=5):
            click.echo(
                f"Note: {failure.plugin} failed {failure.count} times in"
                f" {failure.hook}, last {failure.last_at:%Y-%m-%d %H:%M} UTC:"
                f" {failure.message}"
            )
