"""Turn a snapshot into rows: spine, detail, links, search, uses of media."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, inspect
from sqlalchemy.orm import RelationshipProperty

from cms import blocks, links, media, search, tags, text
from cms.build_context import current_build
from cms.content.fields.references import Image, Images, Link, Rows
from cms.content.fields.texts import Choice, Rich, Tags
from cms.content.spine.addresses import free_slug, move
from cms.content.spine.models import Item, ItemRelation
from cms.content.spine.queries import live_revision, working_revision
from cms.contributions import Card, ContentType, Reference
from cms.database.base import utcnow
from cms.extensions import db
from cms.richtext import block_ids, media_ids, plain_text


def content_type_of(item: Item) -> ContentType:
    """Return the declared type of ``item``; KeyError when it is not in the build."""
    return current_build().registry.content_types[item.type]


def write_spine(item: Item, data: Mapping[str, Any]) -> None:
    """Set everything on the spine that follows from a snapshot."""
    content_type = content_type_of(item)
    card = content_type.card(data) if content_type.card else None
    card = card or Card(
        title=data.get("title") or "", summary=data.get("summary") or ""
    )
    item.title = card.title[:500]
    item.summary = card.summary
    item.image_id = data.get("image_id") or card.image_id
    item.section_id = data.get("section_id")
    item.language = data.get("language") or "vi"
    item.visibility = data.get("visibility") or content_type.default_visibility
    item.featured = bool(data.get("featured"))
    item.expires_at = _instant(data.get("expires_at"))
    item.title_sort = _title_sort(content_type, item.title)
    item.facet = _facet(content_type, data)
    item.sort_date = _sort_date(card.sort_date) or item.published_at or utcnow()
    move(item, free_slug(item, data.get("slug") or item.title))


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


def _sort_date(value: Any) -> dt.datetime | None:
    """Return a card's date as an instant; a day counts from midnight UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def write_detail(item: Item, data: Mapping[str, Any]) -> None:
    """Create or replace the satellite row and its own rows from a snapshot."""
    content_type = content_type_of(item)
    if content_type.detail is None:
        return
    detail = db.session.get(content_type.detail, item.id)
    if detail is None:
        detail = content_type.detail()
        detail.item_id = item.id
        db.session.add(detail)
    values = content_type.form().columns(data)
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


def references(content_type: ContentType, data: Mapping[str, Any]) -> list[Reference]:
    """Return every link of a snapshot: link fields by name, then those in rows."""
    form = content_type.form.of(data)
    found = [
        Reference(name, target)
        for name, field in form._fields.items()
        if isinstance(field, Link)
        for target in field.ids
    ]
    return found + list(content_type.references(data))


def write_index(item: Item, data: Mapping[str, Any]) -> None:
    """Replace the links, the search row and the uses of media of ``item``."""
    content_type = content_type_of(item)
    db.session.flush()
    db.session.execute(delete(ItemRelation).where(ItemRelation.source_id == item.id))
    seen: set[tuple[str, int, str | None]] = set()
    for position, link in enumerate(references(content_type, data)):
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
    search.index_item(
        db.session,
        item.id,
        title=item.title,
        summary=item.summary,
        body=search_body(content_type, data),
    )
    links.record_links(db.session(), item.id, documents(content_type, data), _base())
    media.record_uses(db.session(), item.id, used_media(content_type, data))
    blocks.record_uses(db.session(), item.id, used_blocks(content_type, data))
    tags.record_tags(db.session(), item.id, keywords(content_type, data))


def documents(content_type: ContentType, data: Mapping[str, Any]) -> list[Any]:
    """Return the rich text of a snapshot, field by field."""
    form = content_type.form.of(data)
    return [field.data for field in form if isinstance(field, Rich) and field.data]


def _base() -> str:
    return current_build().config.base_url


def keywords(content_type: ContentType, data: Mapping[str, Any]) -> list[str]:
    """Return the words of every field of a snapshot that holds keywords."""
    fields = content_type.form()._fields.items()
    return [
        str(word)
        for name, field in fields
        if isinstance(field, Tags)
        for word in data.get(name) or []
    ]


def keep_media(item: Item, data: Mapping[str, Any]) -> None:
    """Keep what a draft over a live page uses from being deleted; readers don't get it."""
    used = used_media(content_type_of(item), data)
    media.record_uses(db.session(), item.id, used, live=False)
    used = used_blocks(content_type_of(item), data)
    blocks.record_uses(db.session(), item.id, used, live=False)


def search_body(content_type: ContentType, data: Mapping[str, Any]) -> str:
    """Return what an item can be found by beyond its title and lead."""
    form = content_type.form()
    rich = [
        plain_text(data[name])
        for name, field in form._fields.items()
        if isinstance(field, Rich) and data.get(name)
    ]
    choices = [
        str(field.label_of(data[name]))
        for name, field in form._fields.items()
        if isinstance(field, Choice) and name in content_type.filters and data.get(name)
    ]
    return "\n".join([*rich, *choices, content_type.search_text(data)])


def indexed_body(item: Item) -> str | None:
    """Return what ``item`` is to be found by now, as ``write_index`` last knew it.

    That is the live revision, or the draft of what has never been live. None
    when its type is not in the build: nobody else can read its snapshot.
    """
    content_type = current_build().registry.content_types.get(item.type)
    revision = live_revision(item.id) or working_revision(item.id)
    if content_type is None or revision is None:
        return None
    return search_body(content_type, revision.data)


def used_blocks(content_type: ContentType, data: Mapping[str, Any]) -> set[int]:
    """Return the ids of the reusable blocks that a snapshot shows."""
    form = content_type.form.of(data)
    documents = [field.data for field in form if isinstance(field, Rich)]
    return set().union(*map(block_ids, documents))


def used_media(content_type: ContentType, data: Mapping[str, Any]) -> set[int]:
    """Return the ids of pictures and files that a snapshot shows."""
    return _used_by(content_type.form.of(data))


def _used_by(form: Any) -> set[int]:
    used: set[int] = set()
    for field in form._fields.values():
        if isinstance(field, Image | Images):
            used.update(field.ids)
        elif isinstance(field, Rich):
            used.update(media_ids(field.data))
        elif isinstance(field, Rows):
            for entry in field.entries:
                used |= _used_by(entry.form)
    return used
