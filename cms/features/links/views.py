"""The report of links: which lead nowhere, in which item, since when, asked anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.pagination import page_of
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.features.links.models import OutLink
from cms.features.links.queries import KINDS, items_of, report_query
from cms.jobs import enqueue
from cms.settings import get_settings
from cms.theming import render


audit.declare(
    {
        "links.check": _l("started a link check"),
    },
    links=_l("Links"),
)


links = desk_blueprint("links")


@dataclass(frozen=True)
class Line:
    """A link of the report, the item that holds it, and the item it leads to, if one."""

    link: OutLink
    item: Item
    target: Item | None
    broken: bool


@links.get("/lien-ket")
@requires("media.manage")
def report() -> ResponseReturnValue:
    """List links, the broken ones unless another kind is asked for."""
    kind = request.args.get("loai", "broken")
    kind = kind if kind in KINDS else "broken"
    page = page_of(
        report_query(current_user, kind),
        OutLink.item_id,
        OutLink.id,
        descending=True,
        cursor=request.args.get("cursor"),
        limit=get_settings().per_page,
        count_cap=1000,
    )
    return render(
        "desk/library/links.html",
        page=page,
        lines=_lines(page.items),
        kind=kind,
        kinds=KINDS,
    )


def _lines(links: Sequence[OutLink]) -> list[Line]:
    items, there = items_of(current_user, links)
    found = []
    for link in links:
        gone = link.target_id is not None and link.target_id not in there
        target = items.get(link.target_id) if link.target_id else None
        found.append(
            Line(link, items[link.item_id], target, gone or link.state == "broken")
        )
    return found


@links.post("/lien-ket")
@requires("media.manage")
def check_now() -> ResponseReturnValue:
    """Enqueue a check of all external addresses."""
    with transaction():
        enqueue("core.check_links")
        audit.record("links.check", actor=current_user)
    flash(_("The links are being checked; come back in a few minutes."), "success")
    return redirect(url_for("links.report"), 303)
