"""What the inspections plugin registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click
from cms_directory import today
from flask import Blueprint
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement

from cms import (
    Actor,
    Area,
    ContentType,
    DemoItem,
    Fragment,
    Item,
    NavItem,
    Panel,
    Permission,
    Problem,
    Rule,
    Slot,
    hookimpl,
    render,
    visible,
)
from cms_inspections.checks import LOOKED_AT, check_inspection
from cms_inspections.commands import export, figures, import_, overdue
from cms_inspections.confidential import PERMISSION, without_confidential
from cms_inspections.demo import demo_items
from cms_inspections.desk_pages import moves_panel, recommendations_panel
from cms_inspections.mentions import RULES, check_figures
from cms_inspections.pages import pages
from cms_inspections.queries import late_work
from cms_inspections.record_checks import check_record
from cms_inspections.record_types import (
    FINDING_TYPE,
    RECOMMENDATION_TYPE,
    VIOLATION_TYPE,
)
from cms_inspections.types import INSPECTION_TYPE, PROGRAMME_TYPE
from cms_inspections.workflow import REOPEN


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return programmes, inspections, and the records of what these found."""
    return [
        PROGRAMME_TYPE,
        INSPECTION_TYPE,
        FINDING_TYPE,
        RECOMMENDATION_TYPE,
        VIOLATION_TYPE,
    ]


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the overview page."""
    return [pages]


@hookimpl
def register_permissions() -> Iterable[Permission]:
    """Return the rights to confidential inspections and to reopen closed ones."""
    return [PERMISSION, REOPEN]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the way to the overview, for readers and for staff."""
    label = _l("Progress of the year")
    return [
        NavItem(Area.FOOTER, label, "inspections.overview", order=30),
        NavItem(
            Area.DESK,
            label,
            "inspections.overview",
            permission="inspections.item.read",
            order=150,
            icon="chart-column",
        ),
        NavItem(
            Area.DESK,
            _l("Import inspections"),
            "inspections.sheets.form",
            permission="inspections.item.write",
            order=151,
            icon="upload",
        ),
    ]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the moves of an inspection, beside its form and below its page."""
    return [
        Fragment("inspections.desk_moves", Slot.DESK_ITEM_SIDE, moves_panel, order=10),
        Fragment("inspections.moves", Slot.ITEM_ASIDE, moves_panel, order=10),
    ]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return the desk's lists of what is late and of open recommendations."""
    return [
        Panel(
            "inspections.late",
            _l("Late inspections and remedies"),
            late_panel,
            permission="inspections.item.read",
            order=30,
        ),
        Panel(
            "inspections.recommendations",
            _l("Open recommendations"),
            recommendations_panel,
            permission="inspections.recommendation.edit",
            order=31,
        ),
    ]


def late_panel(user: Actor) -> Markup | None:
    """Return what is late today, or None when nothing is."""
    works = late_work(today(), visible(user))
    return render("inspections/_late_panel.html", works=works) if works else None


@hookimpl
def register_commands() -> Iterable[click.Command]:
    """Return ``cms inspections overdue``, ``figures``, ``export`` and ``import``."""
    return [overdue, figures, export, import_]


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional programmes and inspections."""
    return demo_items()


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the rule about figures in texts."""
    return RULES


@hookimpl
def check_item(
    item: Item, data: Mapping[str, Any], transition: str, actor: Actor
) -> Iterable[Problem]:
    """Return what stands against an inspection, and figures that the tracker denies."""
    found = list(check_inspection(item, data, transition, actor))
    found += check_record(item, data, transition)
    if transition in LOOKED_AT:
        found += check_figures(item, data, actor)
    return found


@hookimpl
def filter_items(user: Actor, action: str) -> ColumnElement[bool] | None:
    """Return the criterion that keeps confidential inspections back."""
    return without_confidential(user, action)
