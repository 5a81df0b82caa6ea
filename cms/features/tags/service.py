"""Rename keywords and merge them: in every item that carries them, live or not."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete, or_, select

from cms import audit, inputs
from cms.accounts.permissions import holds_everywhere
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk.bulk_edit import apply_changes
from cms.builtin.desk.undo import Step, filing_of, keep, record_of
from cms.builtin.pages import redirects
from cms.content.fields.answers import Kind, Replacement
from cms.content.revisions.snapshot import Change, Snapshot
from cms.content.spine import workflow
from cms.content.spine.models import Item, Revision, SiteRedirect, UndoRecord
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.features.tags import ItemTag, Tag, slug_of, unused
from cms.features.tags.actions import tag_fields
from cms.features.tags.keep import LENGTH


audit.declare(
    {
        "tag.merge": _l("Keywords merged"),
        "tag.rename": _l("Keyword renamed"),
        "tag.delete": _l("Keyword deleted"),
        "tag.part": _l("Merge of keywords undone"),
    },
    tag=_l("Keywords"),
)


MERGE = "tags.merge"
RIGHT = "site.sections"


def _allowed(actor: Actor) -> None:
    if not holds_everywhere(actor, RIGHT):
        raise Forbidden(_("You may not do this here."))


def merge(actor: Actor, ids: Collection[int], into_id: int) -> UndoRecord:
    """Make several keywords one, in every item, in one transaction.

    The old addresses lead to the one that stays. The record that is returned
    takes it back, item by item, as long as nobody has gone on from there.
    """
    _allowed(actor)
    with transaction() as session:
        target = session.get(Tag, into_id)
        wanted = set(ids) - {into_id}
        others = list(session.scalars(select(Tag).where(Tag.id.in_(wanted))))
        if target is None or not others:
            raise Refused([Problem(_("Please choose at least two keywords."))])
        slugs = {tag.slug for tag in others}
        steps = _reword(actor, {tag.id for tag in others}, slugs, target.name)
        _carry_rows([tag.id for tag in others], target.id)
        about = {"tags": [{"slug": tag.slug, "name": tag.name} for tag in others]}
        for tag in others:
            redirects.lead(actor, address(tag.slug), address(target.slug))
            audit.record(
                "tag.merge", actor=actor, subject=f"{tag.name} → {target.name}"
            )
            session.delete(tag)
        record = keep(actor, MERGE, steps, [])
        record.about = about
    return record


def rename(actor: Actor, tag_id: int, version: int | None, name: str) -> Tag:
    """Give a keyword another name, in every item too when its address changes."""
    _allowed(actor)
    name = inputs.clean_text(" ".join(name.split()))
    slug = slug_of(name)
    if not slug or len(name) > LENGTH:
        message = _("Please give a name of at most %(max)d characters.", max=LENGTH)
        raise Refused([Problem(message)])
    with transaction() as session:
        tag = session.get(Tag, tag_id)
        if tag is None:
            raise NotFound(f"No keyword {tag_id}.")
        if version is not None and tag.version != version:
            raise Conflict(_("Somebody else has saved this in the meantime."), tag)
        if slug != tag.slug:
            if session.scalar(select(Tag.id).where(Tag.slug == slug)) is not None:
                message = _("This keyword exists already; merge the two instead.")
                raise Refused([Problem(message)])
            old, tag.slug, tag.name = tag.slug, slug, name
            session.flush()
            _reword(actor, {tag.id}, {old}, name)
            redirects.lead(actor, address(old), address(slug))
        tag.name = name
        session.flush()
        audit.record("tag.rename", actor=actor, subject=name)
    return tag


def remove_unused(actor: Actor, ids: Collection[int]) -> int:
    """Delete those of the keywords that no item carries; return how many."""
    _allowed(actor)
    with transaction() as session:
        query = select(Tag).where(Tag.id.in_(list(ids)), unused())
        found = list(session.scalars(query))
        for tag in found:
            audit.record("tag.delete", actor=actor, subject=tag.name)
            session.delete(tag)
    return len(found)


def address(slug: str) -> str:
    """Return the public address of a keyword."""
    return f"/the/{slug}"


def _reword(
    actor: Actor, ids: Collection[int], slugs: Collection[str], name: str
) -> list[Step]:
    """Write ``name`` for keywords in all snapshots that readers or editors see."""
    steps = []
    for item in _carriers(ids):
        names = tag_fields(item)
        before, version = filing_of(item, names), item.version
        change = _rewording(slugs, name)
        if apply_changes(actor, item, change, change):
            steps.append(
                {
                    "id": item.id,
                    "title": item.title or _("Untitled"),
                    "from": version,
                    "version": item.version,
                    "before": {"fields": before},
                }
            )
    return steps


def _carriers(tag_ids: Collection[int]) -> list[Item]:
    """Return the items with these keywords, and those with changes not yet published."""
    carried = select(ItemTag.item_id).where(ItemTag.tag_id.in_(list(tag_ids)))
    changing = (
        select(Revision.item_id)
        .join(Item, Item.id == Revision.item_id)
        .where(Revision.state == "working", Item.status != workflow.DRAFT)
    )
    types = tuple(current_build().registry.content_types)
    query = select(Item).where(
        Item.type.in_(types), or_(Item.id.in_(carried), Item.id.in_(changing))
    )
    return list(db.session.scalars(query.order_by(Item.id)))


def _rewording(slugs: Collection[str], name: str) -> Change:
    wanted = {*slugs, slug_of(name)}

    def change(data: Snapshot) -> Snapshot:
        carried = data.targets(Kind.TAG)
        if not any(slug_of(word) in slugs for word in carried):
            return data
        tags = {word: name for word in carried if slug_of(word) in wanted}
        return data.replaced(Replacement(tags=tags))

    return change


def _carry_rows(old: Collection[int], new: int) -> None:
    """Move rows of items that could not be reworded: their plugin is switched off."""
    left = select(ItemTag.item_id).where(ItemTag.tag_id.in_(list(old))).distinct()
    having = select(ItemTag.item_id).where(ItemTag.tag_id == new)
    ids = set(db.session.scalars(left)) - set(db.session.scalars(having))
    db.session.execute(delete(ItemTag).where(ItemTag.tag_id.in_(list(old))))
    db.session.add_all(ItemTag(item_id=key, tag_id=new) for key in sorted(ids))
    db.session.flush()


def undo_merge(actor: Actor, record_id: int) -> UndoRecord:
    """Undo a merge of keywords; items changed since keep what they have."""
    _allowed(actor)
    with transaction() as session:
        record = record_of(actor, record_id)
        if record is None or record.used_at is not None or record.action != MERGE:
            raise NotFound(f"No undo record {record_id}.")
        record.used_at = utcnow()
        for one in record.about["tags"]:
            path = address(one["slug"])
            if (found := session.get(SiteRedirect, path)) is not None:
                session.delete(found)
            if session.scalar(select(Tag.id).where(Tag.slug == one["slug"])) is None:
                session.add(Tag(**one))
        session.flush()
        done, failed = [], []
        for step in record.steps:
            entry = {"id": step["id"], "title": step["title"]}
            reason = _("Somebody else has saved this in the meantime.")
            try:
                parted = _part(actor, step)
            except Refused as refusal:
                parted, reason = False, str(refusal.problems[0].message)
            if parted:
                done.append(entry)
            else:
                failed.append({**entry, "reason": reason})
        audit.record("tag.part", actor=actor)
        return keep(actor, "undo", done, failed)


def _part(actor: Actor, step: Step) -> bool:
    item = db.session.get(Item, step["id"])
    if item is None or item.version != step["version"]:
        return False
    live, working = (step["before"]["fields"][side] for side in ("live", "working"))
    return apply_changes(
        actor,
        item,
        (lambda data: data.with_stored(live)) if live else None,
        (lambda data: data.with_stored(working)) if working else None,
    )
