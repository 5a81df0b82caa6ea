"""Conference records: what was on the agenda, who was there, what was directed."""

from __future__ import annotations


CONFERENCE = "conferences.conference"
DIRECTIVE = "conferences.directive"
ASSESSMENT = "conferences.assessment"

__all__ = ["ASSESSMENT", "CONFERENCE", "DIRECTIVE"]
