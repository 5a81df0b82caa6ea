"""The audit trail: an append-only record of acts, sealed against later changes."""

from __future__ import annotations

from cms.audit.queries import entries_of
from cms.audit.trail import Broken, record, verify


__all__ = ["Broken", "entries_of", "record", "verify"]
