"""What the header of a report says where nobody wrote it, by rules declared here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cms import text


PARTY, STATE = "dang", "nha_nuoc"
#: What an item of this type is called on paper.
DOCUMENT_TYPE: Final = "BÁO CÁO"

#: For each document system: layout rules, first and last day on which they are
#: known to hold. Sources differ on whether 05-HD is of January or May 2026:
#: between the two nothing is derived.
STANDARDS_BY_DAY: Final[Mapping[str, Sequence[tuple[str, dt.date, dt.date]]]] = {
    PARTY: (
        ("36-HD/VPTW", dt.date(2018, 4, 3), dt.date(2026, 1, 11)),
        ("05-HD/VPTW", dt.date(2026, 5, 27), dt.date.max),
    ),
    STATE: (("ND30", dt.date(2020, 3, 5), dt.date.max),),
}


def standard_of(data: Mapping[str, Any]) -> str | None:
    """Return the layout rules of a snapshot: as chosen, else as of its day of issue.

    None when nothing was chosen and the document system or the day is not
    stated, or no rules are known for that day.
    """
    if data.get("standard"):
        return str(data["standard"])
    day = data.get("issued_at")
    if not day:
        return None
    for name, first, last in STANDARDS_BY_DAY.get(data.get("format") or "", ()):
        if first <= dt.date.fromisoformat(day) <= last:
            return name
    return None


def document_type_of(data: Mapping[str, Any]) -> str:
    """Return the name of the document type: as written, else that of every report."""
    return data.get("doc_type") or DOCUMENT_TYPE


def place_and_date(data: Mapping[str, Any]) -> str:
    """Return "Quận Sen, ngày 05 tháng 7 năm 2023", or what of it is known."""
    day = data.get("issued_at")
    written = text.format_date_long(dt.date.fromisoformat(day)) if day else ""
    return ", ".join(part for part in (data.get("place") or "", written) if part)


def number_line(number: str | None, system: str | None) -> str:
    """Return the number as a header of its document system writes it.

    State papers put a colon, party papers none; of an unstated system the
    number alone is known.
    """
    if not number:
        return ""
    return {PARTY: f"Số {number}", STATE: f"Số: {number}"}.get(system or "", number)
