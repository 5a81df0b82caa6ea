"""Finds numbers of documents in texts: 58-BC/UBKTQU, 30/2020/NĐ-CP, 15/QĐ-UBND."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms.text.normalise import nfc


PARTY = "dang"
STATE = "nha_nuoc"


@dataclass(frozen=True)
class DocumentNumber:
    """A document's number; ``number`` is None when left blank, ``type`` in a letter.

    ``system`` is ``dang`` (number-type/issuer) or ``nha_nuoc``
    (number[/year]/type-issuer). A state letter has no type: ``05/BNV-VP``.
    """

    number: int | None
    type: str | None
    issuer: str
    system: str
    year: int | None = None

    def __str__(self) -> str:
        """Return the spelling that texts are compared by: "05-BC/HU", "15/QĐ-UBND"."""
        number = "" if self.number is None else f"{self.number:02d}"
        if self.system == PARTY:
            return f"{number}-{self.type}/{self.issuer}"
        parts = [number] if self.year is None else [number, str(self.year)]
        kind = f"{self.type}-{self.issuer}" if self.type else self.issuer
        return "/".join([*parts, kind])


_CODE = r"[^\W\d_]+"
_ISSUER = r"[^\W\d_](?:[^\W_]|\.(?=[^\W_])|-(?=[^\W\d_]))*"
_LABEL = r"(?:\b[Ss][Ốố]\s*:?\s*)"
_PARTY = re.compile(
    rf"(?:(?<![\w/.-])(?P<no>\d{{1,5}})|{_LABEL}[.…_]*)\s?-\s?(?P<type>{_CODE})/(?P<issuer>{_ISSUER})"
)
_STATE = re.compile(
    r"(?<![\w/.-])(?P<no>\d{1,5})/(?:(?P<year>(?:19|20)\d\d)/)?"
    rf"(?P<type>{_CODE}\d*)-(?P<issuer>{_ISSUER})"
)
_STATE_TYPE_CODES = (
    "NĐ QĐ NQ CT QC QYĐ TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT UQ GM GT NP PG PC"
    " PB TC TT TTLT NQLT L PL QH VBHN KL ĐL GP SL"
)
_STATE_TYPES = frozenset(_STATE_TYPE_CODES.split())


def _shape(match: re.Match[str]) -> DocumentNumber:
    number = int(match["no"]) if match["no"] else None
    if match.re is _PARTY:
        return DocumentNumber(number, match["type"], match["issuer"], PARTY)
    kind: str | None = match["type"]
    issuer = match["issuer"]
    year = int(match["year"]) if match["year"] else None
    if kind not in _STATE_TYPES and year is None:
        kind, issuer = None, f"{kind}-{issuer}"
    return DocumentNumber(number, kind, issuer, STATE, year)


def find_document_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """Return (start, end, number) of each document number in ``nfc(text)``."""
    composed = nfc(text)
    found: list[tuple[int, int, DocumentNumber]] = []
    for match in sorted(
        [*_PARTY.finditer(composed), *_STATE.finditer(composed)],
        key=lambda match: match.start(),
    ):
        if not found or match.start() >= found[-1][1]:
            found.append((match.start(), match.end(), _shape(match)))
    return found


def parse_document_number(text: str) -> DocumentNumber | None:
    """Return the first document number in ``text``, or None."""
    found = find_document_numbers(text)
    return found[0][2] if found else None
