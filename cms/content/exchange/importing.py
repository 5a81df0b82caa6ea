"""Bring whole items in, with links between them, and take them out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.build_context import current_build
from cms.content.fields.answers import Kind, Replacement
from cms.content.revisions.drafts import new_revision
from cms.content.revisions.projection import index_snapshot, write_detail, write_spine
from cms.content.revisions.records import next_position
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import workflow
from cms.content.spine.addresses import path_for
from cms.content.spine.models import Item, Section
from cms.content.spine.queries import (
    content_type_of,
    current_snapshot,
    sections as all_sections,
)
from cms.contributions import DemoItem
from cms.database.base import utcnow
from cms.database.statistics import refresh_statistics
from cms.database.transaction import transaction
from cms.errors import CmsError, Refused
from cms.extensions import db
from cms.media import store


BATCH = 500


class ImportProblem(CmsError):
    """A row of an import cannot be taken; the message names the row and the reason."""


def load(
    rows: Iterable[DemoItem],
    actor: Any,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Create the items of ``rows`` that do not exist yet; return how many.

    A row exists when its type and slug do: loading twice changes nothing.
    Links are written ``{"ref": "<type>/<slug>"}`` and may point forward, so
    all items are made first and filled after. Rows of absent types are left
    out, and so are links to them. ``progress`` is told (done, total).
    """
    wanted = [row for row in rows if row.type in current_build().registry.content_types]
    fresh = list(_create(wanted, actor))
    known = _known_ids()
    done = 0
    for start in range(0, len(fresh), BATCH):
        with transaction():
            for item_id, row in fresh[start : start + BATCH]:
                _fill(db.session.get_one(Item, item_id), row, actor, known)
                done += 1
        db.session.expunge_all()
        if progress:
            progress(done, len(fresh))
    if done:
        refresh_statistics()
    return done


def _create(rows: Sequence[DemoItem], actor: Any) -> Iterator[tuple[int, DemoItem]]:
    taken = set(_known_ids())
    for start in range(0, len(rows), BATCH):
        made = []
        with transaction() as session:
            for row in rows[start : start + BATCH]:
                key = f"{row.type}/{row.slug}"
                if key in taken:
                    continue
                taken.add(key)
                item = Item(type=row.type, slug=row.slug)
                _name(item, row)
                item.path = path_for(row.type, row.slug)
                item.created_by_id = item.updated_by_id = actor.id
                session.add(item)
                made.append((item, row))
            session.flush()
        yield from ((item.id, row) for item, row in made)


def _name(item: Item, row: DemoItem) -> None:
    """Give an item what others that link to it are found by, before it is filled."""
    content_type = content_type_of(item)
    item.title = str(row.data.get("title") or row.slug)[:500]
    item.names = "\n".join(filter(None, content_type.names(row.data)))
    item.visibility = row.data.get("visibility") or content_type.default_visibility
    item.status = row.status


def _known_ids() -> dict[str, int]:
    query = select(Item.id, Item.type, Item.slug)
    return {f"{row.type}/{row.slug}": row.id for row in db.session.execute(query)}


def _fill(item: Item, row: DemoItem, actor: Any, known: Mapping[str, int]) -> None:
    """Write the snapshot of a fresh item and bring it to its state."""
    blank = Snapshot(content_type_of(item), {})
    data = {**resolve(row.data, known, actor), "slug": row.slug}
    try:
        snapshot = blank.with_values(data)
    except Refused as refusal:
        reasons = " ".join(str(one.message) for one in refusal.problems)
        raise ImportProblem(f"{row.type} '{row.slug}': {reasons}") from refusal
    _place(item, row, known)
    revision = new_revision(item, 1, snapshot, actor)
    revision.sealed = True
    db.session.add(revision)
    if row.status == workflow.DRAFT:
        write_spine(item, snapshot)
    else:
        item.published_at = (
            _instant(row.published_at)
            or _instant(snapshot.get("first_published_at"))
            or utcnow()
        )
        item.status, item.stage, revision.state = row.status, None, "published"
        write_spine(item, snapshot)
        write_detail(item, snapshot)
    item.updated_at = item.published_at or utcnow()
    index_snapshot(item, snapshot)
    audit.record("item.import", actor=actor, item_id=item.id, subject=item.title)


