"""Official reports of a period: text, statistics, signature and recipients."""

from __future__ import annotations


REPORT = "reports.report"

__all__ = ["REPORT"]
