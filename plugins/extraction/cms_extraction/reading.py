"""All steps one after the other: what a text says of a meeting, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cms import text
from cms_extraction import circumstances, conference as meeting
from cms_extraction.acts import find_acts
from cms_extraction.agenda import Entry, directed, find_agenda
from cms_extraction.article import Frame, find_frame
from cms_extraction.assessments import (
    Assessment,
    find_assessments,
    find_labelled,
)
from cms_extraction.attendance import (
    Group,
    attendee_total,
    came_with,
    find_groups,
    with_total,
)
from cms_extraction.bodies import Body
from cms_extraction.dates import Clock, Day, find_clocks, find_days
from cms_extraction.directives import Directive, find_directives
from cms_extraction.genre import tells_of_meeting
from cms_extraction.home_place import complete_home
from cms_extraction.minutes import body_in, clock_in, day_in, head_of, place_in
from cms_extraction.named_bodies import find_bodies
from cms_extraction.noting import Act
from cms_extraction.organisations import (
    Home,
    committee_in,
    find_home,
    resolve,
)
from cms_extraction.papers import Paper, find_numbered
from cms_extraction.people import (
    Mention,
    Seat,
    cut_names,
    find_people,
)
from cms_extraction.periods import Stretch, find_periods
from cms_extraction.persons import Person, gather_people, person_names
from cms_extraction.references import find_references, heads_of
from cms_extraction.register import Register
from cms_extraction.sayings import HOLDING, WISHES
from cms_extraction.sentences import find_sentences
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.speeches import HOUSE, REPORT, Speech, find_speeches
from cms_extraction.statistics import Figure, find_statistics


@dataclass(frozen=True)
class Meeting:
    """What the announcing sentence and its neighbours say of the meeting."""

    event: meeting.Event
    organiser: Body | None
    day: Day | None
    place: Span | None
    begins: Clock | None
    ends: Clock | None
    format: str | None
    points: int | None
    purposes: tuple[Span, ...]
    period: Stretch | None
    next_period: Stretch | None
    total: tuple[int, Span] | None


@dataclass(frozen=True)
class Reading:
    """Everything found in a text; ``meeting`` is None when it tells of none."""

    source: Source
    sentences: tuple[Span, ...]
    frame: Frame
    meeting: Meeting | None
    home: Home
    bodies: tuple[Body, ...] = ()
    people: tuple[Person, ...] = ()
    acts: tuple[Act, ...] = ()
    speeches: tuple[Speech, ...] = ()
    agenda: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    papers: tuple[Paper, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    directives: tuple[Directive, ...] = ()
    figures: tuple[Figure, ...] = ()
    stretches: tuple[Stretch, ...] = ()

    def sentence_of(self, span: Span) -> Span:
        """Return the sentence in which ``span`` begins."""
        for sentence in self.sentences:
            if span.start in sentence:
                return sentence
        return span


def understand(source: Source, register: Register | None = None) -> Reading:
    """Return what ``source`` says; ``register`` are people and bodies that are known."""
    known = register or Register()
    sentences = find_sentences(source)
    year = _year(source)
    days = find_days(source, year)
    frame = find_frame(source, days)
    mentions = [
        one
        for one in _canonical(find_people(source, known.names))
        if text.slugify(text.tone_style(one.name)) not in known.nobody
    ]
    bodies = cut_names(source, find_bodies(source), mentions)
    home = find_home(source, bodies, [one.name_span for one in mentions])
    inner = [
        one for one in sentences if not any(one.overlaps(span) for span in frame.stray)
    ]
    event = meeting.find_event(source, inner, bodies, days)
    blank = Reading(source, tuple(sentences), frame, None, home)
    if event is None or not tells_of_meeting(source, event, inner):
        return blank
    scope = _scope(source, event, inner)
    found = _meeting(source, event, inner, bodies, days, home)
    home.organiser = found.organiser
    if complete_home(source, home, [one.name_span for one in mentions]):
        home.organiser = None  # it was read without its place
        found = _meeting(source, event, inner, bodies, days, home)
        home.organiser = found.organiser
    mentions = sorted(
        [*mentions, *find_references(source, mentions, _seats(mentions, home))],
        key=lambda one: one.span,
    )
    return _read(source, sentences, frame, found, home, bodies, days, mentions, scope)


def _seats(mentions: Sequence[Mention], home: Home) -> dict[str, list[Seat]]:
    """Return the posts of each person, as far as they tell who is meant by one."""
    return {
        person.name: [
            (post.code, post.label, heads_of(post.body)) for post in person.posts
        ]
        for person in gather_people(mentions, home)
    }


def _year(source: Source) -> int | None:
    """Return the year that the text names as its own, for days without one."""
    for stretch in find_periods(source):
        if stretch.period.term is None and not stretch.borrowed and stretch.period.end:
            return stretch.period.end.year
    return None


def _canonical(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the full name where only a given name is written."""
    names = person_names(mentions)
    return [replace(one, name=names[one.name]) for one in mentions if one.name in names]


