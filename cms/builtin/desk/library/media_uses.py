"""Where a picture is used, and another one in its place everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select

from cms import audit, media
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk.bulk_edit import apply_changes
from cms.content.fields.answers import Replacement
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.errors import Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.media import Media, MediaUse, consent


audit.declare(
    {
        "item.replace_media": _l("replaced a picture"),
    }
)


@dataclass(frozen=True)
class Uses:
    """Where a picture is used: what this person may change, and what not.

    That there are places beyond those that one may see is said to nobody but
    to whoever tries to change all of them, and never how many.
    """

    open: list[Item]
    closed: list[Item]
    has_hidden: bool

    @property
    def total(self) -> int:
        """In how many places that this person may see it is used."""
        return len(self.open) + len(self.closed)


def uses_of(actor: Actor, media_id: int) -> Uses:
    """Return the items that use a medium, sorted by what ``actor`` may do there."""
    using = select(MediaUse.item_id).where(MediaUse.media_id == media_id)
    query = select(Item).where(Item.id.in_(using), access.editable(actor))
    seen = list(db.session.scalars(query.order_by(Item.updated_at.desc())))
    total = db.session.scalar(select(func.count()).select_from(using.subquery())) or 0
    may = [item for item in seen if _may_change(actor, item)]
    rest = [item for item in seen if item not in may]
    return Uses(may, rest, total > len(seen))


def _may_change(actor: Actor, item: Item) -> bool:
    if item.type not in current_build().registry.content_types:
        return False
    right = access.WRITE if item.published_at is None else access.PUBLISH
    return access.can(actor, right, item)


def replace_everywhere(actor: Actor, old_id: int, new_id: int) -> list[Item]:
    """Show another picture wherever ``old_id`` is shown; return the changed items.

    Live pages and open revisions are rewritten in one transaction; what was
    before stays in each item's history. Raises Refused while one of the
    places is not the actor's to change, Forbidden, NotFound.
    """
    with transaction() as session:
        old, new = session.get(Media, old_id), session.get(Media, new_id)
        if old is None or new is None or new.deleted_at is not None:
            raise NotFound("One of the two is not in the library.")
        if not media.may_upload(actor):
            raise Forbidden(_("You may not change this."))
        found = uses_of(actor, old_id)
        _check(old, new, found)
        replacement = Replacement(media={old_id: new_id}, forget_alt=True)

        def change(data: Snapshot) -> Snapshot:
            return data.replaced(replacement)

        for item in found.open:
            if apply_changes(actor, item, change, change):
                detail = {"was": old_id, "is": new_id}
                audit.record(
                    "item.replace_media",
                    actor=actor,
                    item_id=item.id,
                    subject=item.title,
                    detail=detail,
                )
    return found.open


def _check(old: Media, new: Media, found: Uses) -> None:
    if old.id == new.id or old.kind != new.kind:
        raise Refused([Problem(_("Please choose another picture."))])
    if new.consent == "refused":
        raise Refused(consent.problems(db.session(), [new.id]))
    if found.closed or found.has_hidden:
        message = _("You may not change some of the places; ask an editor.")
        raise Refused([Problem(message)])
