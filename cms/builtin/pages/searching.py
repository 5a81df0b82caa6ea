"""The search page: words, filters, order, and the hits with their words marked."""

from __future__ import annotations

from typing import Literal

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import and_

from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.lists import kinds
from cms.builtin.pages.queries import FIRST_YEAR, within
from cms.builtin.rates import limited
from cms.content.spine.access import visible
from cms.content.spine.queries import sections
from cms.search import search as find
from cms.search.find import RANKED
from cms.settings import get_settings
from cms.theming import render


@pages.get("/tim-kiem")
@public
@limited(600, reads=True)
def search() -> ResponseReturnValue:
    """Find items by words; without words, show the form alone."""
    args = request.args
    words = args.get("q", "").strip()
    types = current_build().registry.content_types
    type_name = args.get("loai") if args.get("loai") in types else None
    order: Literal["best", "newest"] = (
        "newest" if args.get("thu-tu") == "moi" else "best"
    )
    criterion = visible(current_user)
    year, section_id = args.get("nam", type=int), args.get("muc", type=int)
    if year and FIRST_YEAR <= year < 9999:
        criterion = and_(criterion, within(year))
    found = None
    if words:
        found = find(
            words,
            criterion=criterion,
            type=type_name,
            section_id=section_id,
            order=order,
            cursor=args.get("cursor"),
            limit=get_settings().per_page,
        )
    return render(
        "search.html",
        words=words,
        found=found,
        ranked=RANKED,
        types=[(name, one.plural) for name, one in types.items()],
        sections=[(one.id, one.title) for one in sections()],
        kinds=kinds(),
        chosen={
            "type": type_name,
            "section": section_id,
            "order": order,
            "year": year,
        },
    )
