"""The hooks: what a plugin may implement, when it runs, what it returns.

The first word of a name is the contract. ``register_``: once, while building;
an exception leaves the plugin out of the build. ``check_``: inside the
transaction; an exception counts as a problem, which blocks items of the
plugin's own types. ``filter_``: when a query is made; an exception hides the
items of the types that the plugin speaks for. ``render_``: while a page is
rendered; an exception leaves the place empty. ``on_``: after commit; an
exception is recorded. A hook that takes longer than ``hook_seconds`` of the
configuration counts as one that raised. An implementation takes only the
arguments that it wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy


if TYPE_CHECKING:
    import click
    from flask import Blueprint
    from markupsafe import Markup
    from pydantic import BaseModel
    from sqlalchemy import ColumnElement

    from cms.accounts.models import User
    from cms.actors import Actor
    from cms.content.spine.models import Item, Section
    from cms.contributions import (
        Action,
        Column,
        Command,
        ContentType,
        DemoItem,
        Embed,
        ExchangePart,
        Fragment,
        HealthCheck,
        Job,
        LinkSource,
        LoginStep,
        MediaPass,
        Message,
        NavItem,
        Panel,
        Permission,
        Picker,
        Projection,
        Rule,
        SitemapPaths,
        Slot,
        StepEffect,
    )
    from cms.errors import Problem
    from cms.people import Affiliation
    from cms.recognisers import Recogniser

hookspec = pluggy.HookspecMarker("cms")
hookimpl = pluggy.HookimplMarker("cms")

EVERY_TYPE = "*"
F = TypeVar("F", bound=Callable[..., Any])


def speaks_for(*types: str) -> Callable[[F], F]:
    """Declare for which content types of others a ``filter_items`` speaks.

    Its own types it speaks for without this; ``EVERY_TYPE`` stands for all.
    Its criterion is asked of items of these types only, and it is these that
    nobody sees while it fails.
    """

    def declare(function: F) -> F:
        function.__cms_types__ = frozenset(types)  # type: ignore[attr-defined] # functions take attributes
        return function

    return declare


def declared_types(function: Callable[..., Any]) -> frozenset[str]:
    """Return the types that :func:`speaks_for` has declared for an implementation."""
    return getattr(function, "__cms_types__", frozenset())


@hookspec
def register_content_types() -> Iterable[ContentType]:
    """Return the content types that this plugin brings.

    Each gets its lists, form, workflow, history, address, search and exports.

    Since 0.1. Example: ``plugins/news/cms_news/plugin.py``.
    """


@hookspec
def register_blueprints() -> Iterable[Blueprint]:
    """Return blueprints named after the plugin, for pages beyond its types' own.

    Every view carries ``@requires(...)`` or ``@public``, or the build fails.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def register_settings() -> Iterable[type[BaseModel]]:
    """Return at most one pydantic model with defaults: the plugin's settings.

    The desk makes a form of it; ``cms.get_settings("name")`` returns the values.

    Since 0.1. Example: ``plugins/news/cms_news/plugin.py``.
    """


@hookspec
def register_permissions() -> Iterable[Permission]:
    """Return rights beyond those that each content type gets by itself.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def register_nav() -> Iterable[NavItem]:
    """Return menu entries; an endpoint that does not exist fails the plugin's build.

    Content types are in the menus without this.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def register_panels() -> Iterable[Panel]:
    """Return blocks for the staff's desk.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def register_jobs() -> Iterable[Job]:
    """Return the jobs that the worker may run for this plugin.

    Since 0.1. Example: ``plugins/conferences/cms_conferences/plugin.py``.
    """


@hookspec
def register_commands() -> Iterable[click.Command | Command]:
    """Return commands for ``cms <plugin> ...``.

    A ``Command`` stands below a group of the core instead: ``cms import ...``.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def register_recognisers() -> Iterable[Recogniser]:
    """Return what finds this plugin's own kind of record in a text.

    ``cms.find_records(text)`` asks all of them; one that fails is recorded and
    finds nothing.

    Since 0.1. Example: ``plugins/extraction/cms_extraction/plugin.py``.
    """


@hookspec
def register_checks() -> Iterable[HealthCheck]:
    """Return questions for ``cms doctor``.

    Since 0.1. Example: ``plugins/directory/cms_directory/plugin.py``.
    """


@hookspec
def register_rules() -> Iterable[Rule]:
    """Return the named rules that this plugin's ``check_item`` applies to a text.

    The settings of the site list them; whoever writes sees what breaks them.

    Since 0.1. Example: ``plugins/directory/cms_directory/plugin.py``.
    """


@hookspec
def register_affiliations() -> Iterable[Affiliation]:
    """Return what says to which organisations a person belongs on a day.

    An account that is linked to a person reads what is limited to the person's
    organisations, and its desk shows what waits for them.

    Since 0.1. Example: ``plugins/directory/cms_directory/plugin.py``.
    """


