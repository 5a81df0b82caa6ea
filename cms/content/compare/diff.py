"""What changed between two snapshots, in words: for reviewers, never as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.content.fields.answers import FieldChange, Kind, Titles
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.queries import titles
from cms.contributions import ContentType
from cms.media import titles as media_titles


def changes(
    content_type: ContentType, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldChange]:
    """Return every field that differs between two snapshots, in the form's order."""
    known = titles_in(content_type, before, after)
    found = []
    for field in blank_form(content_type):
        old, new = before.get(field.short_name), after.get(field.short_name)
        if old == new or (not old and not new):
            continue
        change = field.difference(old, new, known)
        if change is not None:
            found.append(change)
    return found


def titles_in(content_type: ContentType, *snapshots: Mapping[str, Any]) -> Titles:
    """Return the titles of everything that some snapshots point to."""
    found = [
        one
        for data in snapshots
        for one in Snapshot(content_type, data).references(Kind.ITEM, Kind.MEDIA)
    ]
    items = {one.target for one in found if one.kind == Kind.ITEM}
    media = {one.target for one in found if one.kind == Kind.MEDIA}
    return Titles(titles(items), media_titles(media))
