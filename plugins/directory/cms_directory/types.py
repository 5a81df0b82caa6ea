"""The directory's content types as the core knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from cms import Card, ContentType, Item, ItemDetail, Reference, Relation
from cms_directory.forms import (
    OrganisationForm,
    PersonForm,
    PositionTitleForm,
    TermForm,
)
from cms_directory.models import Organisation, Person, PositionTitle, Term
from cms_directory.names import ORGANISATION, PERSON, POSITION_TITLE, TERM
from cms_directory.views import once, organisation_view, person_view


def organisation_names(data: Mapping[str, Any]) -> list[str]:
    """Return the abbreviation and the other names of an organisation."""
    return [data.get("abbreviation") or "", *(data.get("aliases") or [])]


def person_card(data: Mapping[str, Any]) -> Card:
    """Return name and posts; the posts make the summary when none is written."""
    posts = [
        row.get("title") or ""
        for row in data.get("positions") or []
        if row.get("display") and not row.get("valid_to")
    ]
    return Card(
        title=data.get("title") or "",
        summary=data.get("summary") or ", ".join(post for post in posts if post),
        image_id=data.get("image_id"),
    )


def person_search(data: Mapping[str, Any]) -> str:
    """Return every post that the person has held."""
    return "\n".join(row.get("title") or "" for row in data.get("positions") or [])


def person_references(data: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the organisations and titles of a person's posts, each with a note."""
    for row in data.get("positions") or []:
        if row.get("organisation_id"):
            yield Reference("positions", row["organisation_id"], row.get("title"))
        if row.get("title_id"):
            yield Reference("position_titles", row["title_id"], row.get("title"))


def organisation_context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot."""
    return {"view": once(organisation_view)}


def person_context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot."""
    return {"view": once(person_view)}


ORGANISATION_TYPE = ContentType(
    name=ORGANISATION,
    label=_l("Organisation"),
    plural=_l("Organisations"),
    address="to-chuc",
    form=OrganisationForm,
    detail=Organisation,
    template="directory/organisation.html",
    names=organisation_names,
    context=organisation_context,
    relations=[
        Relation(
            "parent",
            _l("Belongs to"),
            _l("Subordinate units"),
            (ORGANISATION,),
            many=False,
        ),
        Relation(
            "attached_to",
            _l("Of the committee"),
            _l("Bodies of this committee"),
            (ORGANISATION,),
            many=False,
        ),
        Relation(
            "superior_commission",
            _l("Superior inspection commission"),
            _l("Inspection commissions below"),
            (ORGANISATION,),
            many=False,
        ),
        Relation("predecessors", _l("Predecessors"), _l("Successor"), (ORGANISATION,)),
        Relation(
            "successor", _l("Successor"), _l("Predecessors"), (ORGANISATION,), False
        ),
    ],
    icon="building",
    order=60,
    represents="organisation",
    sort="title",
    filters=("type",),
)

PERSON_TYPE = ContentType(
    name=PERSON,
    label=_l("Person"),
    plural=_l("People"),
    address="nhan-su",
    form=PersonForm,
    detail=Person,
    template="directory/person.html",
    card=person_card,
    search_text=person_search,
    references=person_references,
    context=person_context,
    relations=[
        Relation("positions", _l("Organisations"), _l("People"), (ORGANISATION,)),
        Relation(
            "position_titles",
            _l("Position titles"),
            _l("Who has held this title"),
            (POSITION_TITLE,),
        ),
    ],
    icon="user",
    order=61,
    represents="person",
    sort="person",
)

TERM_TYPE = ContentType(
    name=TERM,
    label=_l("Term"),
    plural=_l("Terms"),
    address="nhiem-ky",
    form=TermForm,
    detail=Term,
    template="directory/term.html",
    card=lambda data: Card(
        title=data.get("title") or "",
        summary=data.get("summary") or data.get("congress") or "",
        sort_date=f"{data['from_year']}-01-01" if data.get("from_year") else None,
    ),
    relations=[
        Relation(
            "organisation",
            _l("Party organisation"),
            _l("Terms"),
            (ORGANISATION,),
            many=False,
        )
    ],
    icon="calendar-range",
    order=62,
    in_menu=False,
)

POSITION_TITLE_TYPE = ContentType(
    name=POSITION_TITLE,
    label=_l("Position title"),
    plural=_l("Position titles"),
    address="chuc-danh",
    form=PositionTitleForm,
    detail=PositionTitle,
    template="directory/position_title.html",
    search_text=lambda data: data.get("code") or "",
    icon="badge",
    order=63,
    sitemap=False,
    in_menu=False,
    sort="title",
)

TYPES = (ORGANISATION_TYPE, PERSON_TYPE, TERM_TYPE, POSITION_TITLE_TYPE)
