"""Programmes of inspection and supervision, and the work done under them."""

from __future__ import annotations


PROGRAMME = "inspections.programme"
INSPECTION = "inspections.item"
FINDING = "inspections.finding"
RECOMMENDATION = "inspections.recommendation"
VIOLATION = "inspections.violation"

__all__ = ["FINDING", "INSPECTION", "PROGRAMME", "RECOMMENDATION", "VIOLATION"]
