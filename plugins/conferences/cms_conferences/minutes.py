"""Compile the minutes of a conference from its record, as an official document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cms_directory import readable
from flask_babel import force_locale, gettext as _

from cms import Item, Problem, Refused, documents, text
from cms_conferences.queries import superior_ids
from cms_conferences.record_views import Order
from cms_conferences.views import ConferenceView, Entry, Missing


STATE = "nha_nuoc"


def compile_minutes(
    item: Item, data: Mapping[str, Any], record: ConferenceView
) -> documents.Document:
    """Return the minutes of what ``record`` shows to its reader, and of nothing else.

    The layout is that of the conference's day; what the record does not state
    is left out. Raises ``Refused`` for a conference without a day or organiser.
    """
    if record.date is None or record.organiser is None:
        field = "date" if record.date is None else "organiser"
        message = _("Minutes name the day and the organiser. State both first.")
        raise Refused([Problem(message, field=field)])
    number = documents.parse_document_number(data.get("minutes_number") or "")
    state = number is not None and number.system == STATE
    profile = documents.choose_profile("state" if state else "party", record.date)
    superior = superior_of(record.organiser)
    with force_locale(item.language):
        return documents.Document(
            profile=profile.name,
            date=record.date,
            superior=superior,
            issuer=own_name(record.organiser.title, superior),
            number=number or data.get("minutes_number"),
            type=_("Minutes"),
            title=item.title,
            body=tuple(_body(data, record)),
            signatures=tuple(_signatures(record)),
            language=item.language,
        )


def compile_running_order(
    item: Item, data: Mapping[str, Any], record: ConferenceView
) -> documents.Document:
    """Return the running order of a conference: times, lengths, speakers.

    Raises ``Refused`` for a conference without a day, organiser or agenda.
    """
    if not record.agenda:
        message = _("The agenda has no entries yet.")
        raise Refused([Problem(message, field="agenda")])
    whole = compile_minutes(item, {**data, "minutes_number": None}, record)
    with force_locale(item.language):
        place = f"{_('Place')}: {data['location']}." if data.get("location") else ""
        days = text.format_date_long(record.date) if record.date else ""
        lines = filter(None, (f"{_('Time')}: {days}.", place))
        body: tuple[documents.Block, ...] = (
            *(documents.Paragraph(line) for line in lines),
            _agenda(record.agenda, has_lengths=True),
        )
        return replace(
            whole, type=_("Running order"), number=None, body=body, signatures=()
        )


def superior_of(organiser: Item) -> str:
    """Return the name of the body above the organiser that this reader may see."""
    found = readable(superior_ids(organiser.id))
    return next((one.title for one in found.values()), "")


def own_name(name: str, superior: str) -> str:
    """Return a body's name as it stands below its superior's, which ends it."""
    short = name.removesuffix(superior).strip() if superior else name
    return short or name


def _body(data: Mapping[str, Any], record: ConferenceView) -> Iterator[documents.Block]:
    yield _part(_("Time, place, chair"))
    yield documents.List(
        tuple((documents.Paragraph(line),) for line in _circumstances(data, record))
    )
    if purposes := data.get("purposes"):
        yield _part(_("Purposes"))
        yield documents.List(tuple((documents.Paragraph(one),) for one in purposes))
    if record.attendance or record.absences:
        yield _part(_("Attendance"))
        yield from _attendance(record)
    if record.agenda:
        yield _part(_("Agenda"))
        yield _agenda(record.agenda)
    if record.assessments:
        yield _part(_("Assessments"))
        yield documents.List(
            tuple(
                (documents.Paragraph(f"{one.kind}: {one.text}"),)
                for one in record.assessments
            )
        )
    if record.directives:
        yield _part(_("Directives"))
        items = tuple(
            (documents.Paragraph(_directive(one)),) for one in record.directives
        )
        yield documents.List(items, ordered=True)


def _part(name: str) -> documents.Heading:
    """Return a heading in capitals, as parts of such papers are headed."""
    return documents.Heading(text.upper(name))


def _circumstances(data: Mapping[str, Any], record: ConferenceView) -> Iterator[str]:
    """Yield when, where, how and under whom the conference was held."""
    hours = "–".join(filter(None, (data.get("start"), data.get("end"))))
    days = text.format_date_long(record.date) if record.date else ""
    if record.date_end and record.date_end != record.date:
        days += f" – {text.format_date_long(record.date_end)}"
    chairs = "; ".join(_person(person, posts) for person, posts in record.chairs)
    for label, value in (
        (_("Time"), ", ".join(filter(None, (hours, days)))),
        (_("Place"), data.get("location")),
        (_("How it is held"), record.format),
        (_("Chairs"), chairs),
        (_("Secretary"), record.secretary.title if record.secretary else ""),
    ):
        if value:
            yield f"{label}: {value}."


def _attendance(record: ConferenceView) -> Iterator[documents.Block]:
    if record.total:
        label = (
            _("Attendees in all") if record.total_is_stated else _("Attendees listed")
        )
        yield documents.Paragraph(f"{label}: {text.pad2(record.total)}.")
    rows: list[tuple[str, ...]] = []
    for group in record.attendance:
        for one in group.attendees:
            name = one.person.title if one.person else one.text
            unit = one.organisation.title if one.organisation else ""
            note = one.text if one.person else ""
            about = ", ".join(filter(None, (one.posts, note, unit)))
            count = text.pad2(one.count) if one.count is not None else ""
            number = text.pad2(len(rows) + 1)
            rows.append((number, name, about, str(group.role), count))
    if rows:
        heads = (
            _("No."),
            _("Full name or group"),
            _("Position, unit"),
            _("Role"),
            _("How many"),
        )
        shares = (1.2, 4, 5, 2.5, 1.5)
        yield _table(heads, rows, shares, numbers=(0, 4))
    absent = [_absence(one) for one in record.absences]
    if absent:
        yield documents.Heading(_("Absent"), documents.Level.SECOND)
        yield documents.List(tuple((documents.Paragraph(one),) for one in absent))


def _absence(one: Missing) -> str:
    """Return who did not come, with whether excused and why in brackets."""
    name = one.person.title if one.person else one.words
    about = ": ".join(filter(None, (str(one.label), one.reason)))
    return f"{name} ({about})" if about else name


def _agenda(entries: list[Entry], *, has_lengths: bool = False) -> documents.Table:
    rows = []
    for entry in entries:
        unit = entry.organisation.title if entry.organisation else ""
        count = text.pad2(entry.count) if entry.count and not unit else ""
        by = filter(None, (_person(entry.person, entry.posts), unit or count))
        row = (
            "–".join(filter(None, (entry.start, entry.end))),
            ": ".join(filter(None, (str(entry.kind or ""), entry.title))),
            "; ".join(by),
        )
        length = _("%(num)d min", num=entry.minutes) if entry.minutes else ""
        rows.append((row[0], length, *row[1:]) if has_lengths else row)
    time, about, by_whom = _("Time"), _("What it is about"), _("Presented by")
    if has_lengths:
        return _table((time, _("Length"), about, by_whom), rows, (2, 1.6, 6, 5))
    return _table((time, about, by_whom), rows, (2, 6, 5))


def _directive(order: Order) -> str:
    """Return a directive with who gave it, who carries it out and until when."""
    details = [
        f"{label}: {value}"
        for label, value in (
            (_("Directed by"), order.by.title if order.by else ""),
            (
                _("Responsible"),
                ", ".join(one.title for one in order.responsible),
            ),
            (_("Due"), text.format_date_short(order.due) if order.due else ""),
        )
        if value
    ]
    return f"{order.text} ({'; '.join(details)})" if details else order.text


def _signatures(record: ConferenceView) -> Iterator[documents.Signature]:
    """Yield the secretary and the first chair, as far as they are stated."""
    if record.secretary:
        yield documents.Signature(_("Secretary"), record.secretary.title)
    if record.chairs:
        yield documents.Signature(_("Chair"), record.chairs[0][0].title)


def _person(person: Item | None, posts: str) -> str:
    return ", ".join(filter(None, (person.title, posts))) if person else ""


def _table(
    heads: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    shares: tuple[float, ...],
    numbers: tuple[int, ...] = (),
) -> documents.Table:
    columns = tuple(
        documents.Column(share, "center" if place in numbers else "left")
        for place, share in enumerate(shares)
    )
    cells = tuple(
        tuple(documents.Cell((documents.Paragraph(words),)) for words in row)
        for row in (heads, *rows)
    )
    return documents.Table(columns, cells, header_rows=1)
