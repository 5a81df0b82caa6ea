"""Choosing the person whom an account is linked to, on the page of the account."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from cms.accounts.current import current_user, get_current_user
from cms.accounts.models import User
from cms.builtin.desk.picker import picker_option
from cms.builtin.desk.site.account_person_service import (
    link_person,
    linked_person,
    may_link,
)
from cms.content.fields.forms import SnapshotForm
from cms.content.fields.references import Link
from cms.content.spine import access
from cms.content.spine.affiliations import types_of
from cms.content.spine.queries import items_by_id
from cms.errors import Problem, Refused


PREFIX = "account-"
FIELD = f"{PREFIX}person"


class AccountPersonForm(SnapshotForm):
    """The item of the person behind an account."""

    person = Link(
        _l("Person in the directory"),
        targets=(),
        hint=_l(
            "The account then reads what is limited to this person's organisations, "
            "and sees what waits for them."
        ),
    )


@dataclass(frozen=True)
class PersonChoice:
    """A field with the person, or a note when the viewer may not choose."""

    field: Link | None = None
    note: str = ""


def person_choice(user: User | None) -> PersonChoice:
    """Return what the page of an account shows of its person."""
    targets = types_of("person")
    if not targets:
        return PersonChoice()
    stored = linked_person(user) if user is not None else None
    posted = FIELD in request.form and may_link(current_user)
    form = (
        _posted()
        if posted
        else AccountPersonForm(data={"person": stored}, prefix=PREFIX)
    )
    field = form.person
    field.targets = targets
    may_see = access.known_to(current_user)
    seen = items_by_id({*field.ids, *([stored] if stored else [])}, may_see)
    if stored is not None and stored not in seen:
        return PersonChoice(
            note=_("This account is linked to a person that you may not see.")
        )
    field.chosen = [picker_option(seen[key]) for key in field.ids if key in seen]
    if may_link(current_user):
        return PersonChoice(field)
    if stored is None:
        return PersonChoice()
    return PersonChoice(
        note=_("This account is linked to %(name)s.", name=seen[stored].title)
    )


def _posted() -> AccountPersonForm:
    form = AccountPersonForm(request.form, prefix=PREFIX)
    form.validate()
    return form


def link_posted_person(user: User) -> None:
    """Link an account to the person that was posted, if the page let one choose.

    Raises Refused for what is no choice, and what :func:`link_person` raises.
    """
    if FIELD not in request.form:
        return
    form = _posted()
    if form.person.errors:
        raise Refused([Problem(str(form.person.errors[0]))])
    link_person(get_current_user(), user, form.person.data)
