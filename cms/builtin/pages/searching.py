"""The search page: words, filters, order, and the hits with their words marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import and_

from cms import text
from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.facets import Facet, Hit, count_facets, find_hits
from cms.builtin.pages.lists import kinds
from cms.builtin.pages.queries import FIRST_YEAR, within
from cms.builtin.rates import limited
from cms.builtin.spelling import propose_query
from cms.content.spine.access import visible
from cms.content.spine.queries import section_choices
from cms.search import search as find
from cms.search.find import RANKED
from cms.settings import get_settings
from cms.theming import render


SUGGESTED, LOOKED_AT = 8, 40


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
    seen = criterion = visible(current_user)
    year, section_id = args.get("nam", type=int), args.get("muc", type=int)
    if year and FIRST_YEAR <= year < 9999:
        criterion = and_(criterion, within(year))
    found, hits = None, []
    if words:
        hits = find_hits(words, seen)
        found = find(
            words,
            criterion=criterion,
            type=type_name,
            section_id=section_id,
            order=order,
            cursor=args.get("cursor"),
            limit=get_settings().per_page,
        )
    asked = {"q": words, "thu-tu": "moi" if order == "newest" else None}
    filters = {"loai": type_name, "muc": section_id, "nam": year}
    return render(
        "search.html",
        words=words,
        found=found,
        facets=_facets(hits, filters, asked),
        proposal=propose_query(words, seen) if words and not hits else None,
        ranked=RANKED,
        types=[(name, one.plural) for name, one in types.items()],
        sections=section_choices(),
        kinds=kinds(),
        chosen={
            "type": type_name,
            "section": section_id,
            "order": order,
            "year": year,
        },
    )


def _facets(
    hits: list[Hit], filters: Mapping[str, Any], asked: Mapping[str, Any]
) -> list[Facet]:
    """Return how many hits each kind, section and year has."""
    types = current_build().registry.content_types
    questions = (
        ("loai", _("Kind"), {name: one.plural for name, one in types.items()}),
        ("muc", _("Section"), dict(section_choices())),
        ("nam", _("Year"), None),
    )
    kept = {name: value for name, value in asked.items() if value}
    return count_facets(hits, questions, filters, kept) if hits else []


@pages.get("/tim-kiem/goi-y")
@public
@limited(1200, reads=True)
def suggestions() -> ResponseReturnValue:
    """Return what the words typed so far may lead to, the best first, as JSON."""
    words = request.args.get("q", "").strip()
    found = find(words, criterion=visible(current_user), limit=LOOKED_AT)
    begin, shown = text.fold(words), kinds()
    # Names begin with what one types; what is long is seldom what one types.
    hits = sorted(
        found.hits,
        key=lambda hit: (
            not text.fold(hit.item.title).startswith(begin),
            len(hit.item.title),
        ),
    )
    return {
        "suggestions": [
            {
                "title": hit.item.title,
                "url": hit.item.path,
                "kind": str(shown[hit.item.type]),
                "language": hit.item.language,
            }
            for hit in hits[:SUGGESTED]
        ]
    }
