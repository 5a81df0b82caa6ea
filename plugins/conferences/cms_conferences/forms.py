"""The form of a conference and of its rows."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON, TERM
from flask_babel import lazy_gettext as _l

from cms import ItemForm, RowForm, fields
from cms_conferences.choices import (
    ABSENCES,
    AGENDA_TYPES,
    DOCUMENT_TYPES,
    FORMATS,
    KINDS,
    ROLES,
    STATUSES,
    TYPES,
)


class AgendaRow(RowForm):
    """One entry of the timetable."""

    start = fields.Time(_l("Begins"))
    minutes = fields.Integer(_l("Length in minutes"), min=0)
    type = fields.Choice(_l("Kind of entry"), choices=AGENDA_TYPES, required=True)
    title = fields.Text(_l("What it is about"), max=500)
    person_id = fields.Link(_l("Person"), targets=(PERSON,))
    organisation_id = fields.Link(_l("Organisation"), targets=(ORGANISATION,))
    count = fields.Integer(_l("How many"), min=1)
    document = fields.Text(
        _l("Code of the document"), max=120, hint=_l("As in the list of documents.")
    )


class AttendanceRow(RowForm):
    """Somebody who attended."""

    kind = fields.Choice(_l("Person or group"), choices=KINDS)
    role = fields.Choice(_l("Role"), choices=ROLES, required=True)
    person_id = fields.Link(_l("Person"), targets=(PERSON,))
    text = fields.Text(_l("In words"), max=500)
    count = fields.Integer(_l("How many"), min=0)
    organisation_id = fields.Link(_l("Organisation"), targets=(ORGANISATION,))


class AbsenceRow(RowForm):
    """Somebody who was absent."""

    kind = fields.Choice(_l("Absent or excused"), choices=ABSENCES)
    person_id = fields.Link(_l("Person"), targets=(PERSON,))
    text = fields.Text(_l("In words"), max=500)
    reason = fields.Text(_l("Reason"), max=500)


class DocumentRow(RowForm):
    """A paper of the conference."""

    code = fields.Text(_l("Code"), max=120)
    type = fields.Choice(_l("Kind of document"), choices=DOCUMENT_TYPES, required=True)
    title = fields.Text(_l("Title"), required=True, max=500)
    number = fields.Text(_l("Number"), max=60)
    date = fields.Date(_l("Date"))
    file_name = fields.Text(_l("File name"), max=255)
    files = fields.Files(_l("File"))
    public = fields.YesNo(_l("Readers may see it"), default=True)


class ConferenceForm(ItemForm):
    """A conference."""

    type = fields.Choice(_l("Kind of conference"), choices=TYPES, required=True)
    format = fields.Choice(_l("How it is held"), choices=FORMATS)
    status = fields.Choice(
        _l("State of the conference"), choices=STATUSES, required=True
    )
    date = fields.Date(_l("Day"), required=True)
    date_end = fields.Date(_l("Last day"))
    start = fields.Time(_l("Begins"))
    end = fields.Time(_l("Ends"))
    location = fields.Text(_l("Place"), max=300)
    online_points = fields.Integer(_l("Online points"), min=0)
    period = fields.Period(_l("Period reviewed"))
    next_period = fields.Period(_l("Period planned"))
    minutes_number = fields.Text(_l("Number of the minutes"), max=60)
    purposes = fields.Lines(_l("Purposes"), hint=_l("One on each line."))
    body = fields.Rich(_l("Introduction"))
    agenda = fields.Rows(_l("Agenda"), AgendaRow)
    attendees = fields.Rows(_l("Attendance"), AttendanceRow)
    attendee_total = fields.Integer(_l("Attendees in all"), min=0)
    absences = fields.Rows(_l("Absent"), AbsenceRow)
    documents = fields.Rows(_l("Documents"), DocumentRow)
    organiser = fields.Link(_l("Organiser"), targets=(ORGANISATION,), required=True)
    chairs = fields.Link(_l("Chairs"), targets=(PERSON,), many=True)
    secretary = fields.Link(_l("Secretary"), targets=(PERSON,))
    term = fields.Link(_l("Term"), targets=(TERM,))
    programmes = fields.Link(
        _l("Programmes"), targets=("inspections.programme",), many=True
    )

    groups = [
        (_l("What it is"), ["type", "format", "status"]),
        (
            _l("When and where"),
            ["date", "date_end", "start", "end", "location", "online_points"],
        ),
        (_l("Subject matter"), ["period", "next_period", "purposes", "body"]),
        (_l("Agenda"), ["agenda"]),
        (_l("Attendance"), ["attendees", "attendee_total", "absences"]),
        (_l("Documents"), ["documents", "minutes_number"]),
    ]
