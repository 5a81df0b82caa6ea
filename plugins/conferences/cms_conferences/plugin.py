"""What the conferences plugin registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click
from cms_directory import ORGANISATION, PERSON, today
from flask import Blueprint
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from pydantic import BaseModel

from cms import (
    Actor,
    Area,
    Column,
    Command,
    ContentType,
    DemoItem,
    ExchangePart,
    Fragment,
    Item,
    Job,
    Message,
    NavItem,
    Panel,
    Problem,
    Slot,
    can,
    current_user,
    editable,
    hookimpl,
    items_by_id,
    may,
    render,
    visible,
)
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.agenda_pages import agenda_link
from cms_conferences.attendance_pages import attendance_block, attendance_link
from cms_conferences.calendar_pages import list_link, organiser_link
from cms_conferences.checks import check_conference, check_directive
from cms_conferences.choices import DIRECTIVE_STATUSES
from cms_conferences.commands import directives, export_calendar, minutes
from cms_conferences.demo import demo_items
from cms_conferences.follow_up_pages import follow_up_block
from cms_conferences.jobs import INDEX_JOB, index_records, notice_overdue
from cms_conferences.ledger import ALL, Filters, share_of
from cms_conferences.ledger_pages import due_cells, state_cells
from cms_conferences.models import OverdueNotice
from cms_conferences.pages import pages
from cms_conferences.queries import (
    OpenDirective,
    directives_for,
    open_directives,
    upcoming,
)
from cms_conferences.record_types import ASSESSMENT_TYPE, DIRECTIVE_TYPE
from cms_conferences.reminders import DUE, OVERDUE, REMIND_JOB, remind
from cms_conferences.sentence_pages import sentence_block
from cms_conferences.settings import ConferencesSettings
from cms_conferences.status_pages import status_url
from cms_conferences.types import CONFERENCE_TYPE


AN_HOUR = 60 * 60
A_DAY = 24 * AN_HOUR
SHOWN_ON_DESK = 8
SHOWN_OF_OWNER = 10
OWNERS = (ORGANISATION, PERSON)


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return the types of conferences and of what belongs to them."""
    return [CONFERENCE_TYPE, DIRECTIVE_TYPE, ASSESSMENT_TYPE]


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the desk's way to tick directives off, and the downloads of a conference."""
    return [pages]


@hookimpl
def register_commands() -> Iterable[click.Command | Command]:
    """Return ``cms conferences minutes``, ``directives``, and ``cms calendar export``."""
    return [minutes, directives, Command("calendar", export_calendar)]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the nightly look at late directives, and what a migration asks for."""
    return [
        Job(
            "conferences.notice_overdue",
            notice_overdue,
            every=A_DAY,
            title=_l("Record overdue directives"),
        ),
        Job(
            REMIND_JOB,
            remind,
            every=AN_HOUR,
            title=_l("Remind owners of directives"),
        ),
        Job(INDEX_JOB, index_records, title=_l("Index directives for search")),
    ]


@hookimpl
def register_settings() -> Iterable[type[BaseModel]]:
    """Return when reminders go out."""
    return [ConferencesSettings]


@hookimpl
def register_messages() -> Iterable[Message]:
    """Return what reminders say."""
    return [
        Message(DUE, _l("Due soon: “%(title)s” %(words)s"), "calendar-clock"),
        Message(OVERDUE, _l("Overdue: “%(title)s” %(words)s"), "triangle-alert"),
    ]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the way to the ledger of directives."""
    return [
        NavItem(
            Area.DESK,
            _l("Ledger of directives"),
            "conferences.ledger.show",
            permission=f"{DIRECTIVE}.read",
            order=145,
            icon="list-checks",
        )
    ]


@hookimpl
def register_columns() -> Iterable[Column]:
    """Return the state and the due day of directives, for the desk's lists."""
    return [
        Column("conferences.state", _l("Progress"), state_cells, order=20),
        Column("conferences.due", _l("Due"), due_cells, order=21),
    ]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return what an earlier conference has left to do, and the ways to calendars."""
    return [
        Fragment(
            "conferences.follow_up", Slot.DESK_ITEM_ASIDE, follow_up_block, order=20
        ),
        Fragment(
            "conferences.attendance", Slot.DESK_ITEM_SIDE, attendance_link, order=20
        ),
        Fragment("conferences.agenda", Slot.DESK_ITEM_SIDE, agenda_link, order=21),
        Fragment(
            "conferences.sentence", Slot.DESK_ITEM_ASIDE, sentence_block, order=30
        ),
        Fragment("conferences.calendar", Slot.LIST_TOOLS, list_link, order=90),
        Fragment("conferences.organiser", Slot.ITEM_ASIDE, organiser_link, order=110),
    ]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return the desk's list of open directives."""
    return [
        Panel(
            "conferences.directives",
            _l("Open directives"),
            directives_panel,
            order=40,
        )
    ]


def directives_panel(user: Actor) -> Markup | None:
    """Return the list of open directives, or None when all are carried out.

    It is for those who read what is internal, or who may tick directives off.
    """
    may_tick = may(user, "write", DIRECTIVE)
    if not may_tick and not may(user, "read", CONFERENCE):
        return None
    found = open_directives(today(), limit=SHOWN_ON_DESK)
    if not found:
        return None
    return render(
        "conferences/_directives_panel.html",
        directives=found,
        tickable=tickable(user, found) if may_tick else set(),
    )


def tickable(user: Actor, found: Iterable[OpenDirective]) -> set[int]:
    """Return the ids of those directives that ``user`` may tick off."""
    ids = [one.item.id for one in found]
    shown = items_by_id(ids, editable(user))
    return {key for key, item in shown.items() if can(user, "write", item)}


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional conferences."""
    return demo_items()


@hookimpl
def check_item(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterable[Problem]:
    """Return what stands against a conference going live or a directive being saved."""
    return [
        *check_conference(item, data, transition),
        *check_directive(item, data, transition),
    ]


@hookimpl
def render_slot(slot: Slot, item: object) -> Markup | None:
    """Return the next conferences for the home page; directives for a body or person."""
    if slot == Slot.HOME_ASIDE:
        return home_block()
    if slot != Slot.ITEM_AFTER or not isinstance(item, Item):
        return None
    if item.type == CONFERENCE:
        return minutes_block(item)
    if item.type in OWNERS:
        directives, attendance = directives_block(item), attendance_block(item)
        if directives is None or attendance is None:
            return directives or attendance
        return directives + attendance
    return None


def directives_block(item: Item) -> Markup | None:
    """Return what an organisation or person must carry out, the open ones first."""
    found = directives_for(item.id, today(), SHOWN_OF_OWNER)
    if not found:
        return None
    filters = Filters(state=ALL, owner=item.id)
    return render(
        "conferences/_directives_of.html",
        url=status_url(item),
        directives=found,
        share=share_of(filters, today(), visible(current_user)),
        labels=dict(DIRECTIVE_STATUSES),
    )


def minutes_block(item: Item) -> Markup | None:
    """Return the ways to the minutes, or None for who may not edit the conference."""
    if not can(current_user, "write", item):
        return None
    formats = [("pdf", "PDF"), ("docx", "Word (DOCX)"), ("html", "HTML")]
    return render("conferences/_minutes.html", item=item, formats=formats)


def home_block() -> Markup | None:
    """Return the next conferences, or None when none is planned."""
    meetings = upcoming(today())
    return render("conferences/_home.html", meetings=meetings) if meetings else None


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return when directives were found overdue, for archives of the site."""
    key = ("item_id", "digest")
    return [ExchangePart("conferences.overdue_notices", OverdueNotice, key)]
