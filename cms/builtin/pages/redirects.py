"""Redirects made by hand: checked before they are kept, found by their path."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select, update
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cms import audit, inputs, text
from cms.actors import Actor
from cms.builtin.tables import UnreadableTable, read_table
from cms.content.spine.models import Item, Redirect, SiteRedirect
from cms.database.transaction import transaction
from cms.errors import Conflict, NotFound, Problem, Refused
from cms.extensions import db
from cms.inputs import clean_text
from cms.theming.assets import PREFIX


audit.declare(
    {
        "redirect.save": _l("Redirect saved"),
        "redirect.delete": _l("Redirect deleted"),
    },
    redirect=_l("Redirects"),
)


PATH_LENGTH, TARGET_LENGTH = 300, inputs.MOST_IN_ADDRESS
PUBLIC = "pages"
V = TypeVar("V", bound=Callable[..., Any])
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def site_target(path: str) -> str | None:
    """Return where the redirect of ``path`` leads, or None when there is none."""
    wanted = as_path(path)
    query = select(SiteRedirect.target).where(SiteRedirect.path == wanted)
    return db.session.scalar(query) if len(wanted) <= PATH_LENGTH else None


def reserved() -> frozenset[str]:
    """Return the first parts of addresses that belong to the house, never to content."""
    found = {PREFIX.strip("/")}
    for rule in current_app.url_map.iter_rules():
        first = rule.rule.strip("/").partition("/")[0]
        public = rule.endpoint.startswith(f"{PUBLIC}.")
        if not public and not _comes_with_content(rule.endpoint):
            found.add(first)
    return frozenset(one for one in found if one and "<" not in one)


def save(
    actor: Actor, path: str, target: str, *, old: str = "", version: int | None = None
) -> SiteRedirect:
    """Add a redirect, or change the one that is called ``old``; one transaction.

    Raises Refused in words, NotFound when ``old`` is gone, and Conflict when
    somebody else has changed it.
    """
    with transaction() as session:
        found = session.get(SiteRedirect, as_path(old)) if old else None
        if old and found is None:
            raise NotFound(f"No redirect from {old}.")
        if found is not None and version is not None and found.version != version:
            raise Conflict(_("Somebody else has saved this in the meantime."), found)
        path, target = checked(path, target, old=found.path if found else "")
        if found is not None and found.path != path:
            session.delete(found)
            session.flush()
            found = None
        if found is None:
            found = SiteRedirect(path=path, created_by_id=actor.id)
            session.add(found)
        found.target = target
        _point_on(path, target)
        session.flush()
        audit.record("redirect.save", actor=actor, subject=f"{path} → {target}")
    return found


def checked(path: str, target: str, *, old: str = "") -> tuple[str, str]:
    """Return both ends as they are stored, the target at the end of every chain."""
    path = as_path(path)
    if path == "/" or len(path) > PATH_LENGTH or _UNSAFE.search(path):
        message = _("Please give a path of this site, such as /tin-cu/123.")
        raise Refused([Problem(message, "path")])
    if path.strip("/").partition("/")[0] in reserved():
        raise Refused([Problem(_("This address belongs to the site itself."), "path")])
    if path != old and db.session.get(SiteRedirect, path) is not None:
        message = _("There is a redirect from this address already.")
        raise Refused([Problem(message, "path")])
    target = _checked_target(target)
    seen = {path, old} - {""}
    while (onward := _onward(target, old)) is not None:
        if target in seen:
            break
        seen.add(target)
        target = onward
    if target in seen:
        message = _("This would redirect to itself.")
        raise Refused([Problem(message, "target")])
    return path, target


def _checked_target(typed: str) -> str:
    try:
        words = inputs.target(typed)
    except ValueError:
        message = _("Please give a path of this site or an https address.")
        raise Refused([Problem(message, "target")]) from None
    if words.startswith("https://") or "?" in words or "#" in words:
        return words
    return as_path(words)


def _onward(target: str, old: str) -> str | None:
    """Return where ``target`` is itself led to, by hand or because an item moved."""
    if not target.startswith("/"):
        return None
    found = db.session.get(SiteRedirect, target)
    if found is not None and found.path != old:
        return found.target
    moved = (
        select(Item.path)
        .join(Redirect, Redirect.item_id == Item.id)
        .where(Redirect.path == target, Item.deleted_at.is_(None))
    )
    return db.session.scalar(moved)


def _point_on(path: str, target: str) -> None:
    """Point redirects from ``path`` to ``target``, so that there are no chains."""
    db.session.execute(
        update(SiteRedirect)
        .where(SiteRedirect.target == path, SiteRedirect.path != target)
        .values(target=target, version=SiteRedirect.version + 1)
    )


def lead(actor: Actor, old: str, new: str) -> None:
    """Redirect the old address of a section or keyword to its new one.

    Part of a transaction. The new address is a page now: what led from there
    goes, and what led to the old address leads to the new one.
    """
    session = db.session()
    for path in (old, new):
        found = session.get(SiteRedirect, path)
        if found is not None:
            session.delete(found)
    session.flush()
    session.add(SiteRedirect(path=old, target=new, created_by_id=actor.id))
    _point_on(old, new)
    session.flush()


def remove(actor: Actor, paths: Collection[str]) -> int:
    """Delete redirects in one transaction; return how many there were."""
    with transaction() as session:
        query = select(SiteRedirect).where(SiteRedirect.path.in_(list(paths)))
        found = list(session.scalars(query))
        for one in found:
            audit.record("redirect.delete", actor=actor, subject=one.path)
            session.delete(one)
    return len(found)


def shows_a_page(path: str) -> bool:
    """Tell whether an address shows something now: then its redirect waits."""
    item = select(Item.id).where(Item.path == path, Item.deleted_at.is_(None))
    if db.session.scalar(item) is not None:
        return True
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _values = adapter.match(path)
    except (HTTPException, RequestRedirect):
        return False
    return not _comes_with_content(endpoint)


def comes_with_content(view: V) -> V:
    """Mark a view whose pages come and go with content.

    A redirect from the address of such a page waits until the page is gone.
    """
    view.__cms_content__ = True  # type: ignore[attr-defined] # functions take attributes
    return view


def _comes_with_content(endpoint: str) -> bool:
    return hasattr(current_app.view_functions[endpoint], "__cms_content__")


def import_csv(actor: Actor, data: bytes) -> int:
    """Add redirects from a table (path, target), all or none; return how many.

    A row whose path is there already changes where it leads. Raises Refused
    with the number of each line that does not hold, and for what is no table.
    """
    try:
        rows = read_table(data)
    except UnreadableTable:
        message = _("This file is no CSV in UTF-8 or UTF-16; please save it as one.")
        raise Refused([Problem(message, "file")]) from None
    if rows and text.fold(rows[0][0]) in ("path", "from"):
        rows = rows[1:]
        first = 2
    else:
        first = 1
    problems = []
    with transaction():
        for line, row in enumerate(rows, first):
            if trouble := _take_row(actor, row):
                problems.append(
                    Problem(_("Line %(line)d: %(trouble)s", line=line, trouble=trouble))
                )
        if problems:
            raise Refused(problems)
    return len(rows)


def _take_row(actor: Actor, row: list[str]) -> str:
    if len(row) < 2:
        return _("two columns are needed: path and target.")
    path = as_path(row[0])
    there = db.session.get(SiteRedirect, path) is not None
    try:
        path, target = checked(row[0], row[1], old=path if there else "")
    except Refused as refusal:
        return str(refusal.problems[0].message)
    found = db.session.get(SiteRedirect, path)
    if found is None:
        found = SiteRedirect(path=path, created_by_id=actor.id)
        db.session.add(found)
    found.target = target
    _point_on(path, target)
    db.session.flush()
    audit.record("redirect.save", actor=actor, subject=f"{path} → {target}")
    return ""


def export_csv(rows: Iterable[SiteRedirect]) -> str:
    """Return redirects as CSV with a line of headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["path", "target"])
    writer.writerows([_cell(row.path), _cell(row.target)] for row in rows)
    return out.getvalue()


def _cell(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_path(value: str) -> str:
    """Return a path of this site as requests are compared: decoded, clean, no slash at the end.

    A whole address of any site gives its path: that is what people copy.
    """
    typed = clean_text(value).strip()
    if typed.startswith(("http://", "https://")):
        try:
            typed = urlsplit(typed).path
        except ValueError:
            typed = ""
    typed = clean_text(unquote(typed.partition("?")[0].partition("#")[0]))
    return "/" + typed.strip("/")
