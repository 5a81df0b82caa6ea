"""The HTML of a diff of two revisions, for pages of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cms import media, richtext
from cms.accounts.current import current_user
from cms.builtin.desk.compare.diff_blocks import render_diff
from cms.builtin.desk.compare.page_diff import PageDiff, PageField
from cms.content.spine import access
from cms.content.spine.media_access import known_to
from cms.content.spine.queries import items_by_id


class _DeskMedia(media.DocumentMedia):
    """What staff see in a document: links to all that they may open."""

    def prepare(self, ids: Iterable[int]) -> None:
        """Load pictures and files, as far as this person may know them."""
        _prepare(ids)

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the addresses of the items that this person may see on the desk."""
        found = items_by_id(ids, access.editable(current_user))
        return {key: one.path for key, one in found.items() if one.path}

    def blocks(self, ids: Iterable[int]) -> Mapping[int, richtext.SharedBlock]:
        """Return the blocks as they are now, and where one is missing."""
        found = super().blocks(ids)
        return {key: found.get(key, richtext.GONE) for key in ids}


def diff_html(field: PageField) -> Markup:
    """Return the diff of a rich text field as HTML."""
    if field.document is None:
        return Markup("")
    diff = field.document
    return render_diff(diff.blocks, [diff.old, diff.new], context=_DeskMedia())


def prepared_page(page: PageDiff) -> dict[str, Any]:
    """Return what the template of a diff needs; its pictures are loaded at once."""
    shown = {entry.media_id for field in page.fields for entry in field.entries}
    listed = {key for change in page.changes for _kind, key in change.pictures}
    _prepare(key for key in shown | listed if key)
    return {"page": page, "diff_html": diff_html, "thumb": _thumb}


def _prepare(ids: Iterable[int]) -> None:
    media.prepare(ids, known_to(current_user))


def _thumb(media_id: int) -> Markup:
    """Return a small picture for the list of changes."""
    return media.picture(media_id, sizes="96px")
