"""What a link shows and takes: reading changes nothing, only a post decides.

One item to read, comment and approve, for somebody without an account.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from cms.accounts.csrf import without_token
from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.accounts.permissions import ANONYMOUS, SYSTEM
from cms.builtin.accounts import throttle
from cms.builtin.audience import authors
from cms.builtin.desk.compare.diff import changes, titles_for
from cms.builtin.dry_run import dry_run
from cms.builtin.pages.items import render_item
from cms.builtin.rates import limited, network_of
from cms.content.fields.answers import FieldChange
from cms.content.fields.private import without_private
from cms.content.publishing.transitions import go_live
from cms.content.spine.media_access import for_items
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import content_type_of, live_revision, working_revision
from cms.database.base import utcnow
from cms.database.transaction import write_transaction
from cms.errors import Conflict, NotFound, Problem, Refused
from cms.extensions import db
from cms.features.invitations import passes, service
from cms.features.invitations.guests import Gone, Visit, visit
from cms.forms import clean_text
from cms.theming import render


guests = Blueprint("guests", __name__, url_prefix="/duyet")


@guests.after_request
def keep_to_the_guest(response: Response) -> Response:
    """Set headers that keep the address from search engines, caches and referrers.

    Not "no-referrer": with it a browser does not say which site a form comes from.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _visit(token: str) -> Visit:
    """Return what the link leads to; 404, 410, or 429 for a network that guesses.

    A good link always works: behind a web server all visitors may seem to come
    from one address, and nobody shall shut others out by guessing.
    """
    try:
        return visit(token)
    except NotFound:
        network = f"link:{network_of(request.remote_addr)}"
        with write_transaction() as connection:
            waits = throttle.seconds_to_wait(connection, network, None)
            throttle.note_failure(connection, network, None)
        if waits:
            raise TooManyRequests from None
        raise


@guests.errorhandler(Gone)
def gone(error: Gone) -> ResponseReturnValue:
    """Show why the link no longer works."""
    response = make_response(render("guests/gone.html", state=error.state), 410)
    passes.take_away(response)
    return response


@guests.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Show the item, what changed, and the ways to answer."""
    here = _visit(token)
    if request.method == "GET" and here.invitation.opened_at is None:
        service.note_opened(here.invitation.id)
    return _page(token, here)


def _page(
    token: str, here: Visit, problems: list[str] | None = None
) -> ResponseReturnValue:
    item = here.item
    working, live = working_revision(item.id), live_revision(item.id)
    content_type = content_type_of(item)
    differences = _changes(item, live, working) if live and working else []
    body = render(
        "guests/page.html",
        item=item,
        content_type=content_type,
        token=token,
        invitation=here.invitation,
        inviter=here.inviter,
        differences=differences,
        live=live,
        seen=service.seen_mark(item),
        comments=service.comments_of(item.id, here.invitation.guest),
        problems=problems or [],
        typed=request.form,
        now=utcnow(),
    )
    response = make_response(body, 422 if problems else 200)
    passes.give(response, here.invitation.id)
    return response


def _changes(item: Item, live: Revision, working: Revision) -> list[FieldChange]:
    """Return what is new, in words, with the titles that anybody may learn."""
    content_type = content_type_of(item)
    before, after = (
        without_private(content_type.form, one.data) for one in (live, working)
    )
    shown = titles_for(
        ANONYMOUS, content_type, before, after, also=for_items([item.id])
    )
    return changes(content_type, before, after, shown)


@guests.get("/<token>/xem")
@public
def shown(token: str) -> ResponseReturnValue:
    """Show the item as readers would see it, within the guest's page."""
    item_id = _visit(token).item.id
    with dry_run() as session:
        item = session.get_one(Item, item_id)
        go_live(SYSTEM, item)
        session.flush()
        return render_item(item, preview=True)


@guests.post("/<token>/gop-y")
@without_token  # the token in the address is the secret that a forger lacks
@public
@limited(20)
def comment(token: str) -> ResponseReturnValue:
    """Take a comment; the link stays good."""
    _visit(token)
    try:
        service.comment(token, clean_text(request.form.get("body")) or "")
    except Refused as refusal:
        return _refused(token, refusal)
    return redirect(url_for("guests.page", token=token, _anchor="gop-y"), 303)


@guests.post("/<token>")
@without_token
@public
def decide(token: str) -> ResponseReturnValue:
    """Approve or return; the link is used up. An author decides about nothing of theirs."""
    item = _visit(token).item
    hands = {*authors(item, working_revision(item.id)), item.created_by_id}
    if current_user.is_authenticated and current_user.id in hands:
        problem = Problem(_("You wrote this: somebody else decides about it."))
        return _refused(token, Refused([problem]))
    decision = request.form.get("decision", "")
    reason = clean_text(request.form.get("reason")) or ""
    try:
        item = service.decide(token, decision, request.form.get("seen", ""), reason)
    except Refused as refusal:
        return _refused(token, refusal)
    except Conflict as conflict:
        db.session.rollback()
        return _page(token, _visit(token), [str(conflict)])
    response = make_response(render("guests/thanks.html", item=item, decision=decision))
    passes.take_away(response)
    return response


def _refused(token: str, refusal: Refused) -> ResponseReturnValue:
    db.session.rollback()
    messages = [str(problem.message) for problem in refusal.problems]
    return _page(token, _visit(token), messages)
