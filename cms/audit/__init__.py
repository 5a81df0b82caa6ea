"""The audit trail: an append-only record of acts, sealed against later changes."""

from __future__ import annotations

from cms.audit.registry import ACTIONS, action_words, declare, room_name
from cms.audit.trail import record


__all__ = [
    "ACTIONS",
    "action_words",
    "declare",
    "record",
    "room_name",
]