def _scope(
    source: Source, event: meeting.Event, sentences: Sequence[Span]
) -> list[Span]:
    """Return the sentences from the meeting's own on, up to the next event."""
    number = sentences.index(event.sentence)
    found = [*head_of(source, event.sentence, sentences), event.sentence]
    for sentence in sentences[number + 1 :]:
        if meeting.begins_other_event(source, sentence, event):
            break
        found.append(sentence)
    return found


def _meeting(
    source: Source,
    event: meeting.Event,
    sentences: Sequence[Span],
    bodies: Sequence[Body],
    days: Sequence[Day],
    home: Home,
) -> Meeting:
    head = head_of(source, event.sentence, sentences)
    day = meeting.day_of(source, event, sentences, days) or day_in(head, days)
    stretches = find_periods(source, day.date.year if day else None)
    clocks = find_clocks(source)
    begins, ends = circumstances.hours_of(source, event, sentences, clocks)
    begins = clock_in(head, clocks) or begins
    held, points = circumstances.format_of(source, event, sentences)
    number = sentences.index(event.sentence)
    period, next_period = circumstances.periods_of(
        source, event, stretches, event.sentence.start
    )
    named = meeting.organiser_of(source, event, bodies) or body_in(head, bodies)
    organiser = resolve(named, home, None) if named else None
    return Meeting(
        event,
        organiser,
        day,
        circumstances.place_of(source, event, sentences) or place_in(source, head),
        begins,
        ends,
        held,
        points,
        tuple(circumstances.purposes_of(source, event, sentences)),
        period,
        next_period,
        attendee_total(source, [*head, *sentences[number : number + 8]]),
    )


def _read(
    source: Source,
    sentences: Sequence[Span],
    frame: Frame,
    found: Meeting,
    home: Home,
    bodies: Sequence[Body],
    days: Sequence[Day],
    mentions: Sequence[Mention],
    scope: Sequence[Span],
) -> Reading:
    day = found.day
    stretches = find_periods(source, day.date.year if day else None)
    if day is not None:
        days = [_after(one, day.date) for one in find_days(source, day.date.year)]
    speeches = find_speeches(source, scope, mentions)
    said = [
        part
        for one in speeches
        for part in one.parts
        if one.by not in (REPORT, HOUSE) and one.verb not in HOLDING
    ]
    _period, planned = circumstances.periods_of(
        source, found.event, stretches, found.event.sentence.start, said
    )
    found = replace(found, next_period=planned)
    silent = [found.event.title, *said]
    silent += [
        part
        for one in speeches
        if one.by in (REPORT, HOUSE) or one.verb in HOLDING
        for part in one.parts
    ]
    silent += list(found.purposes)
    acts = find_acts(source, scope, mentions, bodies, silent, said)
    groups = find_groups(source, acts, mentions, bodies)
    title = found.event.title
    if not any(one.overlaps(found.event.sentence) for one in [g.span for g in groups]):
        groups = came_with(source, title.end, found.event.sentence.end, bodies) + groups
    people = gather_people(mentions, home)
    figures = find_statistics(source, said, found.event.sentence.end)
    entries = find_agenda(source, acts, speeches, _leaders(people, found.organiser))
    directives = [
        one
        for one in find_directives(source, speeches, days, stretches, bodies)
        if not _only_wishes(one, speeches, people, found.organiser, entries)
    ]
    entries = directed(entries, {one.by for one in directives})
    behind = _reporting(source, scope, acts, mentions, speeches)
    reported = any(act.kind == "bao_cao" for act in acts)
    rest = [one for one in scope if reported and one not in behind]
    labelled = find_labelled(source, rest, speeches)
    judged = [
        one
        for one in sorted(
            [*find_assessments(source, speeches, behind), *labelled],
            key=lambda one: one.span,
        )
        if one.by != REPORT or not any(one.span.overlaps(row.span) for row in figures)
    ]
    return Reading(
        source,
        tuple(sentences),
        frame,
        found,
        home,
        tuple(bodies),
        tuple(people),
        tuple(acts),
        tuple(speeches),
        tuple(entries),
        tuple(with_total(source, groups, found.total)),
        tuple(find_numbered(source, days, bodies)),
        tuple(judged),
        tuple(directives),
        tuple(figures),
        tuple(stretches),
    )


