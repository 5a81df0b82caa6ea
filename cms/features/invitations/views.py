"""Invitations by link on the desk: made, shown once, listed, revoked."""

from __future__ import annotations

import logging
import smtplib

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext as _, lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cms.accounts.current import current_user
from cms.accounts.guard import requires_fresh_login, requires_login
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin import mail
from cms.builtin.accounts.forms import check_email
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.loading import get_item
from cms.builtin.rates import limited
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of
from cms.content.spine.workflow import SUBMITTED
from cms.database.base import utcnow
from cms.database.transaction import release
from cms.errors import Refused
from cms.features.invitations import service
from cms.features.invitations.guests import state_of
from cms.features.invitations.letter import letter_to
from cms.features.invitations.models import Invitation
from cms.features.invitations.queries import invitations_of
from cms.forms import Form, clean_text
from cms.i18n import date_time
from cms.settings import get_settings
from cms.theming import render


log = logging.getLogger(__name__)
invitations = desk_blueprint("invitations")


class InviteForm(Form):
    """Whom a link is for, what it allows, and for how long."""

    guest = StringField(
        _l("Guest's name"),
        validators=[InputRequired(), Length(max=200)],
        filters=[clean_text],
        description=_l("The answer is logged under this name."),
        render_kw={"autocomplete": "off"},
    )
    email = StringField(
        _l("E-mail (optional)"),
        validators=[Optional(), Length(max=254), check_email],
        filters=[clean_text],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    may_approve = BooleanField(_l("May approve or return"), default=True)
    days = IntegerField(
        _l("Days until the link expires"),
        validators=[InputRequired(), NumberRange(1, service.MOST_DAYS)],
        default=service.DEFAULT_DAYS,
        render_kw={"min": 1, "max": service.MOST_DAYS, "type": "number"},
    )


@invitations.get("/sua/<int:item_id>/moi")
@requires_login
def listing(item_id: int) -> ResponseReturnValue:
    """Show the form and everybody who was invited."""
    return _page(
        get_item(current_user, item_id, access.PUBLISH), InviteForm(formdata=None)
    )


@invitations.post("/sua/<int:item_id>/moi")
@requires_fresh_login
@limited(60, seconds=3600)
def invite(item_id: int) -> ResponseReturnValue:
    """Make a link; it is shown in the answer to this post and never again."""
    item = get_item(current_user, item_id, access.PUBLISH)
    form = InviteForm()
    if not form.validate():
        return _page(item, form, status=422)
    try:
        made, token = service.invite(
            current_user,
            item.id,
            guest=form.guest.data or "",
            email=form.email.data or "",
            may_approve=bool(form.may_approve.data),
            days=form.days.data or 0,
        )
    except Refused as refusal:
        form.add_problems(refusal.problems)
        return _page(item, form, status=422)
    base = current_build().config.base_url
    link = base + url_for("guests.page", token=token)
    sent = _mailed(item, made, link)
    return _page(
        item, InviteForm(formdata=None), link=link, made=made, sent=sent, status=201
    )


def _mailed(item: Item, made: Invitation, link: str) -> bool | None:
    """Send the link in this request, so that its secret is never stored.

    Return whether it went out; None when it was not to be sent.
    """
    config = current_build().config
    if not made.email or not config.sends_mail:
        return None
    with force_locale(get_settings().default_language):
        letter = letter_to(
            to=made.email,
            guest=made.guest,
            inviter=current_user.name,
            title="" if access.is_confidential(item) else item.title,
            link=link,
            until=date_time(made.expires_at),
        )
    release()  # no lock is held while the mail server is spoken to
    try:
        with mail.connection(config) as server:
            mail.send(server, letter)
    except (OSError, smtplib.SMTPException):
        log.exception("The invitation %s could not be mailed", made.id)
        return False
    return True


@invitations.post("/sua/<int:item_id>/moi/<int:invitation_id>/thu-hoi")
@requires_login
def revoke(item_id: int, invitation_id: int) -> ResponseReturnValue:
    """End a link at once."""
    service.revoke(current_user, item_id, invitation_id)
    flash(_("The link no longer works."), "success")
    return redirect(url_for("invitations.listing", item_id=item_id), 303)


def _page(
    item: Item,
    form: InviteForm,
    *,
    link: str = "",
    made: Invitation | None = None,
    sent: bool | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    now = utcnow()
    rows = [
        (one, person, state_of(one, item, person, now))
        for one, person in invitations_of(item.id)
    ]
    body = render(
        "desk/item/invitations.html",
        item=item,
        content_type=content_type_of(item),
        form=form,
        rows=rows,
        link=link,
        made=made,
        sent=sent,
        open_for_guests=item.stage == SUBMITTED,
        sends_mail=current_build().config.sends_mail,
    )
    return make_response(body, status)


def link_to_invite(item: Item, user: Actor) -> Markup | None:
    """Return the way to invite somebody, beside the decisions on an item in review."""
    if item.stage != SUBMITTED or not access.can(user, access.PUBLISH, item):
        return None
    return render("desk/item/_invite.html", item=item)
