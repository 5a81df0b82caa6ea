"""Programmes of inspection and supervision, and the work done under them."""

from __future__ import annotations


PROGRAMME = "inspections.programme"
INSPECTION = "inspections.item"

__all__ = ["INSPECTION", "PROGRAMME"]
