"""Media: uploads, renditions, storage and access to the files."""

from __future__ import annotations

from cms.media.embeds import DocumentMedia
from cms.media.markup import (
    figure,
    figures,
    file_link,
    file_url,
    find,
    picture,
    prepare,
    rendition_url,
    shown_url,
)
from cms.media.models import Media, MediaUse
from cms.media.service import (
    may_describe,
    may_make_public,
    may_manage,
    may_upload,
    store,
    update,
    words_of,
)
from cms.media.uses import record_uses, used_in


__all__ = [
    "DocumentMedia",
    "Media",
    "MediaUse",
    "figure",
    "figures",
    "file_link",
    "file_url",
    "find",
    "may_describe",
    "may_make_public",
    "may_manage",
    "may_upload",
    "picture",
    "prepare",
    "record_uses",
    "rendition_url",
    "shown_url",
    "store",
    "update",
    "used_in",
    "words_of",
]
