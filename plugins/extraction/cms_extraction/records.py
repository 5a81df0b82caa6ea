"""The records of a reading in the schema ``seed-extraction/1``, each field with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from cms import text
from cms_extraction.acts import ATTENDING, CHAIRING
from cms_extraction.agenda import Entry, roles_of
from cms_extraction.bodies import Body
from cms_extraction.catalogue import Catalogue, key_of
from cms_extraction.papers import Launched, launched_at, planned_in, title_at
from cms_extraction.periods import Stretch
from cms_extraction.persons import Held, Person
from cms_extraction.reading import Meeting, Reading
from cms_extraction.spans import Span
from cms_extraction.speeches import REPORT


SCHEMA: Final = "seed-extraction/1"
Record = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a field comes from: its path in the records, its words, their sentence."""

    path: str
    span: Span
    sentence: Span


@dataclass(frozen=True)
class Extraction:
    """Records in the schema, and where each field that was read stands in ``text``."""

    records: Record
    places: tuple[Place, ...]
    text: str = field(repr=False)

    @property
    def found(self) -> bool:
        """Whether the text tells of a meeting."""
        return self.records["conference"] is not None


def make_records(reading: Reading, source_file: str = "") -> Extraction:
    """Return the records that a reading amounts to."""
    return _Clerk(reading, source_file).write()


