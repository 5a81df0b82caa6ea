"""The page of the desk that brings inspections in from a workbook, and its template file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cms_directory import today
from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from cms import (
    Refused,
    Table,
    current_user,
    db,
    desk_blueprint,
    limited,
    render,
    requires,
    write_tables,
)
from cms_inspections import INSPECTION
from cms_inspections.downloads import table_download
from cms_inspections.importing import MOST_ROWS, Preview, bring_in, preview_workbook
from cms_inspections.sheet_columns import COLUMNS


import_pages = desk_blueprint("sheets")
SHOWN = 200


@import_pages.get("/kiem-tra/nhap")
@requires("inspections.item.write")
def form() -> ResponseReturnValue:
    """Ask for a workbook."""
    return _page(None, [])


@import_pages.post("/kiem-tra/nhap")
@requires("inspections.item.write")
@limited(30)
def read() -> ResponseReturnValue:
    """Show what a workbook would bring, or make drafts of it when that was asked for."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _page(None, [_("Choose a workbook (XLSX) first.")], 422)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        given.save(path)
        try:
            preview = preview_workbook(path, current_user)
        except Refused as refused:
            return _page(None, [str(one.message) for one in refused.problems], 422)
    wanted = request.form.get("act", "")
    if wanted not in ("import", "skip") or (wanted == "import" and not preview.is_good):
        return _page(preview, [], 200 if preview.is_good else 422)
    if len(preview.fresh) > MOST_ROWS:
        return _page(preview, [_too_many()], 422)
    try:
        count = bring_in(preview.fresh, current_user, live=False)
    except Refused as refused:
        db.session.rollback()
        return _page(preview, [str(one.message) for one in refused.problems], 422)
    flash(
        ngettext(
            "%(num)d inspection is a draft now: publish it from this list.",
            "%(num)d inspections are drafts now: publish them from this list.",
            count,
        ),
        "success",
    )
    return redirect(url_for("desk.items", type_name=INSPECTION), 303)


@import_pages.get("/kiem-tra/mau.xlsx")
@requires("inspections.item.write")
def template() -> ResponseReturnValue:
    """Send an empty workbook with the headings, and a sheet that explains them."""
    taken = [column for column in COLUMNS if column.taken]
    heads = [str(one.label) for one in taken]
    words = {
        "date": _("A day, such as 15/10/2026"),
        "number": _("A whole number"),
        "organisation": _("The full name of an organisation"),
        "person": _("The full name of a person"),
        "people": _("Full names, a semicolon between two"),
        "programme": _("The title of the programme"),
        "subjects": _(
            "Names of organisations, or members by function with their number: "
            "“Bí thư chi bộ (1)”; a semicolon between two"
        ),
        "documents": _("Such as “Quyết định 41-QĐ/QU (30/03/2026)”"),
        "text": _("Text"),
    }
    rows = [
        [
            str(one.label),
            ", ".join(str(label) for _key, label in one.choices) or words[one.kind],
            _("Yes") if one.required else "",
        ]
        for one in taken
    ]
    explained = [_("Heading"), _("What belongs there"), _("Needed")]
    content = write_tables(
        [
            Table(_("Inspections and supervisions"), heads, []),
            Table(_("Explained"), explained, rows),
        ],
        "xlsx",
    )
    return table_download(content, "xlsx", f"mau-kiem-tra-giam-sat-{today().year}")


def _too_many() -> str:
    return _(
        "At most %(most)d rows are taken here at once: divide the table.",
        most=MOST_ROWS,
    )


def _page(
    preview: Preview | None, problems: list[str], status: int = 200
) -> ResponseReturnValue:
    found = preview.everything() if preview is not None else []
    page = render(
        "inspections/import.html",
        preview=preview,
        found=found[:SHOWN],
        more=len(found) - SHOWN,
        problems=problems,
    )
    return Response(page, status)
