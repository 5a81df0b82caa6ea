"""Who else is on a page of the desk right now."""

from __future__ import annotations

from cms.features.presence.service import Companion, company, leave, visit


__all__ = ["Companion", "company", "leave", "visit"]
