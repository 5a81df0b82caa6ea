"""Move items through review to the public, and out of it again.

Each function is one transaction; what it raises is said in :mod:`cms.content.service`.
In each, the rows are written first; ``record_step`` then lets features write what
follows (notices, comments) and the audit log the step; the ``on_`` hooks are called
once all of it is committed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.content import checks
from cms.content.effects import notify_after_commit
from cms.content.fields.answers import Kind
from cms.content.publishing.change_notes import reveal
from cms.content.publishing.deadlines import after_working_days
from cms.content.revisions.drafts import load_for, record_step
from cms.content.revisions.projection import (
    refresh_linking,
    write_detail,
    write_index,
    write_spine,
)
from cms.content.revisions.revision_rows import new_revision, next_number
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import locks, workflow
from cms.content.spine.models import Item, Revision, Section
from cms.content.spine.queries import (
    content_type_of,
    first_live_at,
    live_revision,
    working_revision,
)
from cms.content.spine.workflow import TRANSITIONS, Transition
from cms.database.base import utcnow
from cms.database.clock import read_clock
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.i18n import site_zone
from cms.media import consent
from cms.settings import get_settings


audit.declare(
    {
        "item.submit": _l("submitted it for review"),
        "item.take_back": _l("withdrew it from review"),
        "item.send_back": _l("returned it"),
        "item.approve": _l("approved it"),
        "item.schedule": _l("scheduled it"),
        "item.publish": _l("published it"),
        "item.archive": _l("archived it"),
        "item.revive": _l("published it again"),
    }
)


def problems(actor: Actor, item: Item, move: Transition) -> list[Problem]:
    """Return everything that stands against ``move``, from fields, rules and plugins."""
    revision = working_revision(item.id)
    data = Snapshot.stored(item, revision) if revision else Snapshot.of(item)
    found: list[Problem] = []
    if move.complete:
        found += checks.missing(data)
        found += consent.problems(db.session(), data.targets(Kind.MEDIA))
    if move.reviewed and revision is not None:
        found += _four_eyes(actor, revision)
    said = current_build().manager.check(
        "check_item", item=item, data=data, transition=move.name, actor=actor
    )
    ruled = checks.ruled(said)
    return found + [_as_ruled(problem, move, actor) for problem in ruled]


def _as_ruled(problem: Problem, move: Transition, actor: Actor) -> Problem:
    """Let rules block publishing, not submitting for review.

    What the site itself brings in was published elsewhere already.
    """
    if problem.rule and (not move.reviewed or actor.id is None):
        return replace(problem, block=False)
    return problem


def _four_eyes(actor: Actor, revision: Revision) -> list[Problem]:
    """Apply the rule that nobody approves what he has written himself."""
    if not get_settings().four_eyes or actor.id is None:
        return []
    if revision.approved_by_id not in (None, revision.edited_by_id):
        return []
    if actor.id == revision.edited_by_id:
        message = _("A second person must approve this: you edited it last.")
        return [Problem(message)]
    return []


def begin(actor: Actor, item_id: int, version: int | None, name: str) -> Item:
    """Check that the move ``name`` may be made now; return the item."""
    item = load_for(actor, item_id, version, TRANSITIONS[name].right)
    check_step(actor, item, name)
    item.updated_at, item.updated_by_id = utcnow(), actor.id
    return item


def check_step(actor: Actor, item: Item, name: str) -> None:
    """Raise Refused with everything that stands against the move ``name`` now."""
    move = TRANSITIONS[name]
    if content_type_of(item).is_record:
        message = _("What is saved here is valid at once: there is no review.")
        raise Refused([Problem(message)])
    if item.stage not in move.stages or item.status not in move.statuses:
        message = _("This step is not possible now: the state has changed.")
        raise Refused([Problem(message)])
    blocking = [problem for problem in problems(actor, item, move) if problem.block]
    if blocking:
        raise Refused(blocking)


def submit(actor: Actor, item_id: int, version: int, words: str = "") -> Item:
    """Send the open revision to review."""
    with transaction():
        item = begin(actor, item_id, version, "submit")
        revision = working_revision(item.id)
        if revision is None:
            raise Refused([Problem(_("There is nothing to submit."))])
        revision.sealed, revision.submitted_by_id = True, actor.id
        revision.note = words
        item.stage = workflow.SUBMITTED
        locks.drop(item)
        _set_deadline(item)
        record_step(actor, item, "submit", words, revision=revision)
        notify_after_commit("on_item_submitted", item, actor)
    return item


def _set_deadline(item: Item) -> None:
    """Set by when the review should be done, as the item's section says."""
    now = utcnow()
    if item.due_at is not None and item.due_at > now:
        return
    section = db.session.get(Section, item.section_id) if item.section_id else None
    days = section.review_days if section is not None else None
    item.due_at = after_working_days(now, days, site_zone()) if days else None


def take_back(actor: Actor, item_id: int, version: int) -> Item:
    """Withdraw a submitted revision from review."""
    with transaction():
        item = begin(actor, item_id, version, "take_back")
        item.stage = workflow.DRAFT
        record_step(actor, item, "take_back")
    return item


