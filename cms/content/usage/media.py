"""Pictures in content: which a snapshot shows, and another one in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from cms import audit, media
from cms.build_context import current_build
from cms.content.fields.references import Image, Images, Rows
from cms.content.fields.texts import Rich
from cms.content.revisions.bulk_edit import rewrite
from cms.content.revisions.projection import content_type_of, used_media
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.errors import Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.media import Media, MediaUse, consent


@dataclass(frozen=True)
class Uses:
    """Where a picture is used: what this person may change, and what not."""

    open: list[Item]
    closed: list[Item]
    hidden: int

    @property
    def total(self) -> int:
        """In how many places it is used."""
        return len(self.open) + len(self.closed) + self.hidden


def uses_of(actor: Any, media_id: int) -> Uses:
    """Return the items that use a medium, sorted by what ``actor`` may do there."""
    using = select(MediaUse.item_id).where(MediaUse.media_id == media_id)
    query = select(Item).where(Item.id.in_(using), access.editable(actor))
    seen = list(db.session.scalars(query.order_by(Item.updated_at.desc())))
    total = len(list(db.session.scalars(using)))
    may = [item for item in seen if _may_rewrite(actor, item)]
    rest = [item for item in seen if item not in may]
    return Uses(may, rest, total - len(seen))


def _may_rewrite(actor: Any, item: Item) -> bool:
    if item.type not in current_build().registry.content_types:
        return False
    right = access.WRITE if item.published_at is None else access.PUBLISH
    return access.can(actor, right, item)


def replace_everywhere(actor: Any, old_id: int, new_id: int) -> list[Item]:
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
        for item in found.open:
            form = content_type_of(item).form

            def change(data: Mapping[str, Any], form: Any = form) -> dict[str, Any]:
                return replaced(form, data, old_id, new_id)

            if rewrite(actor, item, change, change):
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
    closed = len(found.closed) + found.hidden
    if closed:
        message = ngettext(
            "%(num)d of the places is not yours to change; ask an editor.",
            "%(num)d of the places are not yours to change; ask an editor.",
            closed,
        )
        raise Refused([Problem(message)])


def replaced(
    form_class: Any, data: Mapping[str, Any], old_id: int, new_id: int
) -> dict[str, Any]:
    """Return a snapshot with one picture or file in the place of another."""
    form = form_class.of(data)
    changed = dict(data)
    for name, field in form._fields.items():
        value = data.get(name)
        if isinstance(field, Images):
            ids = [new_id if one == old_id else one for one in value or []]
            changed[name] = list(dict.fromkeys(ids))
        elif isinstance(field, Image) and value == old_id:
            changed[name] = new_id
            # It said what the other picture shows.
            says = getattr(form, "lead_alt", "")
            if name == "image_id" and says in changed:
                changed[says] = ""
        elif isinstance(field, Rows):
            rows = [
                replaced(field.row_form, row, old_id, new_id) for row in value or []
            ]
            changed[name] = rows
        elif isinstance(field, Rich) and value:
            changed[name] = _document(value, old_id, new_id)
    return changed


def _document(node: Any, old_id: int, new_id: int) -> Any:
    """Return a rich text node with the picture exchanged; its old ``alt`` goes."""
    if isinstance(node, list):
        return [_document(child, old_id, new_id) for child in node]
    if not isinstance(node, Mapping):
        return node
    copy = {key: _document(value, old_id, new_id) for key, value in node.items()}
    attrs = node.get("attrs")
    if isinstance(attrs, Mapping) and attrs.get("mediaId") == old_id:
        kept = {key: value for key, value in attrs.items() if key != "alt"}
        copy["attrs"] = {**kept, "mediaId": new_id}
    return copy


def problems(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what stands against showing the pictures of a snapshot."""
    yield from consent.problems(db.session(), used_media(content_type_of(item), data))
