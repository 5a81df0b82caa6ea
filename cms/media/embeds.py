"""What rich text needs of the site, with the rule for links given from above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from cms.media.markup import file_link, find, picture, prepare


class Embeds:
    """A context of :func:`cms.richtext.render` with pictures and files.

    ``paths`` takes ids of items and returns the addresses of those that the
    reader may open.
    """

    def __init__(self, paths: Callable[[Iterable[int]], Mapping[int, str]]) -> None:
        self.paths = paths

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
