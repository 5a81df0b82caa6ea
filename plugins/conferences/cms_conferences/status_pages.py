"""Public pages that say how far directives are: of a conference, a unit, a person."""

from __future__ import annotations

from dataclasses import replace

from cms_directory import ORGANISATION, PERSON, today
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from cms import (
    Item,
    current_user,
    public,
    render,
    visible,
)
from cms_conferences import CONFERENCE
from cms_conferences.ledger import (
    ALL,
    BADGES,
    STATES,
    Filters,
    ledger_page,
    share_of,
)
from cms_conferences.queries import item_by_slug


status = Blueprint("status", __name__)

ON_A_PAGE = 50


#: Where each kind of owner stands in addresses of this plugin.
OWNERS = {"don-vi": ORGANISATION, "ca-nhan": PERSON}


@status.get("/hoi-nghi/<slug>/chi-dao", defaults={"kind": "hoi-nghi"})
@status.get("/chi-dao/<any('don-vi', 'ca-nhan'):kind>/<slug>")
@public
def show(kind: str, slug: str) -> ResponseReturnValue:
    """Show the directives of a conference, or those of an organisation or person.

    ``?loai=`` narrows them to a state; what the reader may not see is neither
    listed nor counted.
    """
    may_know = visible(current_user, archived=True)
    owner = item_by_slug(OWNERS.get(kind, CONFERENCE), slug, may_know)
    wanted = request.args.get("loai", ALL)
    state = wanted if wanted in dict(STATES) else ALL
    of_conference = owner.type == CONFERENCE
    day = today()
    whole = Filters(
        ALL,
        owner=None if of_conference else owner.id,
        parent=owner.id if of_conference else None,
    )
    may_see = visible(current_user)
    page = ledger_page(
        replace(whole, state=state),
        day,
        may_see,
        cursor=request.args.get("cursor"),
        limit=ON_A_PAGE,
    )
    return render(
        "conferences/status.html",
        item=owner,
        of_conference=of_conference,
        state=state,
        states=[one for one in STATES if one[0] != ALL],
        share=share_of(whole, day, may_see),
        page=page,
        badges=BADGES,
    )


def status_url(item: Item) -> str:
    """Return where the directives of a conference, organisation or person stand."""
    kinds = {name: kind for kind, name in OWNERS.items()}
    kind = kinds.get(item.type, "hoi-nghi")
    return url_for("conferences.status.show", kind=kind, slug=item.slug)
