"""What the conferences plugin registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms_directory import ORGANISATION, today
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from cms import (
    ContentType,
    DemoItem,
    Job,
    Panel,
    Problem,
    Slot,
    hookimpl,
    render,
)
from cms_conferences.checks import check_conference
from cms_conferences.choices import DIRECTIVE_STATUSES
from cms_conferences.demo import demo_items
from cms_conferences.jobs import notice_overdue
from cms_conferences.queries import directives_for, open_directives, upcoming
from cms_conferences.types import CONFERENCE_TYPE


A_DAY = 24 * 60 * 60
SHOWN_ON_DESK = 8


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return the type of conferences."""
    return [CONFERENCE_TYPE]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the nightly look at late directives."""
    return [
        Job(
            "conferences.notice_overdue",
            notice_overdue,
            every=A_DAY,
            title=_l("Note overdue directives"),
        )
    ]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return the desk's list of open directives."""
    return [
        Panel(
            "conferences.directives",
            _l("Open directives"),
            directives_panel,
            permission="conferences.conference.read",
            order=40,
        )
    ]


def directives_panel(user: Any) -> Markup | None:
    """Return the list of open directives, or None when all are carried out."""
    found = open_directives(today(), limit=SHOWN_ON_DESK)
    if not found:
        return None
    return render("conferences/_directives_panel.html", directives=found)


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional conferences."""
    return demo_items()


@hookimpl
def check_item(
    item: Any, data: Mapping[str, Any], transition: str
) -> Iterable[Problem]:
    """Return what stands against a conference going live."""
    return list(check_conference(item, data, transition))


@hookimpl
def render_slot(slot: Slot, item: Any | None) -> Markup | None:
    """Return the next conferences for the home page, and directives for a body."""
    if slot == Slot.HOME_ASIDE:
        return home_block()
    if slot == Slot.ITEM_AFTER and item is not None and item.type == ORGANISATION:
        found = directives_for(item.id, today())
        if found:
            return render(
                "conferences/_directives_of.html",
                directives=found,
                labels=dict(DIRECTIVE_STATUSES),
            )
    return None


def home_block() -> Markup | None:
    """Return the next conferences, or None when none is planned."""
    meetings = upcoming(today())
    return render("conferences/_home.html", meetings=meetings) if meetings else None
