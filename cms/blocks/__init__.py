"""Pieces of text that many pages share: a contact box, a notice."""

from __future__ import annotations

from cms.blocks.models import Block, BlockUse
from cms.blocks.queries import all_blocks, names, shown, use_counts, using
from cms.blocks.service import KINDS, may_change, remove, save
from cms.blocks.uses import record_uses


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
