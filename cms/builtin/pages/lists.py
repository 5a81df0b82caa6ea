"""Home, the list of a type, a section, the archive by year and month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from cms import media
from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.queries import (
    FIRST_YEAR,
    MOST_COUNTED,
    dated_only,
    list_query,
    months,
    newest_of_each,
    order_of,
    section_by_slug,
    section_titles,
    within,
    year_span,
    years,
)
from cms.builtin.pages.redirects import comes_with_content
from cms.builtin.pagination import Page, page_of
from cms.content.spine.models import Item
from cms.contributions import ContentType
from cms.settings import get_settings
from cms.theming import render


HOME_NEWS = 9
HOME_OTHERS = 4


@pages.get("/")
@public
def home() -> ResponseReturnValue:
    """Show what is new: the lead story, further news, the newest of each kind."""
    types = current_build().registry.content_types
    shown = [
        one
        for one in types.values()
        if one.sort == "newest" and one.in_menu and one.parent is None
    ]
    front = _front_types(shown)
    limits = {one.name: HOME_NEWS if one in front else HOME_OTHERS for one in shown}
    found = newest_of_each(current_user, limits, [one.name for one in front])
    news = [item for one in front for item in found[one.name]]
    blocks = [(one, found[one.name]) for one in shown if one not in front]
    blocks = [(one, items) for one, items in blocks if items]
    media.prepare(item.image_id for item in news[:HOME_NEWS])
    return render(
        "home.html",
        lead=news[0] if news else None,
        news=news[1:HOME_NEWS],
        blocks=blocks,
        has_photos=any(item.image_id for item in news[:HOME_NEWS]),
    )


def _front_types(shown: list[ContentType]) -> list[ContentType]:
    """Return the types whose items are news: the first in the menu that has a feed."""
    return [one for one in shown if one.feed][:1]


def listed(
    query: Select[Item], column: InstrumentedAttribute[Any], *, descending: bool
) -> Page[Item]:
    """Return the page of a list that the reader's cursor asks for."""
    page = page_of(
        query,
        column,
        Item.id,
        descending=descending,
        cursor=request.args.get("cursor"),
        limit=get_settings().per_page,
    )
    media.prepare(item.image_id for item in page.items)
    return page


@pages.get("/<address>")
@comes_with_content
@public
def listing(address: str) -> ResponseReturnValue:
    """List the items of a type, filtered by its choice and by year."""
    content_type = current_build().registry.by_address(address)
    if content_type is None:
        abort(404)
    criteria: list[Any] = [Item.type == content_type.name]
    facet, year = request.args.get("loai"), request.args.get("nam", type=int)
    if facet:
        criteria.append(Item.facet == facet)
    if year and FIRST_YEAR <= year <= dt.date.max.year - 1:
        criteria.append(within(year))
    column, descending = order_of(content_type)
    page = listed(list_query(current_user, *criteria), column, descending=descending)
    return render(
        content_type.list_template,
        content_type=content_type,
        page=page,
        items=page.items,
        filters=facet_choices(content_type),
        facet=facet,
        year=year,
        years=year_span(current_user, Item.type == content_type.name)
        if content_type.sort == "newest"
        else (),
    )


def facet_choices(
    content_type: ContentType,
) -> tuple[Any, list[tuple[Any, Any]]] | None:
    """Return label and choices of the field by which a type's list is filtered."""
    if not content_type.filters:
        return None
    field = content_type.form()[content_type.filters[0]]
    return field.label.text, field.choices


def kinds() -> dict[str, Any]:
    """Return what one item of each type is called, for lists of several types."""
    types = current_build().registry.content_types
    return {name: one.label for name, one in types.items()}


@pages.get("/chuyen-muc/<slug>")
@comes_with_content
@public
def section(slug: str) -> ResponseReturnValue:
    """List what is filed under a section, whatever its type."""
    found = section_by_slug(slug)
    if found is None:
        abort(404)
    own = Item.parent_id.is_(None)
    query = list_query(current_user, Item.section_id == found.id, own)
    page = listed(query, Item.sort_date, descending=True)
    return render(
        "section.html", section=found, page=page, items=page.items, kinds=kinds()
    )


@pages.app_template_global()
def counted(number: int) -> str:
    """Return a number of items as the archive shows it: beyond 1,000 no more is counted."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@pages.get("/luu-tru")
@pages.get("/luu-tru/<int:year>")
@pages.get("/luu-tru/<int:year>/<int:month>")
@public
def archive(year: int | None = None, month: int | None = None) -> ResponseReturnValue:
    """List everything of a year or a month; without one, the years."""
    if (year is not None and not FIRST_YEAR <= year <= dt.date.max.year - 1) or (
        month is not None and not 1 <= month <= 12
    ):
        abort(404)
    page = None
    if year is not None:
        query = list_query(current_user, dated_only(), within(year, month))
        page = listed(query, Item.sort_date, descending=True)
    return render(
        "archive.html",
        year=year,
        month=month,
        years=years(current_user),
        months=months(current_user, year) if year is not None else {},
        kinds=kinds(),
        sections=section_titles() if year is None else [],
        page=page,
        items=page.items if page else [],
    )
