"""Forms of the directory's four types; a snapshot has one key for each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from cms import ItemForm, RowForm, fields, text
from cms_directory.choices import GENDERS, HONORIFICS, LEVELS, ORGANISATION_TYPES
from cms_directory.names import ORGANISATION, POSITION_TITLE


class OrganisationForm(ItemForm):
    """An organisation: name as title, what it is, where it stands, how long it lived."""

    abbreviation = fields.Text(_l("Code on documents"), max=40)
    type = fields.Choice(
        _l("Kind of organisation"), choices=ORGANISATION_TYPES, required=True
    )
    level = fields.Choice(_l("Level"), choices=LEVELS, required=True)
    aliases = fields.Lines(_l("Other names"), hint=_l("One on each line."))
    party_members = fields.Integer(_l("Party members"), min=0)
    party_members_on = fields.Date(_l("Counted on"))
    is_group = fields.YesNo(
        _l("A general group"),
        hint=_l("For words such as “the party boards”, which name no single body."),
    )
    valid_from = fields.Date(_l("Existed from"))
    valid_to = fields.Date(_l("Existed until"))
    body = fields.Rich(_l("Introduction"))
    parent = fields.Link(_l("Belongs to"), targets=(ORGANISATION,))
    attached_to = fields.Link(_l("Of the committee"), targets=(ORGANISATION,))
    superior_commission = fields.Link(
        _l("Superior inspection commission"), targets=(ORGANISATION,)
    )
    predecessors = fields.Link(_l("Predecessors"), targets=(ORGANISATION,), many=True)
    successor = fields.Link(_l("Successor"), targets=(ORGANISATION,))

    groups = [
        (
            _l("What it is"),
            ["abbreviation", "type", "level", "aliases", "is_group"],
        ),
        (_l("Lifetime"), ["valid_from", "valid_to", "predecessors", "successor"]),
        (
            _l("Place in the hierarchy"),
            ["parent", "attached_to", "superior_commission"],
        ),
        (_l("Membership"), ["party_members", "party_members_on"]),
        (_l("Introduction"), ["body"]),
    ]


class PositionRow(RowForm):
    """One dated post."""

    title = fields.Text(_l("Title of the position"), required=True, max=300)
    title_id = fields.Link(_l("In the catalogue"), targets=(POSITION_TITLE,))
    organisation_id = fields.Link(
        _l("Organisation"), targets=(ORGANISATION,), required=True
    )
    valid_from = fields.Date(_l("From"))
    valid_to = fields.Date(_l("Until"))
    display = fields.YesNo(_l("Show beside the name"), default=True)


class PersonForm(ItemForm):
    """A person: full name as title; the parts of the name follow it."""

    honorific = fields.Choice(_l("Form of address"), choices=HONORIFICS)
    gender = fields.Choice(_l("Gender"), choices=GENDERS)
    is_party_member = fields.YesNo(_l("Party member"))
    family_name = fields.Text(_l("Family name"), max=80)
    middle_name = fields.Text(_l("Middle name"), max=120)
    given_name = fields.Text(_l("Given name"), max=80)
    positions = fields.Rows(_l("Positions held"), PositionRow)
    contact = fields.LongText(_l("Public contact"), max=500)
    note = fields.LongText(_l("Note (staff only)"), private=True)
    body = fields.Rich(_l("Biography"))

    groups = [
        (
            _l("Parts of the name"),
            [
                "family_name",
                "middle_name",
                "given_name",
                "honorific",
                "gender",
                "is_party_member",
            ],
        ),
        (_l("Positions held"), ["positions"]),
        (_l("Further details"), ["contact", "note", "body"]),
    ]

    def columns(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """Return the detail row's values; parts of the name follow it unless given."""
        values = super().columns(snapshot)
        if not values.get("given_name"):
            name = text.split_name(snapshot.get("title") or "")
            parts = {
                "family_name": name.family,
                "middle_name": name.middle,
                "given_name": name.given,
            }
            # What is longer than a part of a name may be is none.
            fits = all(
                len(part or "") <= self[one].max_length for one, part in parts.items()
            )
            values |= {
                one: (part or None) if fits else None for one, part in parts.items()
            }
        return values


class PositionTitleForm(ItemForm):
    """An entry of the catalogue of position titles: label as title, code, rank."""

    code = fields.Text(_l("Code"), required=True, max=60)
    rank = fields.Integer(
        _l("Rank in protocol"),
        required=True,
        min=1,
        hint=_l("A lower number comes first."),
    )


class TermForm(ItemForm):
    """A term of office."""

    from_year = fields.Integer(_l("First year"), required=True, min=1930)
    to_year = fields.Integer(_l("Last year"), required=True, min=1930)
    congress = fields.Text(_l("Congress that opened the term"), max=200)
    congress_closed_on = fields.Date(
        _l("Day the congress closed"),
        hint=_l("Numbers of documents start again on the following day."),
    )
    body = fields.Rich(_l("Introduction"))
    organisation = fields.Link(_l("Party organisation"), targets=(ORGANISATION,))
