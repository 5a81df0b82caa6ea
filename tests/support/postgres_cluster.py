"""A PostgreSQL of two servers for the tests: a primary, and a standby that follows it.

A commit is acknowledged once the standby has it, so that no fail-over loses one.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL
from waiting import PATIENCE, wait_for

from cms.testing.postgres import ENVIRONMENT, NOBODY, binaries_of


OPTIONS = (
    "fsync=off",  # processes are killed here, machines are not
    "full_page_writes=off",
    "wal_init_zero=off",
    "shared_buffers=64MB",
    "max_connections=60",
    "wal_level=replica",
    "hot_standby=on",
    "wal_retrieve_retry_interval=200ms",  # a standby looks for its primary again
)


class Server:
    """One server: its folder, which also holds its socket, and its process."""

    def __init__(self, folder: Path, programs: Path, identity: dict[str, Any]) -> None:
        self.folder, self._programs, self._identity = folder, programs, identity
        self.data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        self.data.mkdir(mode=0o700)
        if identity:
            for one in (folder, self.data):
                shutil.chown(one, NOBODY, NOBODY)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            env=ENVIRONMENT,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self._identity,
        )
        assert done.returncode == 0, done.stderr

    def initialise(self) -> None:
        self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E",
            "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip

    def copy_of(self, primary: Server) -> None:
        """Take the data of a running server, to follow it from there."""
        self.run(
            "pg_basebackup", "-D", str(self.data), "-h", str(primary.folder), "-U",
            "postgres", "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip

    def start(self, *options: str) -> None:
        """Start and wait until it answers."""
        given = [part for one in (*OPTIONS, *options) for part in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self.data), "-k",
                 str(self.folder), "-h", "", *given],
                env=ENVIRONMENT, cwd=self.folder, stdout=log, stderr=log,
                **self._identity,
            )  # fmt: skip
        wait_for(self._answers, reason=lambda: (self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends sessions (as a restart does), SIGQUIT ends at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=PATIENCE)

    def promote(self) -> None:
        """Make a standby the primary."""
        self.ask("SELECT pg_promote(wait => false)")
        wait_for(lambda: not self.ask("SELECT pg_is_in_recovery()"))

    def ask(self, statement: str) -> Any:
        """Return the first value of the answer."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            found = connection.execute(statement)
            return found.fetchone()[0] if found.description else None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            return bool(self.ask("SELECT 1"))
        except psycopg.OperationalError:
            return False


class Cluster:
    """A primary that waits for its standby with each commit."""

    def __init__(self, base: Path) -> None:
        programs, identity = binaries_of(base)
        if identity:
            shutil.chown(base, NOBODY, NOBODY)
        self.primary = Server(base / "a", programs, identity)
        self.standby = Server(base / "b", programs, identity)

    def start(self) -> None:
        self.primary.initialise()
        self.primary.start()
        self.standby.copy_of(self.primary)
        self.standby.start()
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.ask("SELECT pg_reload_conf()")
        following = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        wait_for(lambda: self.primary.ask(following))

    def address(self, database: str) -> URL:
        """Return an address that leads to whichever of the two takes writes."""
        hosts = f"{self.primary.folder},{self.standby.folder}"
        query = {"host": hosts, "target_session_attrs": "read-write"}
        return URL.create(
            "postgresql+psycopg", username="postgres", database=database, query=query
        )

    def stop(self) -> None:
        # The standby first would leave the primary waiting for it.
        for one in (self.primary, self.standby):
            one.stop(signal.SIGQUIT)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Yield a running cluster; nothing of it stays."""
    base = Path(tempfile.mkdtemp(prefix="cms-pg-"))
    cluster = Cluster(base)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(base, ignore_errors=True)
