"""The pages of redirects: automatic and manual ones, import and export as CSV."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.builtin.desk import desk
from cms.builtin.desk.site import queries
from cms.builtin.pages import redirects as service
from cms.builtin.pagination import Page, page_of
from cms.builtin.rates import limited
from cms.content.fields.forms import SnapshotForm
from cms.content.fields.texts import Text
from cms.content.spine.models import Redirect, SiteRedirect
from cms.errors import Conflict, NotFound, Refused
from cms.settings import get_settings
from cms.theming import render
from cms.views import flash_problems


T = TypeVar("T")
LARGEST = 2_000_000


class RedirectForm(SnapshotForm):
    """From where to where."""

    path = Text(
        _l("Old address"),
        required=True,
        max=service.PATH_LENGTH,
        hint=_l("A path of this site, such as /tin-cu/123."),
    )
    target = Text(
        _l("Redirects to"),
        required=True,
        max=service.TARGET_LENGTH,
        hint=_l("A path of this site, or a full https address."),
    )


@desk.get("/chuyen-huong/")
@requires("site.sections")
def redirects() -> ResponseReturnValue:
    """List the redirects made by hand, or those of items that changed their address."""
    words = request.args.get("q", "").strip()
    moved = None
    if request.args.get("kind") == "auto":
        moved = _page(queries.moved_query(words), Redirect.path)
    return render(
        "desk/site/redirects.html",
        page=moved or _page(queries.redirects_query(words), SiteRedirect.path),
        automatic=moved is not None,
        targets=queries.moved_items(current_user, moved.items) if moved else {},
    )


def _page(query: Select[T], column: InstrumentedAttribute[str]) -> Page[T]:
    return page_of(
        query,
        column,
        column,
        descending=False,
        cursor=request.args.get("cursor"),
        limit=get_settings().per_page,
        count_cap=1000,
    )


@desk.route("/chuyen-huong/sua", methods=["GET", "POST"])
@requires("site.sections")
def edit_redirect() -> ResponseReturnValue:
    """Add a redirect, or change the one whose path stands in the address."""
    old = request.args.get("path", "")
    found = queries.find_redirect(old)
    stored = {"path": found.path, "target": found.target} if found else {"path": old}
    form = RedirectForm(request.form if request.method == "POST" else None, data=stored)
    status = 200
    if request.method == "POST":
        status = 422
        if _filled(form) and _saved(form, found):
            return redirect(url_for("desk.redirects"), 303)
    return render("desk/site/redirect.html", form=form, found=found), status


def _filled(form: RedirectForm) -> bool:
    form.validate()
    for name, messages in form.missing().items():
        form[name].errors = [*form[name].errors, *messages]
    return not any(field.errors for field in form)


def _saved(form: RedirectForm, found: SiteRedirect | None) -> bool:
    """Save what was typed; put what stands against it beside its field."""
    old = found.path if found else ""
    version = request.form.get("version", type=int)
    typed = form.snapshot()
    try:
        row = service.save(
            current_user, typed["path"], typed["target"], old=old, version=version
        )
    except Refused as refusal:
        problem = refusal.problems[0]
        form[problem.field or "path"].errors = [str(problem.message)]
        return False
    except (Conflict, NotFound) as error:
        flash_problems(error)
        return False
    flash(_("Saved."), "success")
    if service.shows_a_page(row.path):
        message = _(
            "%(path)s is a page now; the redirect takes effect once that page is gone."
        )
        flash(message % {"path": row.path}, "warning")
    return True


@desk.post("/chuyen-huong/xoa")
@requires("site.sections")
def delete_redirects() -> ResponseReturnValue:
    """Delete the ticked redirects."""
    number = service.remove(current_user, request.form.getlist("path"))
    flash(_("%(number)d redirects deleted.", number=number), "success")
    return redirect(url_for("desk.redirects"), 303)


@desk.get("/chuyen-huong.csv")
@requires("site.sections", fresh="always")
@limited(30, reads=True)
def redirects_csv() -> ResponseReturnValue:
    """Send the manual redirects as CSV."""
    headers = {"Content-Disposition": 'attachment; filename="redirects.csv"'}
    body = "\ufeff" + service.export_csv(queries.all_redirects())
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@desk.post("/chuyen-huong/nhap")
@requires("site.sections")
def import_redirects() -> ResponseReturnValue:
    """Import redirects from CSV: all of them, or none with the reasons."""
    data = _uploaded()
    if data is None:
        message = _(
            "Please choose a CSV file, at most %(limit)d MB.", limit=LARGEST // 10**6
        )
        flash(message, "error")
        return redirect(url_for("desk.redirects"), 303)
    try:
        number = service.import_csv(current_user, data)
    except Refused as refusal:
        for problem in refusal.problems[:10]:
            flash(str(problem.message), "error")
        flash(_("Nothing was imported."), "warning")
    else:
        flash(_("%(number)d redirects imported.", number=number), "success")
    return redirect(url_for("desk.redirects"), 303)


def _uploaded() -> bytes | None:
    """Return the bytes of the file that came along; None for none and for too many."""
    given = request.files.get("file")
    raw = given.read(LARGEST + 1) if given else b""
    return raw if raw and len(raw) <= LARGEST else None
