"""Who else is on a page of the desk right now."""

from __future__ import annotations

from cms.features.presence.service import PresentPerson, leave, people_present, visit


__all__ = ["PresentPerson", "leave", "people_present", "visit"]
