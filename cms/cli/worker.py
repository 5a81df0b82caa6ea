"""``cms worker``: run the jobs of a site."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import click

from cms.cli.context import Instance, pass_instance
from cms.contributions import Job


if TYPE_CHECKING:
    from cms.site import Site

PARENT_SECONDS = 2.0


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 32))
@click.option("--parent", type=int, hidden=True, help="Stop when this process does.")
@pass_instance
def worker(instance: Instance, threads: int, parent: int | None) -> None:
    """Run queued and periodic jobs until stopped; `cms serve` starts one by itself."""
    from cms.builtin.operations.process import prepare_process
    from cms.builtin.operations.worker import Worker
    from cms.wsgi import watched_site

    config = instance.config
    prepare_process(config)
    site = watched_site(config)

    if parent is not None:
        threading.Thread(target=_stop_with, args=(parent,), daemon=True).start()
    Worker(builds_of(site), config.instance / "queue.db").run(threads)
    site.close()


def builds_of(site: Site) -> Callable[[], AbstractContextManager[Mapping[str, Job]]]:
    """Return what a worker calls before each job: the newest build, entered, its jobs.

    So a job has plugins, settings and keys as they are now, however long the
    worker runs.
    """

    @contextmanager
    def builds() -> Iterator[Mapping[str, Job]]:
        build = site.enter(wait=True)
        try:
            with build.app.app_context():
                yield build.registry.jobs
        finally:
            build.leave()

    return builds


def _stop_with(parent: int) -> None:
    """Stop when the process that started this one has gone, however it went."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
