"""Pieces of text that many pages share: a contact box, a notice."""

from __future__ import annotations

from cms.features.blocks.models import Block, BlockUse
from cms.features.blocks.queries import all_blocks, names, shown, use_counts, using
from cms.features.blocks.service import KINDS, may_change, remove, save
from cms.features.blocks.uses import record_uses


__all__ = [
    "KINDS",
    "Block",
    "BlockUse",
    "all_blocks",
    "may_change",
    "names",
    "record_uses",
    "remove",
    "save",
    "shown",
    "use_counts",
    "using",
]
