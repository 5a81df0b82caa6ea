"""How the site is: workers, jobs, clock and disk, for administrators."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from cms.accounts.guard import requires
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.site import queries
from cms.builtin.operations.heartbeats import JOBS, read_workers
from cms.builtin.operations.state import read_state
from cms.theming import render


GIGABYTE = 1024**3


@desk.get("/van-hanh")
@requires("site.settings")
def operations() -> ResponseReturnValue:
    """Show the workers of this machine, what waits and failed, and the free space."""
    build = current_build()
    state = read_state(build.config)
    machine = state.machine
    titles = {name: job.title or name for name, job in build.registry.jobs.items()}
    return render(
        "desk/site/operations.html",
        state=state,
        workers=read_workers(build.config.instance),
        job_kind=JOBS,
        failed=queries.failed_jobs(),
        titles=titles,
        free_gigabytes=_gigabytes(machine.disk_free),
        all_gigabytes=_gigabytes(machine.disk_total),
    )


def _gigabytes(size: int) -> str:
    """Return a number of bytes in gigabytes, as the page's language writes it."""
    return str(format_decimal(size / GIGABYTE, "#,##0.0"))
