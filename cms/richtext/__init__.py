"""Rich text: JSON documents by a fixed schema, cleaned on the way in, HTML on the way out."""

from __future__ import annotations

from cms.richtext.cleaning import clean
from cms.richtext.embeds import GONE, SharedBlock, block_ids, without_embeds
from cms.richtext.from_plain import from_text
from cms.richtext.link_targets import Swap, Target, paths_in, swapped, targets
from cms.richtext.links import TextLink, links_in
from cms.richtext.markup import join, tag
from cms.richtext.plain import item_ids, media_ids, plain_text, word_count
from cms.richtext.rendering import BARE, Context, render
from cms.richtext.schema import EMPTY_DOC, Document


__all__ = [
    "BARE",
    "EMPTY_DOC",
    "GONE",
    "Context",
    "Document",
    "SharedBlock",
    "Swap",
    "Target",
    "TextLink",
    "block_ids",
    "clean",
    "from_text",
    "item_ids",
    "join",
    "links_in",
    "media_ids",
    "paths_in",
    "plain_text",
    "render",
    "swapped",
    "tag",
    "targets",
    "without_embeds",
    "word_count",
]
