"""Pages of readers: the figures of a year, and the inspections behind each figure."""

from __future__ import annotations

from typing import Any

from cms_directory import readable, today
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from cms import (
    TABLE_FORMATS,
    Item,
    current_user,
    limited,
    public,
    render,
    visible,
)
from cms_inspections.charts import draw_bars, draw_months
from cms_inspections.choices import (
    DISCIPLINE_FORMS,
    DISCIPLINE_TARGETS,
    STATUSES,
    TYPES,
)
from cms_inspections.desk_pages import desk_pages
from cms_inspections.downloads import table_download
from cms_inspections.export import export_inspections
from cms_inspections.figures import Figures, count_figures
from cms_inspections.import_pages import import_pages
from cms_inspections.queries import (
    owner_named,
    programme_by_slug,
    programmes_of_year,
    works_in,
    years,
)
from cms_inspections.scopes import Choice, Scope


ROWS = 200

pages = Blueprint("inspections", __name__)
pages.register_blueprint(desk_pages)
pages.register_blueprint(import_pages)


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
    programmes = programmes_of_year(year, visible(current_user, archived=True))
    scope = scope_of(item for item, _detail in programmes)
    figures = count_figures(scope)
    kinds = kinds_of(figures)
    units = units_of(figures, readable(figures.by_owner))
    before = programmes_of_year(year - 1, visible(current_user, archived=True))
    return render(
        "inspections/overview.html",
        year=year,
        years=known,
        programmes=programmes,
        works=works_in(scope, limit=ROWS),
        late=works_in(scope, Choice(late="any"), limit=ROWS),
        figures=figures,
        former=count_figures(scope_of(one for one, _row in before)) if before else None,
        kinds=kinds,
        states=[(key, label) for key, label in STATUSES if figures.by_status[key]],
        units=units,
        months=draw_months(figures.planned, figures.done),
        kind_bars=draw_bars([(label, all_, done) for _key, label, all_, done in kinds]),
        unit_bars=draw_bars([(one.title, all_, done) for one, all_, done in units]),
        discipline=discipline_of(figures),
        staff=scope.staff,
        day=scope.day,
        asked={"nam": year},
        types=dict(TYPES),
        statuses=dict(STATUSES),
        most=ROWS,
    )


@pages.get("/chuong-trinh/tong-quan/cuoc")
@public
def rows() -> ResponseReturnValue:
    """Show the inspections behind a figure: of a year or below a programme."""
    choice = Choice.read(request.args)
    found = asked_scope()
    if found is None or choice is None:
        abort(404)
    scope, asked, title = found
    works = works_in(scope, choice, after=request.args.get("sau", ""), limit=ROWS + 1)
    body = owner_named(choice.owner, scope.criterion) if choice.owner else None
    return render(
        "inspections/rows.html",
        works=works[:ROWS],
        more=works[ROWS - 1].detail.code if len(works) > ROWS else None,
        choice=choice,
        body=body,
        asked=asked,
        heading=title,
        types=dict(TYPES),
        statuses=dict(STATUSES),
        targets=dict(DISCIPLINE_TARGETS),
        forms=dict(DISCIPLINE_FORMS),
        staff=scope.staff,
        day=scope.day,
    )


@pages.get("/chuong-trinh/tong-quan/cuoc.<kind>")
@public
@limited(30, reads=True)
def download(kind: str) -> ResponseReturnValue:
    """Send the inspections behind a figure as a file, with headings in the page's language."""
    choice = Choice.read(request.args)
    found = asked_scope()
    if kind not in TABLE_FORMATS or found is None or choice is None:
        abort(404)
    scope, asked, _what = found
    wanted = choice if choice.asked() else None
    content = export_inspections(scope, current_user, kind, wanted)
    name = f"kiem-tra-giam-sat-{next(iter(asked.values()))}"
    return table_download(content, kind, name)


def scope_of(programmes: Any) -> Scope:
    """Return what the current reader may see below some programmes, as of today."""
    return Scope.of(current_user, [one.id for one in programmes], today())


def asked_scope() -> tuple[Scope, dict[str, Any], Item | int] | None:
    """Return what an address asks about: the scope, its parameters, and what it is.

    ``?chuong-trinh=SLUG`` is a programme with all below it, ``?nam=2026`` a year.
    """
    criterion = visible(current_user, archived=True)
    slug = request.args.get("chuong-trinh")
    if slug:
        programme = programme_by_slug(slug, criterion)
        if programme is None:
            return None
        return scope_of([programme]), {"chuong-trinh": slug}, programme
    year = request.args.get("nam", type=int)
    if year not in years():
        return None
    found = programmes_of_year(year, criterion)
    return scope_of(item for item, _detail in found), {"nam": year}, year


def kinds_of(figures: Figures) -> list[tuple[str, Any, int, int]]:
    """Return key, label, total and what is done of each kind of work that occurs."""
    return [
        (key, label, figures.by_type[key], figures.done_by_type[key])
        for key, label in TYPES
        if figures.by_type[key]
    ]


def units_of(figures: Figures, owners: dict[int, Item]) -> list[tuple[Item, int, int]]:
    """Return each deciding organisation that the reader may see, the busiest first."""
    return [
        (owners[number], count, figures.done_by_owner[number])
        for number, count in figures.by_owner.most_common()
        if number in owners
    ]


def discipline_of(figures: Figures) -> list[tuple[str, Any, Any, int]]:
    """Return key, target, form and count of the disciplinary actions that occur."""
    return [
        (f"{target}:{form}", label, words, figures.discipline[target, form])
        for target, label in DISCIPLINE_TARGETS
        for form, words in DISCIPLINE_FORMS
        if figures.discipline[target, form]
    ]