def _place(item: Item, row: DemoItem, known: Mapping[str, int]) -> None:
    """Put an item where it belongs; raise ImportProblem when its parent is not there."""
    parent = content_type_of(item).parent
    if parent is None:
        return
    item.parent_id = known.get(row.parent or "")
    if item.parent_id is None or not str(row.parent).startswith(f"{parent}/"):
        raise ImportProblem(
            f"{row.type} '{row.slug}': there is no {parent} '{row.parent}'"
            " that it belongs to."
        )
    item.position = row.position or next_position(item)


def _instant(value: Any) -> dt.datetime | None:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value


def resolve(value: Any, known: Mapping[str, int], actor: Any = SYSTEM) -> Any:
    """Replace what stands for an id in a JSON value by the id.

    ``{"ref": "<type>/<slug>"}`` is an item, ``{"section": slug, "title": ...}``
    a section (made when there is none), ``{"file": path, "alt": ...}`` a
    picture or file to store. In a list, a link to nothing known is left out;
    elsewhere it becomes null.
    """
    if isinstance(value, Mapping):
        for key, find in _STAND_INS.items():
            if key in value:
                return find(value, known, actor)
        return {key: resolve(part, known, actor) for key, part in value.items()}
    if isinstance(value, list | tuple):
        resolved = [resolve(part, known, actor) for part in value]
        return [
            part
            for part, source in zip(resolved, value, strict=True)
            if part is not None or not (isinstance(source, Mapping) and "ref" in source)
        ]
    return value


def _item_id(value: Mapping[str, Any], known: Mapping[str, int], _actor: Any) -> Any:
    return known.get(str(value["ref"]))


def _section_id(value: Mapping[str, Any], _known: Any, _actor: Any) -> int:
    slug = str(value["section"])
    section = db.session.scalar(select(Section).where(Section.slug == slug))
    if section is None:
        title = value.get("title") or slug.replace("-", " ").capitalize()
        section = Section(slug=slug, title=title)
        db.session.add(section)
        db.session.flush()
    return section.id


def _media_id(value: Mapping[str, Any], _known: Any, actor: Any) -> int:
    path = Path(value["file"])
    details = {key: value[key] for key in ("alt", "caption", "credit") if key in value}
    with path.open("rb") as stream:
        return store(actor, stream, path.name, **details).id


_STAND_INS: dict[str, Callable[[Mapping[str, Any], Mapping[str, int], Any], Any]] = {
    "ref": _item_id,
    "section": _section_id,
    "file": _media_id,
}


def dump() -> Iterator[dict[str, Any]]:
    """Yield every item that is not in the trash as a row that :func:`load` takes."""
    query = select(Item).where(Item.deleted_at.is_(None)).order_by(Item.id)
    refs = {number: key for key, number in _known_ids().items()}
    sections = {section.id: section for section in all_sections()}
    types = current_build().registry.content_types
    for item in db.session.scalars(query.execution_options(yield_per=BATCH)):
        if item.type not in types:
            continue
        snapshot = Snapshot(types[item.type], current_snapshot(item))
        data = {**snapshot.data, **snapshot.form.replaced(_refs(snapshot, refs))}
        if section := sections.get(data.get("section_id") or 0):
            data["section_id"] = {"section": section.slug, "title": section.title}
        yield {
            "type": item.type,
            "slug": item.slug,
            "status": item.status,
            "published_at": item.published_at and item.published_at.isoformat(),
            "data": data,
            **_place_of(item, refs),
        }


def _place_of(item: Item, refs: Mapping[int, str]) -> dict[str, Any]:
    """Return where an item belongs, as a row of :func:`dump` says it."""
    if item.parent_id is None:
        return {}
    return {"parent": refs.get(item.parent_id), "position": item.position}


def _refs(snapshot: Snapshot, refs: Mapping[int, str]) -> Replacement:
    """Return what writes links to items by type and slug; gone ones become null."""
    items = snapshot.targets(Kind.ITEM)
    return Replacement(
        items={one: {"ref": refs[one]} if one in refs else None for one in items}
    )