@hookspec
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional items that ``cms demo`` loads.

    Since 0.1. Example: ``plugins/news/cms_news/plugin.py``.
    """


@hookspec
def register_projections() -> Iterable[Projection]:
    """Return rows that follow from what items say, written with each snapshot.

    Since 0.2. Example: ``cms/features/tags/plugin.py``.
    """


@hookspec
def register_step_effects() -> Iterable[StepEffect]:
    """Return what is written with the steps of items, in their transaction.

    Since 0.2. Example: ``cms/features/notices/plugin.py``.
    """


@hookspec
def register_messages() -> Iterable[Message]:
    """Return the sentences that tell people of this plugin's own steps.

    Since 0.2. Example: ``cms/features/comments/plugin.py``.
    """


@hookspec
def register_fragments() -> Iterable[Fragment]:
    """Return markup for named places of pages; each is asked for its place only.

    ``render_slot`` is asked for every place: use it where the place depends on
    the item.

    Since 0.2. Example: ``cms/features/comments/plugin.py``.
    """


@hookspec
def register_columns() -> Iterable[Column]:
    """Return columns for the desk's lists of items.

    Since 0.2. Example: ``cms/features/comments/plugin.py``.
    """


@hookspec
def register_actions() -> Iterable[Action]:
    """Return what staff can do to the ticked items of a list.

    Since 0.2. Example: ``cms/features/tags/plugin.py``.
    """


@hookspec
def register_media_passes() -> Iterable[MediaPass]:
    """Return ways to pictures and files for people without an account.

    Since 0.2. Example: ``cms/features/invitations/plugin.py``.
    """


@hookspec
def register_sitemap_paths() -> Iterable[SitemapPaths]:
    """Return public pages that the site map names besides items and lists.

    Since 0.2. Example: ``cms/features/tags/plugin.py``.
    """


@hookspec
def register_embeds() -> Iterable[Embed]:
    """Return where the reusable blocks of rich text come from; one plugin may.

    Since 0.2. Example: ``cms/features/blocks/plugin.py``.
    """


@hookspec
def register_link_sources() -> Iterable[LinkSource]:
    """Return texts outside items that link to items: "links to this" shows them.

    Since 0.2. Example: ``cms/features/blocks/plugin.py``.
    """


@hookspec
def register_login_steps() -> Iterable[LoginStep]:
    """Return what a login asks for besides the password.

    Since 0.2. Example: ``cms/features/second_factor/plugin.py``.
    """


@hookspec
def register_pickers() -> Iterable[Picker]:
    """Return addresses that the desk's forms ask for choices.

    Since 0.2. Example: ``cms/features/tags/plugin.py``.
    """


@hookspec
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return tables whose rows belong in an archive of the site.

    Items, their revisions and their detail rows travel without this.

    Since 0.2. Example: ``cms/features/comments/plugin.py``.
    """


@hookspec
def check_item(
    item: Item, data: Mapping[str, Any], transition: str, actor: Actor
) -> Iterable[Problem]:
    """Return what stands against ``transition`` of ``item`` with the snapshot ``data``.

    ``transition`` is one of submit, approve, schedule, publish, correct, archive,
    trash, or import: of what is live in an archive. While somebody writes, the
    desk asks for ``publish`` after each save: be quick and change nothing.

    Since 0.1. Example: ``plugins/conferences/cms_conferences/plugin.py``.
    """


@hookspec
def filter_items(user: Actor, action: str) -> ColumnElement[bool] | None:
    """Return an SQL criterion that narrows which items ``user`` may read.

    It can only narrow, and only for items of the plugin's own types and of
    those that ``@speaks_for(...)`` names. None means no opinion.

    Since 0.1. Example: ``plugins/inspections/cms_inspections/plugin.py``.
    """


@hookspec
def render_slot(
    slot: Slot, item: Item | ContentType | Section | None, user: Actor
) -> Markup | None:
    """Return markup for a named place of a page, or None.

    Since 0.1. Example: ``plugins/conferences/cms_conferences/plugin.py``.
    """


@hookspec
def on_item_published(item: Item, actor: Actor) -> None:
    """Learn that an item has gone live; runs after commit.

    Since 0.1. Example: ``cms/features/links/plugin.py``.
    """


@hookspec
def on_item_saved(item: Item, actor: Actor) -> None:
    """Learn that an item was made or saved on purpose; not of autosaves.

    Since 0.2. Example: ``cms/features/links/plugin.py``.
    """


@hookspec
def on_item_submitted(item: Item, actor: Actor) -> None:
    """Learn that an item was sent to review.

    Since 0.2. Example: ``cms/features/notices/plugin.py``.
    """


@hookspec
def on_item_returned(item: Item, actor: Actor) -> None:
    """Learn that a reviewer has returned an item to its author.

    Since 0.2. Example: ``cms/features/invitations/plugin.py``.
    """


@hookspec
def on_item_archived(item: Item, actor: Actor) -> None:
    """Learn that an item has left the lists: archived, withdrawn or expired.

    Since 0.2. Example: ``cms/features/invitations/plugin.py``.
    """


@hookspec
def on_item_trashed(item: Item, actor: Actor) -> None:
    """Learn that an item was moved to the trash.

    Since 0.2. Example: ``cms/features/invitations/plugin.py``.
    """


@hookspec
def on_item_restored(item: Item, actor: Actor) -> None:
    """Learn that an item is back: from the trash, or published again.

    Since 0.2. Example: ``cms/features/notices/plugin.py``.
    """


@hookspec
def on_login_failed(user: User, network: str) -> None:
    """Learn that logins to an account keep failing; ``network`` is where from.

    Called once when the account has just begun to wait, not for every failure.

    Since 0.2. Example: ``cms/features/notices/plugin.py``.
    """
