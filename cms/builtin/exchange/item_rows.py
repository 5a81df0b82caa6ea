"""Import and export of single items as JSON lines, with links between them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cms import audit, inputs
from cms.accounts.permissions import SYSTEM
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.exchange import reserved
from cms.builtin.exchange.live_checks import refusals
from cms.builtin.exchange.named_references import NamedReference, is_slug, named
from cms.builtin.statistics import refresh_statistics
from cms.content.fields.forms import SnapshotForm
from cms.content.revisions.projection import index_snapshot, write_detail, write_spine
from cms.content.revisions.records import next_position
from cms.content.revisions.revision_rows import new_revision
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import workflow
from cms.content.spine.models import Item, Section
from cms.content.spine.queries import (
    content_type_of,
    current_snapshot,
)
from cms.contributions import DemoItem
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import CmsError, Problem, Refused
from cms.extensions import db
from cms.i18n import site_zone
from cms.media import Media, store


BATCH = 500
STATES = (workflow.DRAFT, workflow.PUBLISHED, workflow.ARCHIVED)


class ImportProblem(CmsError):
    """A row of an import cannot be taken; the message names the row and the reason."""


def load(
    rows: Iterable[DemoItem],
    actor: Actor,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Create the items of ``rows`` that do not exist yet; return how many.

    A row exists when its type and slug do: loading twice changes nothing.
    Links are written ``{"ref": "<type>/<slug>"}`` and may point forward, so
    all items are reserved first and filled after, each whole in one
    transaction; what a run was killed over, the next one fills. Rows of absent
    types are left out, and so are links to them. ``progress`` is called with (done,
    total).
    """
    types = current_build().registry.content_types
    wanted = [_checked(row) for row in rows if row.type in types]
    fresh = list(_reserve(wanted, actor))
    known = _known_ids()
    order = {item_id: place for place, (item_id, _row) in enumerate(fresh)}
    done = 0
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        with transaction():
            for item_id, row in batch:
                try:
                    _fill(db.session.get_one(Item, item_id), row, actor, known)
                except IntegrityError as error:
                    words = f"{row.type} '{row.slug}': it points to what is not here"
                    raise ImportProblem(f"{words} ({error.orig}).") from error
                done += 1
            reserved.refresh_sources([item_id for item_id, _row in batch], order)
        db.session.expunge_all()
        if progress:
            progress(done, len(fresh))
    if done:
        refresh_statistics()
    return done


def _checked(row: DemoItem) -> DemoItem:
    """Return a row whose columns hold what they may; ImportProblem names the one that does not."""
    name = f"{row.type} '{str(row.slug)[:60]}'"
    if not is_slug(row.slug):
        raise ImportProblem(f"{name}: this slug is no part of an address.")
    if row.status not in STATES:
        raise ImportProblem(f"{name}: the status is one of {', '.join(STATES)}.")
    try:
        position = inputs.whole_number(row.position)
        return replace(row, published_at=_instant(row.published_at), position=position)
    except (TypeError, ValueError) as error:
        raise ImportProblem(f"{name}: {error}") from error


def _reserve(rows: Sequence[DemoItem], actor: Actor) -> Iterator[tuple[int, DemoItem]]:
    """Yield the rows that are to be filled with the ids of their items, reserved now."""
    known, unfinished = _known_ids(), reserved.reserved_ids()
    taken: set[str] = set()
    for start in range(0, len(rows), BATCH):
        made = []
        with transaction() as session:
            for row in rows[start : start + BATCH]:
                key = f"{row.type}/{row.slug}"
                if key in taken:
                    continue
                taken.add(key)
                if key not in known:
                    item = reserved.reserve(row.type, row.slug)
                    session.add(item)
                elif known[key] in unfinished:
                    item = session.get_one(Item, known[key])
                else:
                    continue
                item.created_by_id = item.updated_by_id = actor.id
                made.append((item, row))
            session.flush()
            filled = [(item.id, row) for item, row in made]
        yield from filled


def _known_ids() -> dict[str, int]:
    query = select(Item.id, Item.type, Item.slug)
    return {f"{row.type}/{row.slug}": row.id for row in db.session.execute(query)}


def _fill(item: Item, row: DemoItem, actor: Actor, known: Mapping[str, int]) -> None:
    """Write the snapshot of a fresh item and bring it to its state."""
    content_type = content_type_of(item)
    blank = Snapshot(content_type, {})
    stated = {"visibility": content_type.default_visibility, "slug": row.slug}
    data = {**stated, **resolve(row.data, known, actor), "slug": row.slug}
    try:
        snapshot = blank.with_values(data)
        _check_choices(snapshot)
    except Refused as refusal:
        reasons = " ".join(str(one.message) for one in refusal.problems)
        raise ImportProblem(f"{row.type} '{row.slug}': {reasons}") from refusal
    _place(item, row, known)
    if row.status != workflow.DRAFT and (wrong := refusals(item, snapshot, actor)):
        raise ImportProblem(f"{row.type} '{row.slug}': {' '.join(wrong)}")
    revision = new_revision(item, 1, snapshot, actor)
    revision.sealed = True
    db.session.add(revision)
    item.deleted_at = None
    if row.status == workflow.DRAFT:
        write_spine(item, snapshot)
    else:
        item.published_at = (
            row.published_at or _instant(snapshot.get("first_published_at")) or utcnow()
        )
        item.status, item.stage, revision.state = row.status, None, "published"
        write_spine(item, snapshot)
        write_detail(item, snapshot)
    item.updated_at = item.published_at or utcnow()
    index_snapshot(item, snapshot)
    audit.record("item.import", actor=actor, item_id=item.id, subject=item.title)