class _Clerk:
    """Writes the records one list after the other and notes where each came from."""

    def __init__(self, reading: Reading, source_file: str) -> None:
        self.reading = reading
        self.source = reading.source
        self.file = source_file
        self.catalogue = Catalogue(reading)
        self.places: list[Place] = []
        self.people = {one.name: one for one in reading.people}

    def note(self, path: str, span: Span | None) -> None:
        if span is not None:
            self.places.append(Place(path, span, self.reading.sentence_of(span)))

    def write(self) -> Extraction:
        records: Record = {
            "schema": SCHEMA,
            "source_file": self.file,
            "article": self.article(),
            "conference": None,
            "organisations": [],
            "people": [],
            "attendance": [],
            "agenda": [],
            "documents": [],
            "programme": None,
            "report": None,
            "assessments": [],
            "directives": [],
            "statistics": [],
        }
        if self.reading.meeting is not None:
            self.catalogue.fill()
            launched = self.launched()
            records["conference"] = self.conference(self.reading.meeting)
            records["people"] = self.persons()
            records["attendance"] = self.attendance()
            records["agenda"] = self.agenda(launched)
            records["documents"] = self.documents(launched)
            records["programme"] = self.programme(launched)
            records["report"] = self.report
            records["assessments"] = self.assessments()
            records["directives"] = self.directives()
            records["statistics"] = self.statistics()
            records["organisations"] = self.organisations()
        return Extraction(records, tuple(self.places), self.source.text)

    def article(self) -> Record:
        frame, found = self.reading.frame, self.reading.meeting
        title = self.source.quote(frame.title)
        self.note("article.title", frame.title)
        article: Record = {
            "title": title,
            "slug": text.slugify(title),
            "event_date": found.day.date.isoformat() if found and found.day else None,
            "published_at": frame.published.isoformat() if frame.published else None,
            "paragraphs": len(frame.paragraphs),
            "stray_lines": [self.source.quote(one) for one in frame.stray],
            "category": "hoi-nghi" if found else None,
        }
        if frame.author:
            article["author"] = frame.author
        return article

    def conference(self, found: Meeting) -> Record:
        event, day = found.event, found.day
        for path, span in (
            ("title", event.title),
            ("type", event.title),
            ("date", day and day.span),
            ("date_end", day.span if day and day.end else None),
            ("location", found.place),
            ("organiser", event.organiser and event.organiser.span),
            ("period", found.period and found.period.span),
            ("next_period", found.next_period and found.next_period.span),
            ("attendee_total", found.total and found.total[1]),
            ("start_time", found.begins and found.begins.span),
        ):
            self.note(f"conference.{path}", span)
        for number, span in enumerate(found.purposes):
            self.note(f"conference.purposes[{number}]", span)
        record: Record = {
            "title": self.source.mend(event.title),
            "type": event.kind,
            "format": found.format,
            "date": day.date.isoformat() if day else None,
            "date_end": day.end.isoformat() if day and day.end else None,
            "date_text": self.source.quote(day.span) if day else None,
            "start_time": f"{found.begins.start:%H:%M}" if found.begins else None,
            "location": self.source.quote(found.place) if found.place else None,
            "organiser": key_of(found.organiser) if found.organiser else None,
            "chairs": [
                self.people[name].key
                for name in dict.fromkeys(
                    act.name
                    for act in self.reading.acts
                    if act.kind == CHAIRING and act.name
                )
                if name in self.people
            ],
            "period": self.period(found.period),
            "next_period": self.period(found.next_period),
            "attendee_total": found.total[0] if found.total else None,
            "purposes": [self.source.quote(one) for one in found.purposes],
        }
        if found.ends:
            record["end_time"] = f"{found.ends.end or found.ends.start:%H:%M}"
        if found.points is not None:
            record["online_points"] = found.points
        term = self.term(event.title)
        if term:
            record["term"] = term
        return record

    def term(self, title: Span) -> Record | None:
        for one in self.reading.stretches:
            if one.span in title and one.period.term:
                return {"from": one.period.term[0], "to": one.period.term[1]}
        return None

    def period(self, one: Stretch | None) -> Record | None:
        if one is not None and one.period.term:
            first, last = one.period.term
            return {
                "label": self.source.quote(one.span),
                "code": one.period.code,
                "from": f"{first}-01-01",
                "to": f"{last}-12-31",
            }
        if one is None or one.period.start is None or one.period.end is None:
            return None
        return {
            "label": self.source.quote(one.span),
            "code": one.period.code,
            "from": one.period.start.isoformat(),
            "to": one.period.end.isoformat(),
        }

    def organisations(self) -> list[Record]:
        return [
            {
                "key": key,
                "name": entry.name,
                "type": entry.kind,
                "level": entry.level,
                "parent": entry.parent,
                "is_group": False,
                "inferred": entry.inferred,
                "mentions": list(
                    dict.fromkeys(self.source.quote(one) for one in entry.mentions)
                ),
            }
            for key, entry in self.catalogue.entries.items()
        ]

    def persons(self) -> list[Record]:
        found = []
        for number, person in enumerate(self.reading.people):
            path = f"people[{number}]"
            self.note(f"{path}.name", person.mentions[0].name_span)
            for place, post in enumerate(person.posts):
                self.note(f"{path}.positions[{place}]", post.span)
            found.append(
                {
                    "key": person.key,
                    "name": person.name,
                    "given_name": person.name.split()[-1],
                    "honorific": person.honorific,
                    "positions": [self.position(post) for post in person.posts],
                    "roles": roles_of(
                        person.name, self.reading.acts, self.reading.agenda
                    ),
                }
            )
        return found

    def position(self, post: Held) -> Record:
        return {
            "title": post.label,
            "title_code": "khac" if post.label.startswith("Nguyên ") else post.code,
            "organisation": key_of(post.body) if post.body else "",
            "text": self.source.quote(post.span),
        }

    def attendance(self) -> list[Record]:
        names = dict.fromkeys(
            act.name for act in self.reading.acts if act.kind == ATTENDING and act.name
        )
        rows: list[Record] = [
            {"kind": "person", "person": self.people[name].key, "organisation": None,
             "text": None, "count": 1}
            for name in names
            if name in self.people
        ]  # fmt: skip
        for group in self.reading.groups:
            self.note(f"attendance[{len(rows)}]", group.span)
            rows.append(
                {"kind": "group", "person": None, "organisation": None,
                 "text": self.source.quote(group.span), "count": group.count}
            )  # fmt: skip
        return rows

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
        return next((one for one in self.reading.agenda if one.kind == "bao_cao"), None)

    @property
    def report_title(self) -> Span | None:
        act = self.reported
        if act is None:
            return None
        sentence = self.reading.sentence_of(act.span)
        return title_at(self.source, act.span.start, sentence.end)

    def launched(self) -> Launched | None:
        for entry in self.reading.agenda:
            if entry.kind == "trien_khai_chuong_trinh":
                sentence = self.reading.sentence_of(entry.span)
                return launched_at(
                    self.source, entry.span.start, sentence.end, self.reading.bodies
                )
        return None

    def agenda(self, launched: Launched | None) -> list[Record]:
        rows = []
        for number, entry in enumerate(self.reading.agenda):
            self.note(f"agenda[{number}]", entry.span)
            person = self.people.get(entry.name or "")
            rows.append(
                {
                    "order": number + 1,
                    "type": entry.kind,
                    "title": self.entry_title(entry, launched),
                    "person": person.key if person else None,
                    "organisation": self.entry_body(entry, person),
                    "count": entry.count,
                }
            )
        return rows

    def entry_body(self, entry: Entry, person: Person | None) -> str | None:
        if entry.body is not None:
            return self.catalogue.add(
                self.catalogue.resolved(entry.body), entry.body.span
            )
        if person is not None:
            own = self.speaking_for(person)
            return own or (self.issuer if entry.kind == "bao_cao" else None)
        return self.issuer if entry.kind == "bao_cao" else None

    def speaking_for(self, person: Person) -> str | None:
        """Return the body for which a person speaks: the organiser, else that of the office."""
        found = self.reading.meeting
        organiser = key_of(found.organiser) if found and found.organiser else None
        offices = [
            key_of(one.body) for one in person.posts if one.body and not one.member
        ]
        if organiser in offices:
            return organiser
        return key_of(person.office) if person.office else None

    def entry_title(self, entry: Entry, launched: Launched | None) -> str | None:
        if entry.kind == "bao_cao" and self.report_title:
            return capital(self.source.quote(self.report_title))
        if entry.kind == "trien_khai_chuong_trinh" and launched:
            return capital(self.source.quote(launched.title))
        words = self.source.quote(entry.span)
        if entry.kind in ("chi_dao", "ket_luan") and len(words) < 40:
            return capital(words)
        if entry.kind == "quan_triet_van_ban":
            title = title_at(
                self.source, entry.span.end, self.reading.sentence_of(entry.span).end
            )
            return capital(self.source.quote(title)) if title else None
        return None

    @property
    def report_key(self) -> str:
        found = self.reading.meeting
        parts = ["bao-cao", (found and found.event.kind) or "", self.period_code or ""]
        return text.slugify(" ".join(filter(None, parts)).replace("_", " "))

    @property
    def period_code(self) -> str | None:
        found = self.reading.meeting
        return found.period.period.code if found and found.period else None

    def documents(self, launched: Launched | None) -> list[Record]:
        rows: list[Record] = []
        numbered = list(self.reading.papers)
        self.report: Record | None = None
        if self.reported is not None:
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
                    r"báo cáo[^.]{0,200}(?:phương hướng|nhiệm vụ trọng tâm|định hướng|chương trình công tác)",
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
        when = launched.term or launched.year
        shown = f"{when[0]}-{when[1]}" if isinstance(when, tuple) else str(when or "")
        return text.slugify(f"{launched.kind} {shown}".replace("_", " "))

    def programme(self, launched: Launched | None) -> Record | None:
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

    def assessments(self) -> list[Record]:
        rows = []
        for number, one in enumerate(self.reading.assessments):
            self.note(f"assessments[{number}]", one.span)
            by = one.by if one.by == REPORT else self.people[one.by].key
            rows.append(
                {
                    "by": by,
                    "polarity": one.polarity,
                    "text": self.source.quote(one.span),
                }
            )
        return rows

    def directives(self) -> list[Record]:
        rows = []
        for number, one in enumerate(self.reading.directives):
            self.note(f"directives[{number}]", one.span)
            rows.append(
                {
                    "order": number + 1,
                    "by": self.people[one.by].key,
                    "text": self.source.quote(one.span),
                    "due": one.due.isoformat() if one.due else None,
                }
            )
        return rows

    def statistics(self) -> list[Record]:
        rows = []
        for number, one in enumerate(self.reading.figures):
            self.note(f"statistics[{number}]", one.span)
            rows.append({"metric": one.metric, **one.numbers})
        return rows


def capital(words: str) -> str:
    """Return the words with a capital at the front."""
    return words[:1].upper() + words[1:]