def _after(one: Day, day: dt.date) -> Day:
    """Return a day that was written without a year in the year that follows the meeting."""
    if (
        one.guessed_year
        and one.date < day
        and (one.date.month, one.date.day) != (2, 29)
    ):
        return replace(one, date=one.date.replace(year=day.year + 1))
    return one


_RANKS = {
    "trung_uong": 6, "tinh": 5, "thanh_pho": 5, "huyen": 4, "quan": 4, "thi_xa": 4,
    "cap_tren_co_so": 3, "co_so": 2, "chi_bo": 1,
}  # fmt: skip


def _only_wishes(
    one: Directive,
    speeches: Sequence[Speech],
    people: Sequence[Person],
    organiser: Body | None,
    entries: Sequence[Entry],
) -> bool:
    """Tell whether somebody from below asks the meeting for something: no directive."""
    speech = next(
        (s for s in speeches if any(one.span.overlaps(part) for part in s.parts)), None
    )
    person = next((p for p in people if p.name == one.by), None)
    if speech is None or person is None or not speech.verb.startswith(WISHES):
        return False
    bodies = [post.body for post in person.posts if post.body is not None]
    kinds = {entry.kind for entry in entries if entry.name == one.by}
    if not person.posts or (kinds and kinds <= {"thao_luan", "tham_luan"}):
        return True
    own = _RANKS.get((organiser and organiser.level) or "", 0)
    ranks = [_RANKS.get(body.level or "", 9) for body in bodies]
    return bool(ranks) and max(ranks) < own


def _leaders(people: Sequence[Person], organiser: Body | None) -> frozenset[str]:
    """Return the secretaries of the committee that the organiser is or belongs to."""
    own = committee_in(organiser)
    return frozenset(
        person.name
        for person in people
        for post in person.posts
        if own and post.body and post.body.full == own.full and "bi_thu" in post.code
    )


def _reporting(
    source: Source,
    scope: Sequence[Span],
    acts: Sequence[Act],
    mentions: Sequence[Mention],
    speeches: Sequence[Speech],
) -> list[Span]:
    """Return the sentences behind a report, in which it goes on until somebody else acts."""
    report = next((act.sentence for act in acts if act.kind == "bao_cao"), None)
    if report is None or report not in scope:
        return []
    others = {
        act.sentence for act in acts if act.kind not in ("bao_cao", "khen_thuong")
    }
    people = [one.opening for one in speeches if one.by != REPORT]
    found = []
    for sentence in scope[scope.index(report) + 1 :]:
        named = [one.span.start for one in mentions if one.span in sentence]
        if named and (cut := source.low.rfind(";", sentence.start, named[0])) > 0:
            found.append(Span(sentence.start, cut))
        if named or sentence in others or any(one.start in sentence for one in people):
            break
        found.append(sentence)
    return found
