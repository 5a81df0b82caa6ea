"""The ledger of directives on the desk: a list and a board over all conferences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cms_directory import ORGANISATION, PERSON, today
from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_
from wtforms import Form as PlainForm

from cms import (
    Actor,
    Item,
    current_user,
    desk_blueprint,
    editable,
    fields,
    items_by_id,
    known_to,
    render,
    requires_login,
    text,
    visible,
    with_details,
)
from cms_conferences import DIRECTIVE
from cms_conferences.choices import CLOSED, DIRECTIVE_STATUSES
from cms_conferences.ledger import (
    DESK_BADGES,
    OPEN,
    STATES,
    Filters,
    ledger_page,
    years,
)
from cms_conferences.models import Directive
from cms_conferences.queries import is_overdue, overdue_label


ledger = desk_blueprint("ledger")

ON_A_PAGE = 50
IN_A_COLUMN = 20
COUNTED = 1000


class OwnerForm(PlainForm):  # type: ignore[misc] # WTForms has no types
    """Whose directives are shown."""

    owner = fields.Link(_l("Unit or person"), targets=(ORGANISATION, PERSON))


def asked_filters() -> Filters:
    """Return the filters of the query string; values that mean nothing are left out."""
    args = request.args
    state = args.get("state", OPEN)
    year = args.get("year", type=int)
    return Filters(
        state=state if state in dict(STATES) else OPEN,
        owner=args.get("owner", type=int),
        year=year if year is not None and 1900 <= year <= 2200 else None,
        relations=("responsible", "given_by"),
    )


@ledger.get("/so-chi-dao")
@requires_login
def show() -> ResponseReturnValue:
    """Show the directives of all conferences that this person may see."""
    filters, day = asked_filters(), today()
    may_see = or_(editable(current_user), visible(current_user))
    board = page = None
    if request.args.get("view") == "board":
        board = _columns(filters, may_see)
        shown = [entry for _state, _label, column in board for entry in column.items]
    else:
        cursor = request.args.get("cursor")
        page = ledger_page(
            filters, day, may_see, cursor=cursor, limit=ON_A_PAGE, count_cap=COUNTED
        )
        shown = list(page.items)
    ids = [entry.item.id for entry in shown]
    return render(
        "conferences/ledger.html",
        filters=filters,
        states=[one for one in STATES if one[0] != OPEN],
        years=[(year, year) for year in years()],
        owner=_owner_field(filters),
        board=board,
        page=page,
        badges=DESK_BADGES,
        writable=items_by_id(ids, editable(current_user)),
    )


def _owner_field(filters: Filters) -> Any:
    """Return the picker of a unit or person, with who is chosen."""
    field = OwnerForm(data={"owner": filters.owner}).owner
    ids = [filters.owner] if filters.owner is not None else []
    known = items_by_id(ids, known_to(current_user))
    field.chosen = [{"id": key, "title": one.title} for key, one in known.items()]
    return field


def _columns(
    filters: Filters, may_see: ColumnElement[bool]
) -> list[tuple[str, Any, Any]]:
    """Return the columns of the board: state, its words, the first directives in it."""
    columns = []
    for state, label in DIRECTIVE_STATUSES:
        page = ledger_page(
            replace(filters, state=state),
            today(),
            may_see,
            limit=IN_A_COLUMN,
            descending=state in CLOSED,  # of what is over, the latest is of interest
            count_cap=COUNTED,
        )
        columns.append((state, label, page))
    return columns


def state_cells(items: Sequence[Item], _user: Actor) -> Mapping[int, Any]:
    """Return the state of each directive among ``items``, as of today."""
    labels = dict(DIRECTIVE_STATUSES)
    return {
        key: render(
            "conferences/_state.html",
            label=overdue_label() if late else labels.get(row.status or "", ""),
            kind="failed" if late else DESK_BADGES.get(row.status or "", "neutral"),
        )
        for key, row, late in _details(items)
    }


def due_cells(items: Sequence[Item], _user: Actor) -> Mapping[int, Any]:
    """Return the due day of each directive among ``items``."""
    return {
        key: text.format_date_short(row.due)
        for key, row, _late in _details(items)
        if row.due is not None
    }


def _details(items: Sequence[Item]) -> list[tuple[int, Directive, bool]]:
    day = today()
    details = with_details([one for one in items if one.type == DIRECTIVE])
    return [
        (key, row, is_overdue(row.status, row.due, day))
        for key, row in details.items()
        if isinstance(row, Directive)
    ]
