"""The web workers of ``cms serve``: renewed one by one, never left behind.

All workers accept from one socket, which the first process holds: a visitor
waits in its queue while a worker is replaced, and is not refused.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from granian.net import SocketSpec  # type: ignore[attr-defined] # it is not in __all__
from granian.server.mp import MPServer

from cms.builtin.operations.heartbeats import EVERY_SECONDS, WEB, Heartbeat
from cms.cli import collect_seldom
from cms.cli.gateway import Gateway
from cms.config import Config
from cms.wsgi import Later, site


READY_FOLDER = "CMS_READY_FOLDER"
# How long a new worker may take before the old one goes on without it.
START_SECONDS = 60.0
PARENT_SECONDS = 0.5
# How long all threads of a worker may be at one request each before it is ended.
STUCK_SECONDS = "CMS_STUCK_SECONDS"
DEFAULT_STUCK_SECONDS = 120
# A worker that dies sooner than this after its start is replaced after a pause.
QUICK_SECONDS = 10.0
MOST_PAUSE = 30.0


def ready_site() -> Gateway:
    """Return the site of a worker, which says that it is ready and minds its parent."""
    collect_seldom()
    config = Config.load()
    application = site()
    found = Gateway(application, (config.max_upload_mb + 1) * 1024 * 1024)
    watched = (os.getppid(), found, Heartbeat(config.instance, WEB))
    threading.Thread(target=_end_with, args=watched, daemon=True).start()
    folder = os.environ.get(READY_FOLDER)
    # One without its database replaces nobody who may have it.
    if folder and not isinstance(application, Later):
        (Path(folder) / str(os.getpid())).touch()
    return found


def _end_with(parent: int, gateway: Gateway, heartbeat: Heartbeat) -> None:
    """End this process soon after its parent has gone, however it went.

    Also when all its threads hang: the parent starts another, and the log says where.
    Until then the worker shows life while one of them comes free now and then.
    """
    longest = float(os.environ.get(STUCK_SECONDS, DEFAULT_STUCK_SECONDS))
    while os.getppid() == parent:
        if gateway.stuck_for() < EVERY_SECONDS:
            heartbeat.show()
        time.sleep(PARENT_SECONDS)
        if gateway.stuck_for() > longest:
            sys.stderr.write("All threads of this worker hang; it is replaced.\n")
            faulthandler.dump_traceback(all_threads=True)
            os._exit(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(QUICK_SECONDS)
    os._exit(1)


class WebServer(MPServer):
    """Granian's workers, on one socket.

    ``may_reload`` is asked before workers are renewed on SIGHUP: False leaves
    the running ones as they are.
    """

    may_reload: Callable[[], bool] = staticmethod(lambda: True)

    def serve(self, *arguments: Any, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM."""
        self._deaths: list[float] = []
        with tempfile.TemporaryDirectory(prefix="cms-") as folder:
            self._folder = Path(folder)
            os.environ[READY_FOLDER] = folder
            super().serve(*arguments, **options)

    def _init_shared_socket(self) -> None:
        holder: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._shd, self._sfd = holder, holder.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if self.may_reload():
            self._call_hooks(self.hooks_reload)  # type: ignore[no-untyped-call]
            workers = range(self.workers)
            self._respawn_workers(workers, spawn_target, target_loader, delay=1)

    def _respawn_workers(
        self,
        workers: Iterable[int],
        spawn_target: Any,
        target_loader: Any,
        delay: Any = 0,
    ) -> None:
        """Replace workers one by one, each when its successor is ready.

        A successor that dies first is given up, and the old one goes on.
        """
        for number in workers:
            old: Any = self.wrks[number]
            new: Any = self._spawn_worker(
                idx=number, target=spawn_target, callback_loader=target_loader
            )
            new.start()
            if old.is_alive() and not self._becomes_ready(new):
                new.interrupt_by_parent = True
                new.kill()
                continue
            self.wrks[number] = new
            old.terminate()
            old.join(self.workers_kill_timeout)
            if old.is_alive():
                old.kill()
                old.join()

    def _becomes_ready(self, worker: Any) -> bool:
        end = time.monotonic() + START_SECONDS
        mark = self._folder / str(worker.inner.pid)
        while (
            time.monotonic() < end and worker.is_alive() and not self.interrupt_signal
        ):
            if mark.exists():
                return True
            time.sleep(0.05)
        return False

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        """Replace what dies, after a pause when that happens quickly and again."""
        while True:
            self.main_loop_interrupt.wait()
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            if self.interrupt_children:
                dead = sorted(set(self.interrupt_children))
                self.interrupt_children.clear()
                if self._pause():
                    return
                self._respawn_workers(dead, spawn_target, target_loader)
            if self.reload_signal:
                self._reload(spawn_target, target_loader)

    def _pause(self) -> bool:
        """Wait longer with each quick death; tell whether the end was asked for."""
        now = time.monotonic()
        self._deaths = [one for one in self._deaths if now - one < QUICK_SECONDS * 6]
        self._deaths.append(now)
        end = now + min(MOST_PAUSE, 2.0 ** (len(self._deaths) - 2) - 0.5)
        while time.monotonic() < end and not self.interrupt_signal:
            time.sleep(0.1)
        return bool(self.interrupt_signal)
