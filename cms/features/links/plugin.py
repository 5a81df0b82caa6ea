"""What outgoing links add to every build: their report, their rules, their check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.actors import Actor
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.content.spine.workflow import TRANSITIONS
from cms.contributions import Area, Job, NavItem, Projection, Rule
from cms.database.base import utcnow
from cms.errors import Problem
from cms.features.links import checks, views, written
from cms.features.links.asking import ask_new, ask_outside
from cms.features.links.queries import has_new_addresses
from cms.hookspecs import hookimpl
from cms.jobs import enqueue


NEW_LINKS_JOB = "core.check_new_links"
SOON = dt.timedelta(minutes=1)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the report of links."""
    return [views.links]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the entry of the desk's menu."""
    return [
        NavItem(
            Area.DESK,
            _l("Links"),
            "links.report",
            permission="media.manage",
            order=805,
            icon="link",
        )
    ]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the nightly check of links to other sites, and that of new ones."""
    return [
        Job("core.check_links", ask_outside, every=86_400, title=_l("Check links")),
        Job(NEW_LINKS_JOB, ask_new, title=_l("Check new links")),
    ]


@hookimpl
def register_projections() -> Iterable[Projection]:
    """Return the rows of which item links where."""
    return [Projection("links.links", written.write)]


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the rules of links."""
    return checks.RULES


@hookimpl
def check_item(
    item: Item, data: Snapshot, transition: str, actor: Actor
) -> Iterable[Problem]:
    """Return links that lead nowhere, before something goes live.

    What the site itself brings in was published elsewhere already.
    """
    move = TRANSITIONS.get(transition)
    if actor.id is None or move is None or not move.reviewed:
        return []
    return checks.find_problems(data)


@hookimpl
def on_item_saved(item: Item, actor: Actor) -> None:
    """Enqueue the check of new addresses within a minute of a save."""
    _check_soon(item)


@hookimpl
def on_item_published(item: Item, actor: Actor) -> None:
    """Enqueue it for addresses that came with an autosave, which calls no hook."""
    _check_soon(item)


def _check_soon(item: Item) -> None:
    if has_new_addresses(item.id):
        enqueue(NEW_LINKS_JOB, run_at=utcnow() + SOON, dedupe=NEW_LINKS_JOB)
