"""The audit trail: an append-only record of acts, sealed against later changes."""

from __future__ import annotations

from cms.audit.queries import entries_of
from cms.audit.registry import ACTIONS, action_words, declare, room_name
from cms.audit.trail import record


__all__ = [
    "ACTIONS",
    "action_words",
    "declare",
    "entries_of",
    "record",
    "room_name",
]
