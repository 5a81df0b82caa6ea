"""Pictures and files: safe upload, renditions, storage and who may have the bytes."""

from __future__ import annotations

from cms.media.chips import chip, chips, titles
from cms.media.embeds import DocumentMedia
from cms.media.markup import (
    file_link,
    file_url,
    find,
    picture,
    prepare,
    rendition_url,
    shown_url,
)
from cms.media.models import Media, MediaUse
from cms.media.service import delete, may_manage, may_upload, store, update
from cms.media.uses import record_uses, used_in


__all__ = [
    "DocumentMedia",
    "Media",
    "MediaUse",
    "chip",
    "chips",
    "delete",
    "file_link",
    "file_url",
    "find",
    "may_manage",
    "may_upload",
    "picture",
    "prepare",
    "record_uses",
    "rendition_url",
    "shown_url",
    "store",
    "titles",
    "update",
    "used_in",
]
