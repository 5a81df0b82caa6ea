"""The reports of folders of old articles, on the desk: progress, what is sure, what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup

from cms import Actor, NotFound, current_user, render, requires_login, utcnow
from cms_extraction.blueprint import pages
from cms_extraction.certainty import Level, Reason
from cms_extraction.files import MOST_BYTES
from cms_extraction.models import ImportRun
from cms_extraction.proposals import GROUPS, REASONS
from cms_extraction.queries import MOST_COUNTED
from cms_extraction.run_queries import (
    count_waiting,
    files_of_run,
    find_run,
    newest_runs,
    refused_of,
    waiting_of,
)


TROUBLES = {
    "kind": _l("It is not a kind of file that is read."),
    "size": _l("It is larger than %(size)d MB.", size=MOST_BYTES // 1024**2),
    "empty": _l("It is empty."),
    "damaged": _l("It is damaged."),
    "entities": _l("It declares entities; such a file is not read."),
    "nothing": _l("It holds no articles."),
    "many": _l("It holds too many articles; cut it into several files."),
}
SILENT: Final = dt.timedelta(minutes=5)  # behind this nobody seems to be at work


def state_of(run: ImportRun) -> str:
    """Return whether a run is ``finished``, ``running`` or ``stopped``."""
    if run.finished_at is not None:
        return "finished"
    return "running" if utcnow() - run.seen_at < SILENT else "stopped"


def runs_panel(user: Actor) -> Markup | None:
    """Return the newest folder of old articles and how far it is, None without one."""
    run = next(iter(newest_runs(user)), None)
    if run is None:
        return None
    return render("extraction/_runs_panel.html", run=run, state=state_of(run))


@pages.get("/trich-xuat/dot-nhap")
@requires_login
def show_runs() -> ResponseReturnValue:
    """List the folders of old articles that were taken or are being taken."""
    rows = [(run, state_of(run)) for run in newest_runs(current_user)]
    return render("extraction/runs.html", rows=rows)


@pages.get("/trich-xuat/dot-nhap/<int:run_id>")
@requires_login
def show_run(run_id: int) -> ResponseReturnValue:
    """Show how far a folder is, and of each article what is sure and what waits why."""
    run = find_run(current_user, run_id)
    if run is None:
        raise NotFound(f"No run {run_id}.")
    waiting = request.args.get("loc") == "cho"
    after = request.args.get("sau", 0, type=int)
    rows, more = files_of_run(current_user, run.id, after, waiting=waiting)
    refused = refused_of(run.id)
    return render(
        "extraction/run.html",
        run=run,
        state=state_of(run),
        done=run.taken + run.before + len(refused),
        rows=rows,
        more=more,
        refused=refused,
        tabs=_tabs(run, waiting=waiting),
        only_waiting=waiting,
        waits=count_waiting(current_user, run.id),
        most=MOST_COUNTED,
        doubts=waiting_of(item.id for _row, item in rows),
        reasons=_reasons(),
        troubles=TROUBLES,
        kinds=dict(GROUPS),
        levels=Level,
        crumbs=[(_("Folders of old articles"), url_for("extraction.show_runs"))],
    )


def _tabs(run: ImportRun, *, waiting: bool) -> list[tuple[Any, ...]]:
    here = url_for("extraction.show_run", run_id=run.id)
    some = url_for("extraction.show_run", run_id=run.id, loc="cho")
    return [
        (_("All articles"), here, not waiting, None),
        (_("Something waits"), some, waiting, None),
    ]


def _reasons() -> Mapping[str, Any]:
    """Return the words for the reasons as they are stored."""
    return {reason.value: REASONS[reason] for reason in Reason}
