"""Restoring a backup: prepared beside the site, then put in its place step by step.

Until everything is unpacked and proven nothing of the instance changes. From
then on a file in the instance says what is being done, and running `cms
restore` again goes on where a killed one stopped. What was there is moved into
a folder (on PostgreSQL a schema) beside it and never removed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, create_engine, make_url, text

from cms.builtin.keys.secret_file import create_secret
from cms.builtin.operations.backup import rows
from cms.builtin.operations.backup.archive import DATABASE, sync_folder, unpack
from cms.builtin.operations.backup.database import postgres
from cms.builtin.operations.backup.identifiers import quoted
from cms.builtin.operations.backup.proving import prove_files
from cms.builtin.operations.backup.schema import create_schema
from cms.builtin.operations.backup.space import room_in
from cms.config import CONFIG_FILE, MIN_SECRET_BYTES, Config
from cms.database.base import utcnow
from cms.errors import CmsError


Tell = Callable[[str], None]
#: While this file is in an instance, a restore has begun and not ended.
PENDING: Final = "restore.json"
STAGE: Final = "restore.new"
BESIDE: Final = "config.toml.from-backup"
# How long PostgreSQL may list a client that has gone.
LEAVING_SECONDS: Final = 3.0
# What belongs to the site that was here: wake-ups of its jobs, anchors of its trail.
LEFT_BEHIND: Final = (
    *("queue.db", "queue.db-wal", "queue.db-shm"),
    *("audit-anchors.jsonl", "audit-anchors.jsonl.sent"),
)


_NO_ROOM: Final = (
    "The site is as it was. Make room there, or restore into another folder with"
    " --instance: the backup is needed twice for a while, as file and unpacked."
)


@dataclass(frozen=True)
class Plan:
    """What a restore does once all is proven; kept on the disk until it is done."""

    stamp: str
    database_url: str
    media_dir: str
    revisions: dict[str, str]
    is_whole: bool = True

    @property
    def aside(self) -> str:
        """Return the name of what was there before."""
        return f"before-restore-{self.stamp}"


def restore_backup(
    instance: Path,
    path: Path,
    *,
    passphrase: str | None = None,
    database_url: str | None = None,
    replace: bool = False,
    tell: Tell = lambda _line: None,
) -> None:
    """Make the instance what a backup holds.

    ``database_url`` says where the database goes when not where the
    configuration says. An instance that has contents is refused unless
    ``replace``. Raises CmsError; then the instance is as it was.
    """
    if (instance / PENDING).exists():
        raise CmsError(
            f"A restore of {instance} was interrupted: run `cms restore --continue`."
        )
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    stage = instance / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    (stage / "media").mkdir(mode=0o700)
    try:
        with room_in(instance, _NO_ROOM):
            manifest = unpack(path, passphrase, stage)
        for note in prove_files(stage, manifest):
            tell(note)
        tell(f"{path.name} of {manifest['made_at']} is whole.")
        config = _configuration(instance, stage, database_url)
        if not replace:
            _require_empty(config)
        require_stopped(config)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    plan = Plan(
        stamp=utcnow().strftime("%Y%m%dT%H%M%SZ"),
        database_url=config.database_url,
        media_dir=str(config.media_dir),
        revisions=manifest["revisions"],
    )
    _write_plan(instance, plan)
    continue_restore(instance, tell)


def restore_database(
    config: Config, path: Path, passphrase: str | None, tell: Tell
) -> None:
    """Make the database alone what a backup holds; files and keys stay as they are.

    The database of now is kept aside. Raises CmsError; then nothing has changed.
    """
    stage = config.instance / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    with room_in(config.instance, _NO_ROOM):
        manifest = unpack(path, passphrase, stage)
    prove_files(stage, manifest)
    for found in stage.iterdir():
        if found.name != DATABASE:
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    require_stopped(config)
    plan = Plan(
        stamp=utcnow().strftime("%Y%m%dT%H%M%SZ"),
        database_url=config.database_url,
        media_dir=str(config.media_dir),
        revisions=manifest["revisions"],
        is_whole=False,
    )
    _write_plan(config.instance, plan)
    continue_restore(config.instance, tell)


def continue_restore(instance: Path, tell: Tell = lambda _line: None) -> None:
    """Do what is left of a restore; CmsError when none has begun."""
    try:
        plan = Plan(**json.loads((instance / PENDING).read_text("utf-8")))
    except FileNotFoundError as error:
        raise CmsError("No restore was interrupted here.") from error
    stage, aside = instance / STAGE, instance / plan.aside
    if stage.is_dir():
        with room_in(instance, "Make room, then run `cms restore --continue`."):
            _place(stage, instance, aside, plan)
    create_secret(instance)
    (instance / PENDING).unlink()
    sync_folder(instance)
    shutil.rmtree(stage, ignore_errors=True)
    if aside.exists():
        tell(f"What was there lies in {aside}.")


def _place(stage: Path, instance: Path, aside: Path, plan: Plan) -> None:
    """Put every part of the stage in its place; each step may be repeated."""
    for found in sorted((stage / "keys").glob("*")):
        _swap(found, instance / found.name, aside)
    _swap(stage / "templates", instance / "templates", aside)
    for name in (CONFIG_FILE, BESIDE):
        _swap(stage / name, instance / name, aside)
    _swap(stage / "media", Path(plan.media_dir), aside)
    for name in LEFT_BEHIND if plan.is_whole else ():
        _move_aside(instance / name, aside)
    if make_url(plan.database_url).get_backend_name() == "sqlite":
        target = Path(str(make_url(plan.database_url).database))
        if (stage / DATABASE).exists():
            for ending in ("-wal", "-shm"):
                _move_aside(target.with_name(target.name + ending), aside)
        _swap(stage / DATABASE, target, aside)
    elif (stage / DATABASE).exists():
        _fill_postgresql(stage / DATABASE, plan)
        (stage / DATABASE).unlink()


def _swap(source: Path, target: Path, aside: Path) -> None:
    """Bring ``source`` to ``target``; what is there goes aside. Nothing when done."""
    if not source.exists():
        return
    _move_aside(target, aside)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _rename(source, target)


def _move_aside(path: Path, aside: Path) -> None:
    if not path.exists():
        return
    aside.mkdir(mode=0o700, exist_ok=True)
    kept, number = aside / path.name, 1
    while kept.exists():
        number += 1
        kept = aside / f"{path.name}.{number}"
    _rename(path, kept)


def _rename(source: Path, target: Path) -> None:
    """Rename; on another disk copy to a name beside the target first."""
    if source.stat().st_dev == target.parent.stat().st_dev:
        source.rename(target)
    else:
        copy = target.with_name(f".{target.name}.part")
        shutil.rmtree(copy, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, copy)
        else:
            shutil.copy2(source, copy)
        copy.rename(target)
        sync_folder(target.parent)
        shutil.rmtree(source) if source.is_dir() else source.unlink()
    sync_folder(target.parent)


def _write_plan(instance: Path, plan: Plan) -> None:
    unfinished = instance / f"{PENDING}.part"
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(instance / PENDING)
    sync_folder(instance)


def _configuration(instance: Path, stage: Path, database_url: str | None) -> Config:
    """Return the configuration that the restored site will have.

    What this machine says of itself stays, and the backup's lies beside it; an
    address of a database that was asked for is written into it.
    """
    local, brought = instance / CONFIG_FILE, stage / CONFIG_FILE
    text_here = local.read_text("utf-8") if local.exists() else None
    text_there = brought.read_text("utf-8") if brought.exists() else None
    if text_here is not None and text_there is not None:
        brought.rename(stage / BESIDE)
        if text_here == text_there:
            (stage / BESIDE).unlink()
    if database_url is not None:
        _require_no_other(database_url)
        kept = text_there if text_here is None else text_here
        brought.write_text(with_address(kept or "", database_url), "utf-8")
        brought.chmod(0o600)
    folder = stage if brought.exists() else instance
    secret = "0" * MIN_SECRET_BYTES + "abcdefghijklmnop"  # nothing is signed with it
    return _moved(Config.load(folder, secret_key=secret), stage, instance)


def _require_no_other(database_url: str) -> None:
    variable = os.environ.get("CMS_DATABASE_URL")
    if variable not in (None, database_url):
        raise CmsError(
            "CMS_DATABASE_URL names another database: unset it, or leave"
            " --database-url out."
        )


def _moved(config: Config, stage: Path, instance: Path) -> Config:
    """Return a configuration that was read in the stage as it is in the instance."""
    url = config.url
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        if file.is_relative_to(stage):
            url = url.set(database=str(instance / file.relative_to(stage)))
    media = config.media_dir
    if media.is_relative_to(stage):
        media = instance / media.relative_to(stage)
    return config.model_copy(
        update={
            "instance": instance,
            "database_url": url.render_as_string(hide_password=False),
            "media_dir": media,
        }
    )


def with_address(configuration: str, url: str) -> str:
    """Return the text of a config.toml with another ``database_url``."""
    line = f"database_url = {json.dumps(url)}\n"
    changed, count = re.subn(
        r"(?m)^database_url\s*=.*\n?", lambda _: line, configuration
    )
    return changed if count else line + configuration


def _require_empty(config: Config) -> None:
    there = []
    if config.url.get_backend_name() == "sqlite":
        if Path(str(config.url.database)).exists():
            there.append(str(config.url.database))
    elif _postgresql_tables(config):
        there.append("the database")
    if config.media_dir.is_dir() and any(config.media_dir.glob("??/*")):
        there.append(str(config.media_dir))
    if there:
        raise CmsError(
            f"There is a site here ({', '.join(there)}). With --replace it is moved"
            " aside, whole, and the backup takes its place."
        )


def _postgresql_tables(config: Config) -> int:
    with postgres(config.url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchone()
    return int((row or (0,))[0])


def _has_clients(address: URL) -> bool:
    """Tell whether others stay connected; who has left is listed for a moment longer."""
    with postgres(address) as connection:
        until = time.monotonic() + LEAVING_SECONDS
        while True:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database() AND backend_type = 'client backend'"
            ).fetchone()
            connection.commit()
            if row is None or not row[0]:
                return False
            if time.monotonic() > until:
                return True
            time.sleep(0.1)


def require_stopped(config: Config) -> None:
    """Raise CmsError while a site uses the database; end SQLite's log beside it."""
    running = "The site is running: stop it first (systemctl stop sen), then try again."
    if config.url.get_backend_name() != "sqlite":
        if _has_clients(config.url):
            raise CmsError(running)
        return
    file = Path(str(config.url.database))
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=1)) as database:
            # Only the last user of a database can end its write-ahead log.
            database.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CmsError(running) from error
    except sqlite3.DatabaseError:
        pass  # a damaged file goes aside as it is


