"""Small corrections of what is live, public notes on them, and withdrawal.

Each function is one transaction; what it raises is said in :mod:`cms.content.service`.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.actors import Actor
from cms.content.compare.diff import changes
from cms.content.fields.answers import FieldChange
from cms.content.publishing.change_notes import announce
from cms.content.publishing.review import begin, go_live, publish, schedule
from cms.content.revisions.drafts import load_for, note
from cms.content.revisions.projection import refresh_linking
from cms.content.spine import workflow
from cms.content.spine.models import ChangeNote, Item
from cms.content.spine.queries import content_type_of, live_revision, working_revision
from cms.content.steps import notify_after_commit
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.settings import get_settings


audit.declare(
    {
        "item.correct": _l("published a small correction"),
        "item.withdraw": _l("withdrew it"),
        "item.banner": _l("changed the note to readers"),
    }
)


# A date, some names, a sentence: more than that, a second person should read.
MOST_LETTERS = 300
# Where and for whom a page stands is no slip of the pen.
FILING = (
    "visibility",
    "section_id",
    "slug",
    "language",
    "expires_at",
    "first_published_at",
)


def correct(actor: Actor, item_id: int, version: int, words: str = "") -> Item:
    """Publish a small change of a live item without a second person, and log it.

    ``words`` is the public note at the foot of the page. Refused when
    the site does not allow it, or when the change is more than a correction.
    """
    with transaction():
        item = begin(actor, item_id, version, "correct")
        against = _against(item)
        if against:
            raise Refused([Problem(against)])
        if words.strip():
            announce(actor, item, words)
        revision = working_revision(item.id)
        go_live(actor, item)
        note(actor, item, "correct", words, revision=revision)
    return item


def _against(item: Item) -> str:
    """Return why the open change is not a small correction, or nothing."""
    if not get_settings().small_corrections:
        return _("This site wants a second person for corrections too.")
    live, working = live_revision(item.id), working_revision(item.id)
    if live is None or working is None:
        return _("There is nothing to publish.")
    if any(live.data.get(name) != working.data.get(name) for name in FILING):
        return _(
            "Changing the address, section, language or readers is not a small "
            "correction."
        )
    differences = changes(content_type_of(item), live.data, working.data)
    if any(one.added or one.removed or one.moved for one in differences):
        return _("Links and pictures have changed: submit it for review.")
    if sum(map(_letters, differences)) > MOST_LETTERS:
        return _(
            "More than %(most)d letters have changed: submit it for review.",
            most=MOST_LETTERS,
        )
    return ""


def _letters(change: FieldChange) -> int:
    return sum(len(piece.text) for piece in change.pieces if piece.kind != "same")


def publish_change(
    actor: Actor, item_id: int, version: int, words: str | None = None
) -> Item:
    """Publish a reviewed change of a live item, and tell readers what it is.

    Without ``words``, the note that was saved before appears.
    """
    with transaction():
        if words is not None:
            item = load_for(actor, item_id, version, "publish")
            announce(actor, item, words)
        return publish(actor, item_id, version)


def schedule_change(
    actor: Actor,
    item_id: int,
    version: int,
    moment: dt.datetime,
    words: str | None = None,
) -> Item:
    """Schedule a change of a live item; its public note appears when it goes live.

    Without ``words``, what was written down for it before stays.
    """
    with transaction():
        item = schedule(actor, item_id, version, moment)
        if words is not None:
            announce(actor, item, words)
    return item


def change_notes(item_id: int) -> list[ChangeNote]:
    """Return the public notes on corrections, the newest first."""
    query = select(ChangeNote).where(
        ChangeNote.item_id == item_id, ChangeNote.shown_at.is_not(None)
    )
    return list(
        db.session.scalars(
            query.order_by(ChangeNote.shown_at.desc(), ChangeNote.id.desc()).limit(50)
        )
    )


def withdraw(actor: Actor, item_id: int, version: int | None, words: str) -> Item:
    """Take a live item out of lists and search; its page says why it was withdrawn."""
    if not words.strip():
        message = _("Please tell readers why this is withdrawn.")
        raise Refused([Problem(message, "banner")])
    with transaction():
        item = begin(actor, item_id, version, "withdraw")
        item.status, item.banner = workflow.ARCHIVED, words.strip()
        refresh_linking(item)
        note(actor, item, "withdraw", words)
        notify_after_commit("on_item_archived", item, actor)
    return item


def set_banner(actor: Actor, item_id: int, version: int, words: str) -> Item:
    """Set the banner that an item shows once it is archived or expired."""
    with transaction():
        item = load_for(actor, item_id, version, "publish")
        if item.banner != words.strip():
            item.banner = words.strip()
            note(actor, item, "banner", words)
    return item
