"""The page of a keyword: what carries it, whatever its type."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cms.accounts.guard import public
from cms.builtin.pages import pages
from cms.builtin.pages.lists import kinds, listed
from cms.builtin.pages.queries import list_query
from cms.content.spine.models import Item
from cms.features.tags import find, tag_links, tagged
from cms.theming import render


@pages.get("/the/<slug>")
@public
def tag(slug: str) -> ResponseReturnValue:
    """List what carries a keyword; one that no visible item carries shows nothing."""
    found = find(slug)
    if found is None:
        abort(404)
    query = list_query(current_user, Item.id.in_(tagged(found)))
    page = listed(query, Item.sort_date, descending=True)
    if not page.items:
        abort(404)
    return render("tag.html", tag=found, page=page, items=page.items, kinds=kinds())


pages.add_app_template_global(tag_links)
