"""What rich text needs of the media library to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from cms.build_context import current_build
from cms.media.markup import file_link, find, picture, prepare
from cms.plugins.manager import Trouble
from cms.richtext import SharedBlock


def shared_blocks(ids: Iterable[int]) -> Mapping[int, SharedBlock]:
    """Return the reusable blocks with these ids, from whoever registers them."""
    build, wanted = current_build(), set(ids)
    found: dict[int, SharedBlock] = {}
    for plugin, embed in build.registry.embeds if wanted else ():
        blocks = build.manager.guard(plugin, f"embed {embed.name}", embed.load, wanted)
        if not isinstance(blocks, Trouble):
            found.update(blocks)
    return found


class DocumentMedia:
    """A context of :func:`cms.richtext.render` with pictures and files.

    A subclass says in ``paths`` which items the reader may open; here none.
    """

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the addresses of those items that may be linked to."""
        return {}

    def prepare(self, ids: Iterable[int]) -> None:
        """Load the rows of pictures and files in one query."""
        prepare(ids)

    def picture(self, media_id: int, *, alt: str | None) -> Markup | None:
        """Return the picture, or None."""
        return picture(media_id, alt=alt) or None

    def file_link(self, media_id: int, *, title: str) -> Markup | None:
        """Return a link to the file, or None."""
        return file_link(media_id, title)

    def credit(self, media_id: int) -> str:
        """Return whose picture it is."""
        row = find(media_id)
        return row.credit if row else ""

    def blocks(self, ids: Iterable[int]) -> Mapping[int, SharedBlock]:
        """Return the reusable blocks to show, as they are now; missing ones are absent."""
        return shared_blocks(ids)
