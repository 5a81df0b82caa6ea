"""What the pages of the site's administration ask of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, or_, select

from cms.accounts.models import Grant, Role, User
from cms.actors import Actor
from cms.audit.models import AuditEntry
from cms.builtin.desk.queries import editable_query
from cms.content.spine.models import Item, Redirect, Section, SiteRedirect
from cms.errors import NotFound
from cms.extensions import db
from cms.jobs.models import FAILED, JobRow
from cms.text import person_sort_key


def all_users() -> list[User]:
    """Return every account, by Vietnamese name order."""
    return sorted(
        db.session.scalars(select(User)), key=lambda user: person_sort_key(user.name)
    )


def all_user_names() -> list[tuple[int, str]]:
    """Return every account as (id, name), by Vietnamese name order."""
    rows = db.session.execute(select(User.id, User.name))
    return sorted(
        ((row.id, row.name) for row in rows), key=lambda pair: person_sort_key(pair[1])
    )


def failed_jobs(limit: int = 20) -> list[JobRow]:
    """Return the jobs that failed at every attempt, the newest first."""
    query = select(JobRow).where(JobRow.state == FAILED)
    return list(db.session.scalars(query.order_by(JobRow.id.desc()).limit(limit)))


def get_role(role_id: int) -> Role:
    """Return a role; raises NotFound."""
    found = db.session.get(Role, role_id)
    if found is None:
        raise NotFound(f"No role {role_id}.")
    return found


def holder_counts() -> dict[int, int]:
    """Return how many people hold each role; roles that nobody holds are absent."""
    counted = select(Grant.role_id, func.count(Grant.user_id.distinct()))
    rows = db.session.execute(counted.group_by(Grant.role_id))
    return {row[0]: row[1] for row in rows}


def get_section(section_id: int) -> Section:
    """Return a section; raises NotFound."""
    found = db.session.get(Section, section_id)
    if found is None:
        raise NotFound(f"No section {section_id}.")
    return found


def item_counts() -> dict[int | None, int]:
    """Return how many items are filed under each section, the trash left out."""
    counted = (
        select(Item.section_id, func.count())
        .where(Item.deleted_at.is_(None))
        .group_by(Item.section_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def redirects_query(words: str) -> Select[SiteRedirect]:
    """Return the statement for redirects made by hand whose addresses hold ``words``."""
    if not words:
        return select(SiteRedirect)
    return select(SiteRedirect).where(
        or_(
            SiteRedirect.path.contains(words, autoescape=True),
            SiteRedirect.target.contains(words, autoescape=True),
        )
    )


def moved_query(words: str) -> Select[Redirect]:
    """Return the statement for former addresses of items that hold ``words``."""
    if not words:
        return select(Redirect)
    return select(Redirect).where(Redirect.path.contains(words, autoescape=True))


def moved_items(actor: Actor, redirects: Iterable[Redirect]) -> dict[int, Item]:
    """Return the items that redirects lead to and ``actor`` may open, by id."""
    ids = [row.item_id for row in redirects]
    found = db.session.scalars(editable_query(actor, Item.id.in_(ids)))
    return {item.id: item for item in found}


def find_redirect(path: str) -> SiteRedirect | None:
    """Return the redirect made by hand for an address, or None."""
    return db.session.get(SiteRedirect, path) if path else None


def all_redirects() -> Sequence[SiteRedirect]:
    """Return every redirect made by hand, by its address."""
    return db.session.scalars(select(SiteRedirect).order_by(SiteRedirect.path)).all()


def audit_query(
    *, person: int | None = None, room: str = "", item: int | None = None
) -> Select[AuditEntry]:
    """Return the statement for entries of the log: of a person, of a room, of an item."""
    query = select(AuditEntry)
    if person is not None:
        query = query.where(AuditEntry.actor_id == person)
    if room:
        query = query.where(AuditEntry.action.startswith(f"{room}.", autoescape=True))
    if item is not None:
        query = query.where(AuditEntry.item_id == item)
    return query


def recorded_actions() -> list[str]:
    """Return the names of all actions that the log holds."""
    return list(db.session.scalars(select(AuditEntry.action).distinct()))
