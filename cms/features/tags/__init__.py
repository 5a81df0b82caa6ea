"""Keywords: found by their address however they are typed, named as first spelled."""

from cms.features.tags.keep import record_tags, slug_of
from cms.features.tags.models import ItemTag, Tag
from cms.features.tags.queries import (
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
