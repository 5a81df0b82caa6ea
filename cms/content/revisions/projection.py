"""Turn a snapshot into rows: spine, detail, links, search, uses of media."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import RelationshipProperty

from cms import media, search, text
from cms.build_context import current_build
from cms.content.fields.answers import Kind
from cms.content.revisions.duties import write_duties
from cms.content.revisions.linked_names import linking_to, names_of_linked
from cms.content.revisions.references import record_references
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.addresses import free_slug, move
from cms.content.spine.models import Item, ItemRelation
from cms.content.spine.queries import live_revision, working_revision
from cms.contributions import Card, ContentType, Projection, Reference
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs import enqueue


CORE = "core"


LINKING_JOB = "core.refresh_linking"
# So many search rows are written with the change itself, more by a job.
MOST_AT_ONCE = 200


def write_spine(item: Item, data: Snapshot) -> None:
    """Set everything on the spine that follows from a snapshot, the address too."""
    write_card(item, data)
    move(item, free_slug(item, data.get("slug") or item.title))


def write_card(item: Item, data: Snapshot) -> None:
    """Set what follows from a snapshot, and leave the address as it is."""
    content_type = data.content_type
    card = content_type.card(data.public) if content_type.card else None
    card = card or Card(
        title=data.get("title") or "", summary=data.get("summary") or ""
    )
    item.title = card.title[:500]
    item.summary = card.summary
    item.names = "\n".join(dict.fromkeys(filter(None, content_type.names(data.public))))
    item.image_id = data.get("image_id") or card.image_id
    _write_section(item, data.get("section_id"))
    item.language = data.get("language") or "vi"
    item.visibility = data.get("visibility") or content_type.default_visibility
    item.featured = bool(data.get("featured"))
    item.expires_at = _instant(data.get("expires_at"))
    item.title_sort = _title_sort(content_type, item.title)
    item.facet = _facet(content_type, data)
    item.sort_date = _sort_date(card.sort_date) or item.published_at or utcnow()


def _write_section(item: Item, section_id: int | None) -> None:
    """Set the section; what belongs to an item is filed where that one is."""
    if item.parent_id is not None:
        parent = db.session.get(Item, item.parent_id)
        item.section_id = parent.section_id if parent else None
        return
    if item.id is not None and section_id != item.section_id:
        children = update(Item).where(Item.parent_id == item.id)
        values = {"section_id": section_id, "updated_at": Item.updated_at}
        db.session.execute(children.values(values))
    item.section_id = section_id


def _title_sort(content_type: ContentType, title: str) -> str:
    by_person = content_type.sort == "person"
    key = text.person_sort_key(title) if by_person else text.sort_key(title)
    return str(key)[:800]


def _facet(content_type: ContentType, data: Mapping[str, Any]) -> str | None:
    """Return the value by which lists of this type filter, if it declares one."""
    if not content_type.filters:
        return None
    return str(data.get(content_type.filters[0]) or "")[:40] or None


def _instant(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def _sort_date(value: str | dt.date | None) -> dt.datetime | None:
    """Return a card's date as an instant; a day counts from midnight UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def write_detail(item: Item, data: Snapshot) -> None:
    """Create or replace the satellite row and its own rows from a snapshot."""
    content_type = data.content_type
    if content_type.detail is None:
        return
    detail = db.session.get(content_type.detail, item.id)
    if detail is None:
        detail = content_type.detail()
        detail.item_id = item.id
        db.session.add(detail)
    values = blank_form(content_type).columns(data)
    rows: dict[str, list[Any]] = {}
    for prop in inspect(content_type.detail).attrs:
        if prop.key not in values or prop.key == "item":
            continue
        if isinstance(prop, RelationshipProperty):
            rows[prop.key] = _rows(prop, values[prop.key])
            setattr(detail, prop.key, [])
        else:
            setattr(detail, prop.key, values[prop.key])
    if rows:
        # The old rows go first: a plugin may hold them unique within an item.
        db.session.flush()
        for name, fresh in rows.items():
            setattr(detail, name, fresh)


def _rows(prop: RelationshipProperty[Any], values: Iterable[Mapping[str, Any]]) -> Any:
    model = prop.mapper.class_
    columns = set(prop.mapper.attrs.keys())
    return [
        model(
            **{key: value for key, value in row.items() if key in columns},
            **({"position": position} if "position" in columns else {}),
        )
        for position, row in enumerate(values, 1)
    ]


def references(data: Snapshot) -> list[Reference]:
    """Return every link of a snapshot: link fields by name, then those in rows.

    What is private is no link: both sides of one are shown to readers.
    """
    data = data.public
    found = [
        Reference(one.relation, one.target)
        for one in data.references(Kind.ITEM)
        if one.relation and "/" not in one.relation
    ]
    return found + list(data.content_type.references(data))


def write_index(item: Item, data: Snapshot) -> None:
    """Replace the links of ``item`` and all rows that registered projections write."""
    db.session.flush()
    index_snapshot(item, data)
    refresh_linking(item)