def _check_choices(snapshot: Snapshot) -> None:
    """Refuse what is chosen and not on offer."""
    problems = [
        Problem(f"{field.title}: '{str(field.data)[:60]}' is not on offer.", field.name)
        for field in _not_on_offer(snapshot.form)
    ]
    if problems:
        raise Refused(problems)


def _not_on_offer(form: SnapshotForm) -> Iterator[Any]:
    """Yield the fields, those of rows included, whose value is no choice of theirs."""
    for field in form:
        choices = getattr(field, "choices", None)
        if choices and field.data not in (None, "", *dict(choices)):
            yield field
        for row in field.forms():
            yield from _not_on_offer(row)


def _place(item: Item, row: DemoItem, known: Mapping[str, int]) -> None:
    """Set an item's parent; raise ImportProblem when it does not exist."""
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


def _instant(value: str | dt.datetime | None) -> dt.datetime | None:
    """Return an instant of a row in UTC; a time without a zone is the site's."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return inputs.local_instant(moment, site_zone()) if moment is not None else None


def resolve(value: Any, known: Mapping[str, int], actor: Actor = SYSTEM) -> Any:
    """Replace what stands for an id in a JSON value by the id.

    ``{"ref": "<type>/<slug>"}`` is an item, ``{"section": slug, "title": ...}``
    a section (made when there is none), ``{"file": path, "alt": ...}`` a
    picture or file to store, ``{"media": SHA-256}`` one that is here. In a
    list, what points to nothing known is left out; elsewhere it becomes null.
    """
    if isinstance(value, Mapping):
        for key, find in _STAND_INS.items():
            if isinstance(value.get(key), str):
                return find(value, known, actor)
        return {key: resolve(part, known, actor) for key, part in value.items()}
    if isinstance(value, list | tuple):
        resolved = [resolve(part, known, actor) for part in value]
        return [
            part
            for part, source in zip(resolved, value, strict=True)
            if part is not None or not _is_reference(source)
        ]
    return value


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and ("ref" in value or "media" in value)


def _item_id(value: Mapping[str, Any], known: Mapping[str, int], _actor: Actor) -> Any:
    return known.get(str(value["ref"]))


def _section_id(value: Mapping[str, Any], _known: Any, _actor: Actor) -> int:
    slug = str(value["section"])
    section = db.session.scalar(select(Section).where(Section.slug == slug))
    if section is None:
        title = value.get("title") or slug.replace("-", " ").capitalize()
        section = Section(slug=slug, title=title)
        db.session.add(section)
        db.session.flush()
    return section.id


def _known_media_id(value: Mapping[str, Any], _known: Any, _actor: Actor) -> Any:
    query = select(Media.id).where(Media.sha256 == value["media"]).order_by(Media.id)
    return db.session.scalar(query.limit(1))


def _media_id(value: Mapping[str, Any], _known: Any, actor: Actor) -> int:
    path = Path(value["file"])
    details = {key: value[key] for key in ("alt", "caption", "credit") if key in value}
    with path.open("rb") as stream:
        return store(actor, stream, path.name, **details).id


_STAND_INS: dict[str, Callable[[Mapping[str, Any], Mapping[str, int], Any], Any]] = {
    "ref": _item_id,
    "section": _section_id,
    "media": _known_media_id,
    "file": _media_id,
}


def dump() -> Iterator[dict[str, Any]]:
    """Yield every item that is not in the trash as a row that :func:`load` takes.

    Media are named by the SHA-256 of their bytes: their rows and bytes are not
    among the lines.
    """
    names = _names()
    query = select(Item).where(Item.deleted_at.is_(None)).order_by(Item.id)
    types = current_build().registry.content_types
    for item in db.session.scalars(query.execution_options(yield_per=BATCH)):
        if item.type not in types:
            continue
        snapshot = Snapshot(types[item.type], current_snapshot(item))
        data = named(snapshot, lambda table, key: names[table].get(key), _as_reference)
        yield {
            "type": item.type,
            "slug": item.slug,
            "status": item.status,
            "published_at": item.published_at and item.published_at.isoformat(),
            "data": data,
            **_place_of(item, names),
        }


def _names() -> Mapping[str, Mapping[Any, str]]:
    """Return what rows call items, media and sections, by table and number."""
    names: dict[str, dict[Any, str]] = defaultdict(dict)
    names["items"] = {number: name for name, number in _known_ids().items()}
    media = select(Media.id, Media.sha256)
    names["media"] = {row.id: row.sha256 for row in db.session.execute(media)}
    sections = select(Section.id, Section.slug)
    names["sections"] = {row.id: row.slug for row in db.session.execute(sections)}
    return names


def _place_of(item: Item, names: Mapping[str, Mapping[Any, str]]) -> dict[str, Any]:
    """Return where an item belongs, as a row of :func:`dump` says it."""
    if item.parent_id is None:
        return {}
    parent = names["items"].get(item.parent_id)
    return {"parent": parent, "position": item.position}


def _as_reference(one: NamedReference) -> dict[str, Any]:
    """Return a reference as rows hold it."""
    return {"ref" if one.kind == "item" else one.kind: one.name}
