"""``cms backup`` and ``cms restore``: the whole instance in one file, and back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError


if TYPE_CHECKING:
    from cms.config import Config

PASSPHRASE = "CMS_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def passphrase_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names the file of a passphrase."""
    return click.option(
        "--passphrase-file",
        type=FILE,
        help=f"Its first line is the passphrase (default: ${PASSPHRASE}).",
    )(command)


@click.group("backup", invoke_without_command=True)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the backups (default: backup_dir of [operations]).",
)
@click.option(
    "--keys/--no-keys",
    default=None,
    help="Include the site's secret keys (default: in encrypted backups only).",
)
@click.option(
    "--verify", "is_verified", is_flag=True, help="Try to restore it at once."
)
@passphrase_option
@click.pass_context
def backup(
    ctx: click.Context,
    folder: Path | None,
    keys: bool | None,
    is_verified: bool,
    passphrase_file: Path | None,
) -> None:
    """Write a backup of the running site: database, media, configuration.

    With a passphrase it is encrypted. Older backups in the folder are removed
    as backup_daily, backup_weekly and backup_monthly of [operations] say.
    """
    if ctx.invoked_subcommand is not None:
        return
    from cms.builtin.operations.backup.creating import make_backup
    from cms.builtin.operations.backup.proving import verify_backup

    instance = ctx.ensure_object(Instance)
    phrase = read_passphrase(instance, passphrase_file)
    made = make_backup(instance.config, folder, passphrase=phrase, with_keys=keys)
    if is_verified:
        verify_backup(made.path, phrase, click.echo, try_site)
    for note in made.notes:
        click.secho(note, fg="yellow", err=True)
    for old in made.removed:
        click.echo(f"Removed {old.name}.")
    if not made.manifest["has_keys"]:
        click.echo("The site's keys are not in it; keep a copy of them elsewhere.")
    size = made.path.stat().st_size / 1024 / 1024
    click.echo(f"{made.path} is written ({size:.1f} MB).")


@backup.command("verify")
@click.argument("file", type=FILE)
@passphrase_option
@pass_instance
def verify(instance: Instance, file: Path, passphrase_file: Path | None) -> None:
    """Check FILE by restoring it into a temporary folder beside it."""
    from cms.builtin.operations.backup.proving import verify_backup

    phrase = read_passphrase(instance, passphrase_file)
    verify_backup(file, phrase, click.echo, try_site)
    click.echo(f"{file.name} can be restored.")


def try_site(config: Config) -> None:
    """Bring a copy up to the installed code and open the site there."""
    from cms.database.migrations.runner import upgrade

    upgrade(config, lambda line: click.echo(f"A restore would change tables of {line}"))
    for name, reason in open_site(config).items():
        click.echo(f"Plugin '{name}' would be left out: {reason}")


def open_site(config: Config) -> Mapping[str, str]:
    """Build a site, check its trail, open its first page; return what is left out.

    Raises CmsError when one of them fails.
    """
    from cms.build import build
    from cms.builtin.operations.audit.checking import check_trail
    from cms.builtin.operations.audit.rows import read_entries
    from cms.extensions import db

    made = build(config)
    try:
        with made.app.app_context():
            broken = check_trail(read_entries(db.session())).broken
        if broken:
            raise CmsError(f"Audit entry {broken[0].id} {broken[0].reason}.")
        answer = made.app.test_client().get("/", headers={"Host": config.hosts[0]})
        if answer.status_code != 200:
            raise CmsError(f"The site answers {answer.status_code} at /.")
        click.echo("The site opens its first page.")
        return dict(made.left_out)
    finally:
        made.close()


@backup.command("list")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder."
)
@pass_instance
def list_backups(instance: Instance, folder: Path | None) -> None:
    """Name the backups, the newest first."""
    from cms.builtin.operations.backup.rotation import backups_in
    from cms.builtin.operations.options import operations

    config = instance.config
    for path in backups_in(folder or config.instance / operations(config).backup_dir):
        click.echo(f"{path}  {path.stat().st_size / 1024 / 1024:.1f} MB")


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--replace", is_flag=True, help="Move a site that is there aside.")
@click.option("--database-url", help="Where the database goes, of either kind.")
@click.option(
    "--continue", "is_continued", is_flag=True, help="End an interrupted one."
)
@passphrase_option
@pass_instance
def restore(
    instance: Instance,
    file: Path | None,
    replace: bool,
    database_url: str | None,
    is_continued: bool,
    passphrase_file: Path | None,
) -> None:
    """Make the instance what the backup FILE holds; the site must be stopped.

    It need not exist before. What is there is never removed.
    """
    from cms.builtin.operations.backup.restoring import continue_restore, restore_backup

    if is_continued == (file is not None):
        raise click.UsageError("Name the FILE of a backup, or say --continue.")
    if file is None:
        continue_restore(instance.folder, click.echo)
    else:
        restore_backup(
            instance.folder,
            file,
            passphrase=read_passphrase(None, passphrase_file),
            database_url=database_url,
            replace=replace,
            tell=click.echo,
        )
    _complete(instance, file)


def _complete(instance: Instance, file: Path | None) -> None:
    """Make the search index anew, write what was done; say what is left."""
    from cms.builtin.operations.audit.restored import record_restore
    from cms.cli.search import rebuild_index
    from cms.database.engines import make_engine
    from cms.database.schema import status

    engine = make_engine(instance.config.database_url)
    try:
        problems = [one.problem for one in status(engine) if one.problem]
    finally:
        engine.dispose()
    if problems:
        click.echo("The site is restored. Run `cms upgrade` before you start it:")
        click.echo("\n".join(problems))
        return
    with instance.application():
        rebuild_index()
        record_restore(file.name if file else "")
    click.echo("The site is restored: start it with `cms serve`.")


def read_passphrase(instance: Instance | None, file: Path | None) -> str | None:
    """Return the passphrase that was given or that the options name, or None."""
    if file is None and instance is not None and PASSPHRASE not in os.environ:
        from cms.builtin.operations.options import operations

        named = operations(instance.config).backup_passphrase_file
        file = instance.folder / named if named else None
    if file is None:
        return os.environ.get(PASSPHRASE) or None
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise CmsError(f"{file} cannot be read: {error.strerror}.") from error
    if not lines or not lines[0]:
        raise CmsError(f"{file} has no passphrase in its first line.")
    return lines[0]
