"""Small corrections of what is live: published without a second person."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.actors import Actor
from cms.builtin.desk.compare.diff import changes
from cms.content.fields.answers import FieldChange, Titles
from cms.content.publishing.change_notes import announce
from cms.content.publishing.transitions import begin, go_live
from cms.content.revisions.drafts import record_step
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of, live_revision, working_revision
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.settings import get_settings
from cms.settings.site import MOST_LETTERS


audit.declare(
    {
        "item.correct": _l("published a small correction"),
    }
)


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
        record_step(actor, item, "correct", words, revision=revision)
    return item


def _against(item: Item) -> str:
    """Return why the open change is not a small correction, or nothing."""
    if not get_settings().small_corrections:
        return _("This site requires a second person for corrections too.")
    live, working = live_revision(item.id), working_revision(item.id)
    if live is None or working is None:
        return _("There is nothing to publish.")
    if any(live.data.get(name) != working.data.get(name) for name in FILING):
        return _(
            "Changing the address, section, language or readers is not a small "
            "correction."
        )
    differences = changes(content_type_of(item), live.data, working.data, Titles())
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
