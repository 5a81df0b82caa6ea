"""Making a backup while the site runs: the database first, then what it knows of."""

from __future__ import annotations

import fcntl
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from cms.builtin.object_storage.storage import storage_of
from cms.builtin.operations.backup.archive import DATABASE, BackupWriter, read_manifest
from cms.builtin.operations.backup.database import Snapshot, copy_database
from cms.builtin.operations.backup.rotation import backups_in, name_for, surplus
from cms.builtin.operations.backup.space import room_in
from cms.builtin.operations.options import operations
from cms.config import CONFIG_FILE, Config
from cms.database.base import utcnow
from cms.errors import CmsError
from cms.media.storage import MASTER


_NO_ROOM: Final = (
    "Nothing of this backup is left, and every earlier one is kept. Make room there,"
    " or name another folder with --to; backup_daily, backup_weekly and backup_monthly"
    " of [operations] say how many are kept."
)
# Locks lie beside the bytes of a medium and mean nothing elsewhere.
_NOT_BYTES: Final = {"lock"}


@dataclass
class Made:
    """A finished backup: its file, what it holds, and what was worth a word."""

    path: Path
    manifest: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def make_backup(
    config: Config,
    folder: Path | None = None,
    *,
    passphrase: str | None = None,
    with_keys: bool | None = None,
) -> Made:
    """Write a backup into ``folder``, read it back, and remove surplus ones there.

    The folder is that of the options when none is given. The keys of the site
    are in it if ``with_keys``; when nothing is said, if it is encrypted.
    Raises CmsError when the database is damaged, something cannot be read or
    the disk is full; then every earlier backup is kept.
    """
    options = operations(config)
    folder = folder or config.instance / options.backup_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    has_keys = bool(passphrase) if with_keys is None else with_keys
    with _alone(folder), room_in(folder, _NO_ROOM):
        path = folder / name_for(utcnow(), encrypted=bool(passphrase))
        if path.exists():
            raise CmsError(f"{path} is there already: wait a second and try again.")
        made = _write(config, path, passphrase, has_keys)
        made.removed = surplus(
            backups_in(folder),
            daily=options.backup_daily,
            weekly=options.backup_weekly,
            monthly=options.backup_monthly,
        )
        for old in made.removed:
            old.unlink()
    return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time write into a folder; remove what a killed one left."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CmsError(f"Another backup is being written to {folder}.") from error
        for path in [*folder.glob(".making-*"), *folder.glob(".sen-*.part")]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        yield


def _write(config: Config, path: Path, passphrase: str | None, has_keys: bool) -> Made:
    """Write the file and read it back; one that cannot be read does not stay."""
    notes: list[str] = []
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as work:
        copy = Path(work) / DATABASE
        found = copy_database(config.database_url, copy)
        with BackupWriter.create(path, passphrase) as writer:
            writer.add(DATABASE, copy)
            _add_media(writer, config, copy, notes)
            _add_files(writer, config.instance, has_keys)
            writer.write_manifest(_describe(found, copy, has_keys))
    try:
        manifest = read_manifest(path, passphrase)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    notes += [
        f"Table '{one}' belongs to a plugin that is not installed, and is not in"
        " the backup: install the plugin again, or keep it with pg_dump."
        for one in found.left_out
    ]
    return Made(path, manifest, notes)


def _add_media(
    writer: BackupWriter, config: Config, database: Path, notes: list[str]
) -> None:
    """Write the bytes of every medium that the copy of the database knows."""
    bucket = storage_of(config)
    for key in media_keys(database):
        if bucket is not None:
            bucket.path(key, MASTER)  # fetches it
        folder = config.media_dir / key[:2] / key
        names = sorted(path for path in folder.glob("*") if path.is_file())
        kept = [path for path in names if path.name not in _NOT_BYTES]
        if not kept:
            notes.append(f"The bytes of medium {key[:12]}… are missing.")
        for path in kept:
            try:
                writer.add(f"media/{key[:2]}/{key}/{path.name}", path)
            except FileNotFoundError:  # a size of a picture was just made anew
                continue


def media_keys(database: Path) -> list[str]:
    """Return the keys of all media of an SQLite file, in order."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT store_key FROM media ORDER BY store_key")
        return [str(key) for (key,) in rows]


def _add_files(writer: BackupWriter, instance: Path, has_keys: bool) -> None:
    """Write the configuration, templates of the instance and, if wanted, keys."""
    if (instance / CONFIG_FILE).is_file():
        writer.add(CONFIG_FILE, instance / CONFIG_FILE)
    templates = instance / "templates"
    for path in sorted(templates.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            writer.add(path.relative_to(instance).as_posix(), path)
    for path in key_files(instance) if has_keys else ():
        writer.add(f"keys/{path.name}", path)


def key_files(instance: Path) -> Iterator[Path]:
    """Yield the files of an instance that are keys, such as ``secret_key``."""
    for path in sorted(instance.glob("*_key*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _describe(found: Snapshot, copy: Path, has_keys: bool) -> dict[str, Any]:
    with closing(sqlite3.connect(copy)) as database:
        head = database.execute(
            "SELECT id, seal FROM audit_entries ORDER BY id DESC LIMIT 1"
        ).fetchone()
    return {
        "made_at": utcnow().isoformat(timespec="seconds"),
        "version": version("sen-cms"),
        "python": platform.python_version(),
        "database": found.kind,
        "revisions": found.revisions,
        "rows": found.rows,
        "left_out": found.left_out,
        "has_keys": has_keys,
        "audit_head": {"id": head[0], "seal": head[1]} if head else None,
    }
