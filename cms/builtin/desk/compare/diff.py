"""What changed between two snapshots, in words: for reviewers, never as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_

from cms.actors import Actor
from cms.content.fields.answers import FieldChange, Kind, Titles
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine import access
from cms.content.spine.media_access import known_to, media_titles
from cms.content.spine.queries import titles
from cms.contributions import ContentType


def changes(
    content_type: ContentType,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    known: Titles,
) -> list[FieldChange]:
    """Return every field that differs between two snapshots, in the form's order.

    ``known`` are the titles that the reader of the changes may learn.
    """
    found = []
    for field in blank_form(content_type):
        old, new = before.get(field.short_name), after.get(field.short_name)
        if old == new or (not old and not new):
            continue
        change = field.difference(old, new, known)
        if change is not None:
            found.append(change)
    return found


def titles_for(
    user: Actor,
    content_type: ContentType,
    *snapshots: Mapping[str, Any],
    also: ColumnElement[bool] | None = None,
) -> Titles:
    """Return the titles of what some snapshots point to, as far as ``user`` may know.

    ``also`` is a criterion for media that they see for another reason.
    """
    found = [
        one
        for data in snapshots
        for one in Snapshot(content_type, data).references(Kind.ITEM, Kind.MEDIA)
    ]
    items = {one.target for one in found if one.kind == Kind.ITEM}
    media = {one.target for one in found if one.kind == Kind.MEDIA}
    may_see = known_to(user) if also is None else or_(known_to(user), also)
    return Titles(titles(items, access.known_to(user)), media_titles(media, may_see))
