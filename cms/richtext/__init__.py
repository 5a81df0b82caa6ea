"""Rich text: JSON documents by a fixed schema, cleaned on the way in, HTML on the way out."""

from __future__ import annotations

from cms.richtext.clean import clean
from cms.richtext.embeds import GONE, SharedBlock, block_ids, without_embeds
from cms.richtext.from_text import from_text
from cms.richtext.markup import join, tag
from cms.richtext.plain import item_ids, media_ids, plain_text, word_count
from cms.richtext.render import BARE, Context, render
from cms.richtext.schema import EMPTY_DOC, Document
from cms.richtext.targets import Swap, Target, paths_in, swapped, targets


__all__ = [
    "BARE",
    "EMPTY_DOC",
    "GONE",
    "Context",
    "Document",
    "SharedBlock",
    "Swap",
    "Target",
    "block_ids",
    "clean",
    "from_text",
    "item_ids",
    "join",
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
