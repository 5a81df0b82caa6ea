"""What the desk adds to every build: its pages, its menu, its template variables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user

from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.intake import drop, healing
from cms.builtin.desk.item import (
    checks,
    comments,
    editing,
    invitations,
    mentions,
    presence,
    review,
    transitions,
    usage,
    withdrawal,
)
from cms.builtin.desk.library import blocks, keywords, links, media, media_item
from cms.builtin.desk.lists import bulk, calendar, listing, trash
from cms.builtin.desk.me import account, dashboard, notices
from cms.builtin.desk.relative_times import when_words
from cms.builtin.desk.site import (
    audit,
    plugins,
    redirects,
    roles,
    sections,
    settings,
    users,
)
from cms.contributions import Area, NavItem, Panel
from cms.hookspecs import hookimpl
from cms.i18n import site_zone
from cms.plugins.manager import Trouble


PAGES = (
    account,
    audit,
    blocks,
    bulk,
    calendar,
    checks,
    comments,
    dashboard,
    drop,
    editing,
    healing,
    invitations,
    listing,
    media,
    media_item,
    notices,
    links,
    plugins,
    mentions,
    redirects,
    review,
    roles,
    sections,
    settings,
    transitions,
    keywords,
    presence,
    trash,
    usage,
    users,
    withdrawal,
)

ACTIONS = {
    "item.create": _l("created it"),
    "links.check": _l("had the links checked"),
    "item.save": _l("saved it"),
    "item.import": _l("imported it"),
    "item.submit": _l("sent it to review"),
    "item.take_back": _l("took it back"),
    "item.send_back": _l("returned it"),
    "item.approve": _l("approved it"),
    "item.schedule": _l("scheduled it"),
    "item.publish": _l("published it"),
    "item.archive": _l("archived it"),
    "item.expire": _l("archived it: its time was over"),
    "item.revive": _l("published it again"),
    "item.invite": _l("invited somebody by link"),
    "item.revoke_invitation": _l("took a link back"),
    "item.guest_approve": _l("approved it by link"),
    "item.guest_return": _l("returned it by link"),
    "item.guest_comment": _l("commented by link"),
    "item.comment": _l("commented"),
    "item.suggest": _l("suggested other words"),
    "item.answer": _l("answered"),
    "item.accept": _l("took over a suggestion"),
    "item.decline": _l("did not take over a suggestion"),
    "item.resolve": _l("dealt with a comment"),
    "item.reopen": _l("opened a comment again"),
    "item.uncomment": _l("deleted a comment of their own"),
    "item.deadline": _l("set by when to review it"),
    "item.withdraw": _l("withdrew it"),
    "item.correct": _l("published a small correction"),
    "item.banner": _l("changed what readers are told"),
    "item.readers": _l("changed who may read it"),
    "item.discard": _l("set the unpublished changes aside"),
    "item.refile": _l("filed it differently"),
    "item.replace": _l("let what pointed here point elsewhere"),
    "item.lock": _l("kept it to themselves"),
    "item.unlock": _l("released it"),
    "item.take_over": _l("took it over"),
    "item.undo": _l("took back the last step"),
    "item.delete": _l("deleted it for good"),
    "item.replace_media": _l("put another picture in the place of one"),
    "item.trash": _l("moved it to the trash"),
    "item.untrash": _l("brought it back from the trash"),
}


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the desk with all its pages."""
    return [desk]


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
        NavItem(
            area,
            _l("Reusable blocks"),
            "desk.blocks_list",
            permission="content.write",
            order=805,
            icon="blocks",
        ),
        NavItem(area, _l("Links"), "desk.outlinks", "media.manage", 805, "link"),
        NavItem(area, _l("Trash"), "desk.trash", order=810, icon="trash-2"),
        NavItem(
            area,
            _l("Sections"),
            "desk.sections",
            permission="site.sections",
            order=820,
            icon="folder",
        ),
        NavItem(area, _l("Keywords"), "desk.tags", "site.sections", 822, "tags"),
        NavItem(
            area, _l("Redirects"), "desk.redirects", "site.sections", 824, "share-2"
        ),
        NavItem(area, _l("People and roles"), "desk.users", "site.users", 830, "users"),
        NavItem(area, _l("Plugins"), "desk.plugins", "site.plugins", 840, "plug"),
        NavItem(
            area, _l("Settings"), "desk.settings", "site.settings", 850, "settings"
        ),
        NavItem(area, _l("Audit log"), "desk.audit", "site.audit", 860, "scroll-text"),
    ]


@desk.context_processor
def _variables() -> dict[str, Any]:
    """Return what the desk's own templates use besides what their view gives."""
    return {
        "type_label": type_label,
        "local_input": local_input,
        "when_words": when_words,
        "action_words": action_words,
        "panel_body": panel_body,
        "drop_types": drop.drop_types,
        "drop_accept": drop.ACCEPT,
        "desk_search_url": url_for("desk.palette"),
    }


def type_label(name: str) -> str:
    """Return a content type's label; an absent type is named as such."""
    content_type = current_build().registry.content_types.get(name)
    if content_type is None:
        return _("%(name)s (plugin not enabled)", name=name)
    return str(content_type.label)


def local_input(moment: dt.datetime | None) -> str:
    """Return an instant as a ``datetime-local`` input shows it, in the site's zone."""
    return moment.astimezone(site_zone()).strftime("%Y-%m-%dT%H:%M") if moment else ""


def action_words(action: str) -> str:
    """Return what somebody did, as the end of a sentence."""
    return str(ACTIONS.get(action, action))


def panel_body(panel: Panel) -> Any:
    """Return a plugin's panel, guarded: a failing one is empty and is recorded."""
    build = current_build()
    plugin = build.registry.plugin_of("panel", panel.id) or ""
    body = build.manager.guard(plugin, f"panel {panel.id}", panel.render, current_user)
    return None if isinstance(body, Trouble) else body
