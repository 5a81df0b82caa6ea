"""The page of a keyword: what carries it, whatever its type."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.builtin.pages.lists import kinds, listed
from cms.builtin.pages.queries import list_query
from cms.builtin.pages.redirects import comes_with_content
from cms.content.spine.models import Item
from cms.features.tags.queries import find, tag_links, tagged
from cms.theming import render


tags = Blueprint("tags", __name__)
tags.add_app_template_global(tag_links)


@tags.get("/the/<slug>")
@comes_with_content
@public
def page(slug: str) -> ResponseReturnValue:
    """List what carries a keyword; one that no visible item carries shows nothing."""
    found = find(slug)
    if found is None:
        abort(404)
    query = list_query(current_user, Item.id.in_(tagged(found)))
    shown = listed(query, Item.sort_date, descending=True)
    if not shown.items:
        abort(404)
    return render("tag.html", tag=found, page=shown, items=shown.items, kinds=kinds())
