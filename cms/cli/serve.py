"""``cms serve``: the web workers and, beside them, one job worker."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

import click

from cms.builtin.operations.process import SERVED, prepare_process
from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError, one_line


if TYPE_CHECKING:
    from cms.config import Config

logger = logging.getLogger(__name__)

STOP_SECONDS = 35
RESTART_SECONDS = 2.0
HEADER_SECONDS = 10


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--jobs/--no-jobs", default=True, help="Run a job worker as well.")
@pass_instance
def serve(
    instance: Instance, host: str, port: int, workers: int, threads: int, jobs: bool
) -> None:
    """Serve the site until stopped with Ctrl-C or SIGTERM.

    SIGHUP renews the workers one by one, without a dropped request.
    """
    from cms.database.engines import make_engine
    from cms.database.schema import require_schema

    config = instance.config
    engine = make_engine(config.database_url)
    try:
        require_schema(engine, plugins=False)
    finally:
        engine.dispose()
    _require_free(host, port)
    prepare_process(config)
    address = f"http://{host}:{port}"
    _hand_down(config, address)
    beside = JobWorker() if jobs else None
    click.echo(f"Serving {address} (stop with Ctrl-C)")
    try:
        _run_web(config, (host, port), workers, threads, beside)
    finally:
        if beside is not None:
            beside.stop()


class JobWorker:
    """The job worker's process: started again when it dies, stopped with us."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Let the running jobs end, then end the process."""
        self._stopping.set()
        self._watch.join(timeout=RESTART_SECONDS * 2)
        self._process.terminate()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def renew(self) -> None:
        """Have the process replaced once its running jobs have ended."""
        self._process.terminate()

    def _start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, so that Ctrl-C reaches it through us.

        It also stops by itself when we are gone: no kill leaves it behind.
        """
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "cms", "worker", "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _keep_alive(self) -> None:
        while not self._stopping.wait(RESTART_SECONDS):
            status = self._process.poll()
            if status is not None:
                click.echo(f"The job worker ended ({status}); starting another.")
                self._process = self._start()


def _run_web(
    config: Config,
    bound: tuple[str, int],
    workers: int,
    threads: int,
    beside: JobWorker | None,
) -> None:
    """Run the web workers; returns after SIGINT or SIGTERM."""
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from cms.builtin.accounts.passwords import THREADS
    from cms.cli.web_server import WebServer

    server = WebServer(
        "cms.cli.web_server:ready_site",
        address=bound[0],
        port=bound[1],
        interface=Interfaces.RSGI,
        factory=True,
        workers=workers,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        workers_kill_timeout=20,
    )
    os.environ[THREADS] = str(threads)
    server.may_reload = partial(_may_reload, config)
    if beside is not None:
        server.on_reload(beside.renew)
    server.serve()


def _may_reload(config: Config) -> bool:
    """Try the installed code with what is on; say so when it cannot serve."""
    from cms.database.engines import make_engine
    from cms.plugins.state import read_state
    from cms.trial import Candidate, try_in_child

    try:
        engine = make_engine(config.database_url)
        try:
            with engine.connect() as connection:
                enabled = read_state(connection).enabled
        finally:
            engine.dispose()
        candidate = Candidate(() if config.safe_mode else tuple(sorted(enabled)))
        found = try_in_child(config, candidate, again=True)
    except Exception as error:  # noqa: BLE001 - the running workers must not suffer
        found = [one_line(error)]
    for problem in found:
        click.echo(f"Not reloaded, the running workers go on: {problem}", err=True)
    return not found


def _hand_down(config: Config, address: str) -> None:
    """Tell the child processes which instance is meant, and its address."""
    from cms.builtin.operations.metrics import prepare_folder
    from cms.builtin.operations.options import operations

    os.environ["CMS_INSTANCE"] = str(config.instance)
    os.environ[SERVED] = "1"
    if operations(config).has_metrics:
        prepare_folder(config.instance)
    if "base_url" not in config.model_fields_set:
        os.environ["CMS_BASE_URL"] = address


def _require_free(host: str, port: int) -> None:
    """Raise CmsError when the port cannot be had, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CmsError(
                f"Port {port} of {host} cannot be used ({error.strerror});"
                " choose another with --port."
            ) from error
