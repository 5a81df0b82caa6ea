"""Setting an app up with its first code: the same on the desk and within a login."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from cms.accounts.models import User
from cms.errors import Refused
from cms.features.second_factor import service, totp
from cms.features.second_factor.forms import EnrolmentForm
from cms.features.second_factor.totp import Enrolment


@dataclass(frozen=True)
class Enrolling:
    """What a page shows of it; ``codes`` are the recovery codes once the app is on."""

    form: EnrolmentForm
    enrolment: Enrolment
    codes: list[str] | None = None

    @property
    def status(self) -> int:
        """The status of the page that shows the form."""
        return 422 if self.form.errors else 200


def posted_enrolment(user: User) -> Enrolling:
    """Turn the app of ``user`` on when the right first code was posted."""
    form = EnrolmentForm()
    enrolment = totp.read_enrolment(user, form.token.data or "")
    if request.method == "POST" and enrolment is None:
        form.form_errors.append(_("This picture is too old. Please scan the new one."))
    elif request.method == "POST" and enrolment is not None and form.validate():
        try:
            codes = service.turn_on(user, enrolment, form.code.data or "")
            return Enrolling(form, enrolment, codes)
        except Refused as refusal:
            form.add_problems(refusal.problems)
    return Enrolling(form, enrolment or totp.new_enrolment(user))