def send_back(actor: Actor, item_id: int, version: int, reason: str) -> Item:
    """Return a revision to its author; the reason is required and kept."""
    if not reason.strip():
        raise Refused([Problem(_("Please give a reason for returning it."), "reason")])
    with transaction():
        item = begin(actor, item_id, version, "send_back")
        revision = working_revision(item.id)
        return_revision(actor, item, reason)
        record_step(actor, item, "send_back", reason, revision=revision)
    return item


def return_revision(actor: Actor, item: Item, reason: str) -> None:
    """Keep the open revision as returned, open the next one with the same words.

    Part of a transaction, no checks.
    """
    revision = working_revision(item.id)
    if revision is not None:
        revision.state, revision.note, revision.sealed = "returned", reason, True
        opened = new_revision(item, next_number(item), revision.data, actor)
        opened.edited_by_id = revision.edited_by_id
        opened.created_by_id = revision.created_by_id
        db.session.add(opened)
    item.stage, item.publish_at = workflow.DRAFT, None
    notify_after_commit("on_item_returned", item, actor)


def approve(actor: Actor, item_id: int, version: int) -> Item:
    """Approve the open revision; it waits for somebody to publish it."""
    with transaction():
        item = begin(actor, item_id, version, "approve")
        revision = approve_revision(actor, item)
        item.stage = workflow.APPROVED
        record_step(actor, item, "approve", revision=revision)
    return item


def approve_revision(actor: Actor, item: Item) -> Revision | None:
    """Write down who approves the open revision; return it. No checks."""
    revision = working_revision(item.id)
    if revision is not None and revision.approved_by_id is None:
        revision.approved_by_id, revision.sealed = actor.id, True
    return revision


def schedule(actor: Actor, item_id: int, version: int, publish_at: dt.datetime) -> Item:
    """Approve and let the job worker publish at ``publish_at`` (aware)."""
    if publish_at <= utcnow():
        message = _("This time has passed; choose a later one or publish now.")
        raise Refused([Problem(message, "publish_at")])
    with transaction():
        item = begin(actor, item_id, version, "schedule")
        revision = approve_revision(actor, item)
        item.stage, item.publish_at = workflow.SCHEDULED, publish_at
        words = publish_at.isoformat()
        record_step(actor, item, "schedule", words, revision=revision, when=publish_at)
    return item


def publish(
    actor: Actor,
    item_id: int,
    version: int | None,
    *,
    published_at: dt.datetime | None = None,
) -> Item:
    """Make the open revision what the public reads, in one transaction.

    ``published_at`` (aware) is for imports of older content; else it is now,
    or when the item first went live.
    """
    with transaction():
        item = begin(actor, item_id, version, "publish")
        revision = approve_revision(actor, item)
        go_live(actor, item, published_at)
        record_step(actor, item, "publish", revision=revision)
    return item


def go_live(actor: Actor, item: Item, published_at: dt.datetime | None = None) -> None:
    """Apply the open revision to the rows; part of a transaction, no checks."""
    revision = working_revision(item.id)
    if revision is None:
        raise Refused([Problem(_("There is nothing to publish."))])
    item.published_at = published_at or first_published(item, revision.data)
    if item.status == workflow.ARCHIVED:
        item.banner = ""
    item.status, item.stage, item.publish_at = workflow.PUBLISHED, None, None
    item.proposed_at, item.due_at = None, None
    revision.state, revision.sealed = "published", True
    reveal(item)
    data = Snapshot.stored(item, revision)
    write_spine(item, data)
    db.session.flush()
    write_detail(item, data)
    write_index(item, data)
    notify_after_commit("on_item_published", item, actor)


def first_published(item: Item, data: Mapping[str, Any]) -> dt.datetime:
    """Return when ``item`` was first public: as its snapshot says, else here.

    When a stated date is taken back, that is when it first went live here.
    """
    if data.get("first_published_at"):
        return dt.datetime.fromisoformat(data["first_published_at"])
    before = live_revision(item.id)
    if before is not None and before.data.get("first_published_at"):
        return first_live_at(item.id) or utcnow()
    return item.published_at or read_clock(db.session())


def archive(actor: Actor, item_id: int, version: int | None, reason: str = "") -> Item:
    """Archive a live item: it leaves lists and search, its page stays with a notice."""
    with transaction():
        item = begin(actor, item_id, version, "archive")
        item.status = workflow.ARCHIVED
        refresh_linking(item)
        record_step(actor, item, "archive", reason)
        notify_after_commit("on_item_archived", item, actor)
    return item


def revive(actor: Actor, item_id: int, version: int) -> Item:
    """Publish an archived item again; clear a past expiry."""
    with transaction():
        item = begin(actor, item_id, version, "revive")
        item.status, item.banner = workflow.PUBLISHED, ""
        if item.expires_at is not None and item.expires_at <= utcnow():
            item.expires_at = None
        record_step(actor, item, "revive")
        notify_after_commit("on_item_restored", item, actor)
    return item
