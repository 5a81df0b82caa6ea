"""Keywords on the desk: how often each is used; rename, merge, delete the unused."""

from __future__ import annotations

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires, requires_login
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.lists import bulk
from cms.builtin.pagination import page_of
from cms.builtin.rates import limited
from cms.errors import Conflict, Refused
from cms.features.tags import Tag, counted, service, suggestions
from cms.features.tags.queries import tags_query
from cms.settings import get_settings
from cms.theming import render
from cms.views import flash_problems


keywords = desk_blueprint("keywords")


@keywords.get("/the/")
@requires("site.sections")
def listing() -> ResponseReturnValue:
    """List the keywords in their order, searched without accents."""
    page = page_of(
        tags_query(
            request.args.get("q", ""),
            current_user,
            unused_only=bool(request.args.get("unused")),
        ),
        Tag.slug,
        Tag.id,
        descending=False,
        cursor=request.args.get("cursor"),
        limit=max(get_settings().per_page, 50),
        count_cap=1000,
    )
    counts = counted((tag.id for tag in page.items), current_user)
    return render("desk/library/keywords.html", page=page, counts=counts)


@keywords.get("/the.json")
@requires_login
@limited(300, reads=True)
def suggest() -> ResponseReturnValue:
    """Answer what keywords there are for what is typed."""
    return jsonify(suggestions(request.args.get("q", ""), current_user))


@keywords.post("/the/gop")
@requires("site.sections")
def merge() -> ResponseReturnValue:
    """Merge the ticked keywords into one of them, or delete the unused ones."""
    ids = request.form.getlist("tag", type=int)
    if request.form.get("act") == "delete":
        number = service.remove_unused(current_user, ids)
        flash(_("%(number)d unused keywords deleted.", number=number), "success")
        return redirect(url_for("keywords.listing"), 303)
    into = request.form.get("into", type=int) or _first_named(ids)
    try:
        bulk.offer(service.merge(current_user, ids, into))
    except Refused as refusal:
        flash_problems(refusal, "warning")
    return redirect(url_for("keywords.listing"), 303)


def _first_named(ids: list[int]) -> int:
    """Return the keyword that most items carry: the one that stays by default."""
    counts = counted(ids, current_user)
    return max(ids, key=lambda key: counts.get(key, 0), default=0)


@keywords.post("/the/<int:tag_id>")
@requires("site.sections")
def rename(tag_id: int) -> ResponseReturnValue:
    """Give a keyword another name."""
    version = request.form.get("version", type=int)
    try:
        service.rename(current_user, tag_id, version, request.form.get("name", ""))
    except Refused as refusal:
        flash_problems(refusal)
    except Conflict as conflict:
        flash_problems(conflict)
    else:
        flash(_("Saved."), "success")
    return redirect(url_for("keywords.listing"), 303)
