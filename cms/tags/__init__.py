"""Keywords: found by their address however they are typed, named as first spelled."""

from cms.tags.keep import record_tags, slug_of
from cms.tags.models import ItemTag, Tag
from cms.tags.queries import (
    counted,
    find,
    suggestions,
    tag_links,
    tagged,
    unused,
)


__all__ = [
    "ItemTag",
    "Tag",
    "counted",
    "find",
    "record_tags",
    "slug_of",
    "suggestions",
    "tag_links",
    "tagged",
    "unused",
]
