"""The papers of a reading as records: the report, the programme, what has a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cms import text
from cms_extraction.agenda import Entry
from cms_extraction.bodies import Body
from cms_extraction.catalogue import Catalogue, key_of
from cms_extraction.papers import Launched, launched_at, planned_in, title_at
from cms_extraction.persons import Person
from cms_extraction.reading import Reading
from cms_extraction.spans import Span


Record = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a field comes from: its path in the records, its words, their sentence."""

    path: str
    span: Span
    sentence: Span


def capital(words: str) -> str:
    """Return the words with a capital at the front."""
    return words[:1].upper() + words[1:]


class PaperRecordBuilder:
    """Writes the records of papers; what it knows is set by the clerk that it is part of."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.source = reading.source
        self.catalogue = Catalogue(reading)
        self.places: list[Place] = []
        self.people: dict[str, Person] = {one.name: one for one in reading.people}
        self.report: Record | None = None

    def note(self, path: str, span: Span | None) -> None:
        """Note where a field comes from."""
        if span is not None:
            self.places.append(Place(path, span, self.reading.sentence_of(span)))

    @property
    def issuer(self) -> str | None:
        """The body whose report was presented: as the text says, else the organiser."""
        found = self.reading.meeting
        organiser = key_of(found.organiser) if found and found.organiser else None
        return self.stated_issuer or self.represented or self.coded or organiser

    @property
    def coded(self) -> str | None:
        """The commission that the number of the report names: 22-BC/UBKTĐU."""
        entry = self.reported
        found = self.reading.meeting
        if entry is None or found is None:
            return None
        sentence = self.reading.sentence_of(entry.span)
        for paper in self.reading.papers:
            inside = paper.kind == "bao_cao" and paper.span.overlaps(sentence)
            if inside and "/UBKT" in (paper.number or ""):
                part = Body(paper.span, "Ủy ban Kiểm tra", "uy_ban_kiem_tra")
                whole = self.catalogue.resolved(part)
                return self.catalogue.add(whole, paper.span) if whole.of else None
        return None

    @property
    def represented(self) -> str | None:
        """The body in whose name the report was read."""
        if self.reported is None:
            return None
        sentence = self.reading.sentence_of(self.reported.span)
        for body in self.reading.bodies:
            lead = self.source.low[max(body.span.start - 10, 0) : body.span.start]
            if body.span in sentence and lead.endswith("thay mặt ") and not body.group:
                return self.catalogue.add(self.catalogue.resolved(body), body.span)
        return None

    @property
    def stated_issuer(self) -> str | None:
        """The body of which the text says that the report is its own."""
        title = self.report_title
        if title is not None:
            for body in self.reading.bodies:
                lead = self.source.low[max(body.span.start - 5, 0) : body.span.start]
                near = title.start <= body.span.start <= title.end + 3
                if near and lead.endswith(("của ",)) and not body.group:
                    return self.catalogue.add(self.catalogue.resolved(body), body.span)
            for paper in self.reading.papers:
                if paper.kind == "bao_cao" and paper.issuer is not None:
                    return self.catalogue.add(
                        self.catalogue.resolved(paper.issuer), paper.issuer.span
                    )
        return None

    @property
    def reported(self) -> Entry | None:
        """The entry of the agenda in which a report was presented."""
        return next((one for one in self.reading.agenda if one.kind == "bao_cao"), None)

    @property
    def is_written(self) -> bool:
        """Whether the words for what was reported speak of a report."""
        act = self.reported
        if act is None:
            return False
        return "báo cáo" in self.reading.sentence_of(act.span).of(self.source.low) or (
            "bc" in act.span.of(self.source.low).split()
        )

    @property
    def report_title(self) -> Span | None:
        """The words for the report."""
        act = self.reported
        if act is None:
            return None
        sentence = self.reading.sentence_of(act.span)
        return title_at(self.source, act.span.start, sentence.end)

    def launched(self) -> Launched | None:
        """Return the programme or plan that was launched at the meeting."""
        for entry in self.reading.agenda:
            if entry.kind == "trien_khai_chuong_trinh":
                sentence = self.reading.sentence_of(entry.span)
                return launched_at(
                    self.source, entry.span.start, sentence.end, self.reading.bodies
                )
        return None

    @property
    def report_key(self) -> str:
        """The key of the report among the documents."""
        found = self.reading.meeting
        parts = ["bao-cao", (found and found.event.kind) or "", self.period_code or ""]
        return text.slugify(" ".join(filter(None, parts)).replace("_", " "))

    @property
    def period_code(self) -> str | None:
        """The code of the period that the meeting looks back on."""
        found = self.reading.meeting
        return found.period.period.code if found and found.period else None

    def documents(self, launched: Launched | None) -> list[Record]:
        """Return the report, what was launched, and every other paper with a number."""
        rows: list[Record] = []
        numbered = list(self.reading.papers)
        if self.reported is not None and self.is_written:
            rows.append(self.report_row(numbered))
        if launched is not None:
            rows.append(self.launched_row(launched, numbered))
        shown = {row["number"] for row in rows}
        for paper in numbered:
            if paper.number in shown:
                continue
            shown.add(paper.number)
            issuer = paper.issuer and self.catalogue.add(
                self.catalogue.resolved(paper.issuer), paper.issuer.span
            )
            self.note(f"documents[{len(rows)}].number", paper.span)
            rows.append(
                {
                    "key": text.slugify(
                        f"{paper.kind} {paper.number}".replace("_", " ")
                    ),
                    "type": paper.kind,
                    "title": capital(paper.title),
                    "number": paper.number,
                    "issuer": issuer,
                    "date": paper.date.isoformat() if paper.date else None,
                }
            )
        return rows

    def report_row(self, numbered: list[Any]) -> Record:
        """Return the report as a document; take its number out of ``numbered``."""
        entry, title = self.reported, self.report_title
        assert entry is not None  # noqa: S101 - asked just before
        sentence = self.reading.sentence_of(entry.span)
        paper = next(
            (
                one
                for one in numbered
                if one.kind == "bao_cao" and one.span.overlaps(sentence)
            ),
            None,
        )
        if paper is not None:
            numbered.remove(paper)
        shown = "Báo cáo"
        if title is not None:
            shown = re.sub(
                r"\s+số\s*:?\s*\S*\d\S*/\S+|,?\s+ngày\s+[\d/.-]+",
                "",
                self.source.mend(title),
            )
        found = self.reading.meeting
        low = self.source.low[sentence.start : sentence.end]
        person = self.people.get(entry.name or "")
        issuer = self.issuer
        self.report = {
            "document": self.report_key,
            "kind": found.event.kind if found else None,
            "presented_by": person.key if person else None,
            "issuer": issuer,
            "period_code": self.period_code,
            "has_next_period_directions": bool(
                re.search(
                    r"báo cáo[^.]{0,200}(?:phương hướng|nhiệm vụ trọng tâm|định hướng"
                    r"|chương trình công tác)",
                    low,
                )
            ),
        }
        self.note("report", title or entry.span)
        return {
            "key": self.report_key,
            "type": "bao_cao",
            "title": capital(shown.strip(" ,")),
            "number": paper.number if paper else None,
            "issuer": issuer,
            "date": paper.date.isoformat() if paper and paper.date else None,
        }

    def launched_row(self, launched: Launched, numbered: list[Any]) -> Record:
        """Return what was launched as a document; take its number out of ``numbered``."""
        paper = next(
            (one for one in numbered if one.span.overlaps(launched.span)), None
        )
        if paper is not None:
            numbered.remove(paper)
        issuer = launched.issuer or (paper.issuer if paper else None)
        key = issuer and self.catalogue.add(
            self.catalogue.resolved(issuer), issuer.span
        )
        self.note("programme", launched.span)
        return {
            "key": self.launched_key(launched),
            "type": launched.kind,
            "title": self.source.quote(launched.title),
            "number": paper.number if paper else None,
            "issuer": key or None,
            "date": paper.date.isoformat() if paper and paper.date else None,
        }

    def launched_key(self, launched: Launched) -> str:
        """Return the key of what was launched among the documents."""
        when = launched.term or launched.year
        shown = f"{when[0]}-{when[1]}" if isinstance(when, tuple) else str(when or "")
        return text.slugify(f"{launched.kind} {shown}".replace("_", " "))

    def programme(self, launched: Launched | None) -> Record | None:
        """Return the programme that was launched; a plan counts if it names a term or year."""
        if launched is None or (
            launched.kind != "chuong_trinh" and not (launched.term or launched.year)
        ):
            return None
        entry = next(
            one for one in self.reading.agenda if one.kind == "trien_khai_chuong_trinh"
        )
        person = self.people.get(entry.name or "")
        issuer = launched.issuer and self.catalogue.resolved(launched.issuer)
        low = launched.span.of(self.source.low)
        kind = "nhiem_ky" if launched.term else "nam"
        if launched.term and "giai đoạn" in low:
            kind = "giai_doan"
        record: Record = {
            "document": self.launched_key(launched),
            "kind": kind,
            "title": self.source.quote(launched.title),
            "issuer": key_of(issuer) if issuer else None,
            "presented_by": person.key if person else None,
            "term": {"from": launched.term[0], "to": launched.term[1]}
            if launched.term
            else None,
        }
        if launched.year:
            record["year"] = launched.year
        number = self.reading.sentences.index(self.reading.sentence_of(launched.span))
        following = self.reading.sentences[
            min(number + 1, len(self.reading.sentences) - 1)
        ]
        planned = planned_in(self.source.low[launched.span.start : following.end])
        if planned:
            record["planned"] = planned
        return record
