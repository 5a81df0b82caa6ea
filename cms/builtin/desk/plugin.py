"""What the desk adds to every build: its pages, its menu, its template variables."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.actors import Actor
from cms.builtin.desk import desk, palette, picker
from cms.builtin.desk.item import (
    checks,
    children,
    choosing,
    deadline,
    editing,
    locking,
    readers,
    review,
    transitions,
    usage,
    withdrawal,
)
from cms.builtin.desk.library import media, media_item
from cms.builtin.desk.lists import bulk, calendar, listing, trash
from cms.builtin.desk.lists.bulk_actions import ACTIONS
from cms.builtin.desk.me import account, dashboard
from cms.builtin.desk.site import (
    audit,
    operations,
    plugins,
    redirects,
    roles,
    sections,
    settings,
    users,
)
from cms.builtin.desk.site.account_person_service import check_posts
from cms.builtin.desk.undo import delete_expired_steps
from cms.builtin.desk.variables import desk_variables
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.contributions import Action, Area, Job, NavItem
from cms.errors import Problem
from cms.hookspecs import hookimpl


PAGES = (
    account,
    audit,
    bulk,
    calendar,
    checks,
    children,
    choosing,
    deadline,
    dashboard,
    editing,
    locking,
    listing,
    media,
    media_item,
    operations,
    palette,
    picker,
    plugins,
    readers,
    redirects,
    review,
    roles,
    sections,
    settings,
    transitions,
    trash,
    usage,
    users,
    withdrawal,
)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the desk with all its pages."""
    return [desk]


@hookimpl
def check_item(
    item: Item, data: Snapshot, transition: str, actor: Actor
) -> Iterable[Problem]:
    """Return what stands against a change of where somebody with an account belongs."""
    return check_posts(item, data, transition, actor)


@hookimpl
def register_actions() -> Iterable[Action]:
    """Return the steps and the filing of several items at once."""
    return ACTIONS


def _forget_undo_records() -> None:
    delete_expired_steps()


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that forgets what can no longer be taken back."""
    return [
        Job(
            "core.forget_undo",
            _forget_undo_records,
            every=86_400,
            title=_l("Delete expired undo steps"),
        )
    ]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the desk's menu; the lists of content types stand between."""
    area = Area.DESK
    return [
        NavItem(area, _l("Desk"), "desk.dashboard", order=0, icon="layout-dashboard"),
        NavItem(area, _l("All content"), "desk.all_items", order=10, icon="files"),
        NavItem(area, _l("Calendar"), "desk.month", order=12, icon="calendar-days"),
        NavItem(
            area, _l("Media library"), "desk.media_library", order=800, icon="image"
        ),
        NavItem(area, _l("Trash"), "desk.trash", order=810, icon="trash-2"),
        NavItem(
            area,
            _l("Sections"),
            "desk.sections",
            permission="site.sections",
            order=820,
            icon="folder",
        ),
        NavItem(
            area, _l("Redirects"), "desk.redirects", "site.sections", 824, "share-2"
        ),
        NavItem(area, _l("People and roles"), "desk.users", "site.users", 830, "users"),
        NavItem(area, _l("Plugins"), "desk.plugins", "site.plugins", 840, "plug"),
        NavItem(
            area, _l("Settings"), "desk.settings", "site.settings", 850, "settings"
        ),
        NavItem(area, _l("Audit log"), "desk.audit", "site.audit", 860, "scroll-text"),
        NavItem(
            area, _l("Operations"), "desk.operations", "site.settings", 870, "activity"
        ),
    ]


desk.context_processor(desk_variables)
