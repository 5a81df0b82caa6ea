"""Sections: their settings, their order, and merging one into another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cms import audit, text
from cms.accounts.models import Grant
from cms.actors import Actor
from cms.builtin.pages import redirects
from cms.content.spine.models import Item, Revision, Section
from cms.content.spine.queries import sections as all_sections
from cms.database.transaction import transaction
from cms.errors import Conflict, NotFound, Problem, Refused
from cms.plugins.state import bump


audit.declare(
    {
        "section.save": _l("Section saved"),
        "section.delete": _l("Section deleted"),
        "section.move": _l("Section moved"),
        "section.merge": _l("Sections merged"),
    },
    section=_l("Sections"),
)


BATCH = 500
LONGEST_REVIEW = 365


def address(slug: str) -> str:
    """Return the public address of a section."""
    return f"/chuyen-muc/{slug}"


def save(
    actor: Actor, found: Section | None, data: Mapping[str, Any], version: int | None
) -> Section:
    """Write a section in one transaction; its old address leads to the new one.

    Raises Refused when the address is taken.
    """
    slug = text.slugify(data["slug"] or data["title"])
    with transaction() as session:
        same = select(Section.id).where(
            Section.slug == slug, Section.id != (found.id if found else 0)
        )
        if not slug or session.scalar(same) is not None:
            message = _("Another section has this address.")
            raise Refused([Problem(message, "slug")])
        if found is None:
            found = Section(title=data["title"], slug=slug)
            session.add(found)
        elif version is not None and version != found.version:
            raise Conflict(_("Somebody else has saved this in the meantime."), found)
        elif found.slug != slug:
            redirects.lead(actor, address(found.slug), address(slug))
        found.title, found.slug = data["title"], slug
        found.position = data["position"] if data["position"] is not None else 100
        found.intro = data["intro"] or ""
        found.default_visibility = data["default_visibility"] or "public"
        days = data["review_days"]
        found.review_days = days and min(days, LONGEST_REVIEW)
        session.flush()
        audit.record("section.save", actor=actor, subject=found.title)
        bump(session)
    return found


def remove(actor: Actor, section_id: int) -> None:
    """Delete a section in one transaction; raise Refused while it holds items."""
    with transaction() as session:
        found = _get(session, section_id)
        count = select(func.count()).where(Item.section_id == section_id)
        if number := session.scalar(count):
            message = _(
                "%(number)d items are in this section; move them to another one first.",
                number=number,
            )
            raise Refused([Problem(message)])
        _refile_snapshots(session, section_id, None)
        audit.record("section.delete", actor=actor, subject=found.title)
        session.delete(found)
        bump(session)


def move(actor: Actor, section_id: int, step: int) -> None:
    """Move a section up (-1) or down (1) in the order, in one transaction."""
    with transaction() as session:
        found = _get(session, section_id)
        row = all_sections()
        place = row.index(found)
        row.insert(max(0, min(len(row) - 1, place + step)), row.pop(place))
        for position, one in enumerate(row, 1):
            one.position = 10 * position
        session.flush()
        audit.record("section.move", actor=actor, subject=found.title)
        bump(session)


def merge(actor: Actor, section_id: int, into_id: int) -> int:
    """File everything of one section under another, in one transaction.

    The section goes; its address leads to the other one, and roles that were
    held in it are held in the other. Returns how many items moved.
    """
    if section_id == into_id:
        raise Refused([Problem(_("Please choose another section."))])
    with transaction() as session:
        found, into = _get(session, section_id), _get(session, into_id)
        moved = session.execute(
            update(Item)
            .where(Item.section_id == section_id)
            .values(section_id=into_id, version=Item.version + 1)
            .execution_options(synchronize_session=False)
        )
        _refile_snapshots(session, section_id, into_id)
        _carry_grants(session, section_id, into_id)
        redirects.lead(actor, address(found.slug), address(into.slug))
        words = f"{found.title} → {into.title}"
        audit.record("section.merge", actor=actor, subject=words)
        session.flush()
        session.delete(found)
        bump(session)
    session.expire_all()
    return int(moved.rowcount)  # type: ignore[attr-defined] # a CursorResult: it selects nothing


def _get(session: Session, section_id: int) -> Section:
    found = session.get(Section, section_id)
    if found is None:
        raise NotFound(f"No section {section_id}.")
    return found


def _refile_snapshots(session: Session, old: int, new: int | None) -> None:
    """Let every snapshot name the new section: an older one can be restored still."""
    place = Revision.data["section_id"].as_integer()
    query = select(Revision.id, Revision.data).where(place == old)
    rows = session.execute(query).all()
    for start in range(0, len(rows), BATCH):
        changed = [
            {"id": key, "data": {**data, "section_id": new}}
            for key, data in rows[start : start + BATCH]
        ]
        session.execute(update(Revision), changed)


def _carry_grants(session: Session, old: int, new: int) -> None:
    held = {
        (grant.user_id, grant.role_id)
        for grant in session.scalars(select(Grant).where(Grant.section_id == new))
    }
    for grant in session.scalars(select(Grant).where(Grant.section_id == old)):
        if (grant.user_id, grant.role_id) in held:
            session.delete(grant)
        else:
            grant.section_id = new
    session.flush()