def _fill_postgresql(source: Path, plan: Plan) -> None:
    """Make the tables in a fresh schema and fill them, all in one transaction."""
    engine = create_engine(plan.database_url, connect_args={"connect_timeout": 10})
    try:
        with engine.begin() as connection:
            mark = f"restored {plan.stamp}"
            if _mark_of(connection) == mark:
                return
            _renew_schema(connection, plan)
            create_schema(connection, plan.revisions)
            raw: Any = connection.connection.driver_connection
            with closing(sqlite3.connect(source)) as database:
                rows.from_sqlite(database, raw)
            schema = quoted(connection.scalar(text("SELECT current_schema()")) or "")
            connection.exec_driver_sql(f"COMMENT ON SCHEMA {schema} IS '{mark}'")
    finally:
        engine.dispose()


def _mark_of(connection: Connection) -> str | None:
    found: str | None = connection.scalar(
        text(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace"
            " WHERE nspname = current_schema()"
        )
    )
    return found


def _renew_schema(connection: Connection, plan: Plan) -> None:
    """Move a schema that has tables aside, and make an empty one of its name."""
    tables = connection.scalar(
        text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
    )
    if not tables:
        return
    schema = quoted(connection.scalar(text("SELECT current_schema()")) or "")
    aside = quoted(plan.aside.replace("-", "_").lower())
    connection.exec_driver_sql(f"ALTER SCHEMA {schema} RENAME TO {aside}")
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