def index_snapshot(item: Item, data: Snapshot) -> None:
    """Write what ``write_index`` does, but leave alone what links to ``item``."""
    _write_relations(item, data)
    project("write", item, data)


def refresh_linking(item: Item) -> None:
    """Write the search rows of what links to ``item`` anew: some now, many by a job."""
    ids = linking_to(item.id)
    if len(ids) > MOST_AT_ONCE:
        enqueue(LINKING_JOB, item_id=item.id)
        return
    refresh_search(ids)


def refresh_search(ids: Iterable[int]) -> None:
    """Write the search rows of items anew, in the caller's transaction."""
    for item in db.session.scalars(select(Item).where(Item.id.in_(list(ids)))):
        body = indexed_body(item)
        if body is not None:
            _index(item, body)


def refresh_linking_by_job(item_id: int) -> None:
    """Write the search rows of everything that links to an item anew, in batches."""
    ids = linking_to(item_id)
    for start in range(0, len(ids), MOST_AT_ONCE):
        with transaction():
            refresh_search(ids[start : start + MOST_AT_ONCE])


def _write_relations(item: Item, data: Snapshot) -> None:
    db.session.execute(delete(ItemRelation).where(ItemRelation.source_id == item.id))
    seen: set[tuple[str, int, str | None]] = set()
    for position, link in enumerate(references(data)):
        key = (link.relation, link.target_id, link.note)
        if link.target_id != item.id and key not in seen:
            seen.add(key)
            db.session.add(
                ItemRelation(
                    source_id=item.id,
                    target_id=link.target_id,
                    relation=link.relation,
                    note=link.note,
                    position=position,
                )
            )


def write_search(item: Item, data: Snapshot) -> None:
    """Replace the search row of ``item``; a projection."""
    _index(item, search_body(item, data))


def _index(item: Item, body: str) -> None:
    search.index_item(
        db.session,
        item.id,
        moment=item.sort_date,
        title=item.title,
        summary=item.summary,
        body=body,
    )


def project(what: Literal["write", "keep"], item: Item, data: Snapshot) -> None:
    """Let the registered projections write their rows of ``item`` from a snapshot.

    The core's own must succeed; what a feature's or plugin's has written when
    it raises is undone, the failure is recorded and the snapshot is kept.
    """
    build = current_build()
    for plugin, one in build.registry.projections:
        act = getattr(one, what)
        if act is None:
            continue
        if plugin == CORE:
            act(item, data)
        else:
            place = f"projection {one.name}"
            build.manager.guard(plugin, place, act, item, data)


def keep_references(item: Item, data: Snapshot) -> None:
    """Keep what a draft over a live page uses from being deleted; readers don't get it."""
    project("keep", item, data)


def _write_references(item: Item, data: Snapshot) -> None:
    linked = [one.target_id for one in references(data)]
    record_references(item.id, data, linked, is_draft=False)


def _keep_references(item: Item, data: Snapshot) -> None:
    linked = [one.target_id for one in references(data)]
    record_references(item.id, data, linked, is_draft=True)


def _use_media(item: Item, data: Snapshot) -> None:
    live = data.public.targets(Kind.MEDIA)
    media.record_uses(db.session(), item.id, data.targets(Kind.MEDIA), live=live)


def _keep_media(item: Item, data: Snapshot) -> None:
    media.record_uses(db.session(), item.id, data.targets(Kind.MEDIA))


PROJECTIONS = (
    Projection("core.references", _write_references, _keep_references),
    Projection("core.search", write_search),
    Projection("core.duties", write_duties),
    Projection("core.media", _use_media, _keep_media),
)


def search_body(item: Item, data: Snapshot) -> str:
    """Return what an item can be found by beyond its title and lead.

    All that is written in it and not private, the labels that lists filter
    by, what the type adds, and the names of the records that it links to.
    """
    content_type, data = data.content_type, data.public
    blank = blank_form(content_type)
    written = [
        one.text
        for one in data.passages()
        if not one.private and one.path not in ("title", "summary", "slug")
    ]
    choices = [
        str(blank[name].label_of(data[name]))
        for name in content_type.filters
        if name in blank and data.get(name)
    ]
    linked = {one.target_id for one in references(data)}
    linked |= data.targets(Kind.ITEM)
    names = names_of_linked(linked - {item.id})
    return "\n".join([*written, *choices, content_type.search_text(data), *names])


def indexed_body(item: Item) -> str | None:
    """Return what ``item`` is to be found by now, as ``write_index`` last knew it.

    That is the live revision, or the draft of what has never been live. None
    when its type is not in the build: nobody else can read its snapshot.
    """
    content_type = current_build().registry.content_types.get(item.type)
    revision = live_revision(item.id) or working_revision(item.id)
    if content_type is None or revision is None:
        return None
    return search_body(item, Snapshot(content_type, revision.data))


def rebuilt_body(item: Item) -> str | None:
    """Write the duties of ``item`` anew; return what it is to be found by now."""
    body = indexed_body(item)
    revision = live_revision(item.id) or working_revision(item.id)
    if body is not None and revision is not None:
        write_duties(item, Snapshot.stored(item, revision))
    return body
