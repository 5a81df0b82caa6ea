"""The overview of a year: how far its programme is, by kind and state."""

from __future__ import annotations

from collections import Counter

from cms_directory import readable, today
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from cms import public, render
from cms_inspections.choices import STATUSES, TYPES
from cms_inspections.desk_pages import desk_pages
from cms_inspections.queries import programmes_of_year, work_under, years
from cms_inspections.totals import totals
from cms_inspections.views import is_staff


pages = Blueprint("inspections", __name__)
pages.register_blueprint(desk_pages)


@pages.get("/chuong-trinh/tong-quan")
@public
def overview() -> ResponseReturnValue:
    """Show one year; ``?nam=2025`` chooses it, else the latest with a programme."""
    known = years()
    if not known:
        abort(404)
    year = request.args.get("nam", known[0], type=int)
    if year not in known:
        abort(404)
    day = today()
    programmes = programmes_of_year(year)
    works = work_under([item.id for item, _detail in programmes], day)
    sums = totals(works)
    return render(
        "inspections/overview.html",
        year=year,
        years=known,
        programmes=programmes,
        works=works,
        totals=sums,
        owners=readable(sums.by_owner),
        kinds=[(key, label) for key, label in TYPES if sums.by_type[key]],
        states=[(key, label) for key, label in STATUSES if sums.by_status[key]],
        grid=Counter((work.detail.type, work.detail.status) for work in works),
        types=dict(TYPES),
        statuses=dict(STATUSES),
        staff=is_staff(),
        day=day,
    )
