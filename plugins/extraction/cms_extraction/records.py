"""The records of a reading in the schema ``seed-extraction/1``, each field with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from cms import text
from cms_extraction.acts import ATTENDING, CHAIRING
from cms_extraction.agenda import Entry, roles_of
from cms_extraction.bodies import Body
from cms_extraction.catalogue import key_of
from cms_extraction.paper_records import PaperRecordBuilder, Place, Record, capital
from cms_extraction.papers import Launched, title_at
from cms_extraction.periods import Stretch
from cms_extraction.persons import Held, Person
from cms_extraction.reading import Meeting, Reading
from cms_extraction.spans import Span
from cms_extraction.speeches import HOUSE, REPORT


SCHEMA: Final = "seed-extraction/1"


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
    return _RecordBuilder(reading, source_file).write()


class _RecordBuilder(PaperRecordBuilder):
    """Writes the records one list after the other and notes where each came from."""

    def __init__(self, reading: Reading, source_file: str) -> None:
        super().__init__(reading)
        self.file = source_file

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
        spans: tuple[tuple[str, Span | None], ...] = (
            ("title", event.title),
            ("type", event.title),
            ("date", _span_of(day)),
            ("date_end", _span_of(day) if day and day.end else None),
            ("location", found.place),
            ("organiser", _span_of(event.organiser)),
            ("period", _span_of(found.period)),
            ("next_period", _span_of(found.next_period)),
            ("attendee_total", found.total and found.total[1]),
            ("start_time", _span_of(found.begins)),
        )
        for path, span in spans:
            self.note(f"conference.{path}", span)
        for number, purpose in enumerate(found.purposes):
            self.note(f"conference.purposes[{number}]", purpose)
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
        if person.office:
            return key_of(person.office)
        beside = self.beside(person)
        return (
            self.catalogue.add(self.catalogue.resolved(beside), beside.span)
            if beside
            else None
        )

    def beside(self, person: Person) -> Body | None:
        """Return the body that stands beside a person without a post: "chị X (Đoàn xã A)"."""
        for mention in person.mentions:
            for body in self.reading.bodies:
                between = self.source.low[mention.span.end : body.span.start]
                near = mention.span.end <= body.span.start < mention.span.end + 24
                if near and not body.group and _BESIDE.fullmatch(between):
                    return body
        return None

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

    def assessments(self) -> list[Record]:
        rows = []
        for number, one in enumerate(self.reading.assessments):
            self.note(f"assessments[{number}]", one.span)
            by = self.judge(one.by)
            rows.append(
                {
                    "by": by,
                    "polarity": one.polarity,
                    "text": self.source.quote(one.span),
                }
            )
        return rows

    def judge(self, by: str) -> str:
        """Return who judges: the report, the body that met, or a person."""
        if by == HOUSE:
            found = self.reading.meeting
            return key_of(found.organiser) if found and found.organiser else REPORT
        if by == REPORT and self.report is None:
            reporter = (
                self.people.get(self.reported.name or "") if self.reported else None
            )
            return (reporter.key if reporter else None) or self.quoted or REPORT
        return by if by == REPORT else self.people[by].key

    @property
    def quoted(self) -> str | None:
        """The body whose report is quoted although nobody presented it."""
        for body in self.reading.bodies:
            lead = self.source.low[max(body.span.start - 16, 0) : body.span.start]
            if lead.endswith("báo cáo của ") and not body.group:
                return self.catalogue.add(self.catalogue.resolved(body), body.span)
        return None

    def directives(self) -> list[Record]:
        rows = []
        for number, one in enumerate(self.reading.directives):
            self.note(f"directives[{number}]", one.span)
            rows.append(
                {
                    "order": number + 1,
                    "by": self.judge(one.by),
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


_BESIDE = re.compile(
    r"\s*\(|,?\s*\(?(?:đại diện(?: cho)?|thuộc|đến từ|ở|công tác tại)\s+"
)


def _span_of(one: Any) -> Span | None:
    """Return the place of what was found, if it was."""
    span: Span | None = one.span if one is not None else None
    return span
