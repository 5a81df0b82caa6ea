"""The signed cookie with which a guest's browser fetches an item's media."""

from __future__ import annotations

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from cms.accounts.sessions import cookie_name
from cms.errors import NotFound
from cms.features.invitations.guests import Gone, visit_by_id
from cms.views import signing_keys


COOKIE = "sen_guest_pass"
SECONDS = 3600


def give(response: Response, invitation_id: int) -> None:
    """Set the cookie with which a guest's browser may fetch the item's media."""
    response.set_cookie(
        cookie_name(current_app, COOKIE),
        _signer().dumps(invitation_id),
        max_age=SECONDS,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def take_away(response: Response) -> None:
    """Delete the media cookie of a guest's browser."""
    response.delete_cookie(
        cookie_name(current_app, COOKIE),
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def item_of_pass() -> int | None:
    """Return the item whose pictures this request may have, while the link stands."""
    given = request.cookies.get(cookie_name(current_app, COOKIE))
    if not given:
        return None
    try:
        invitation_id = _signer().loads(given, max_age=SECONDS)
        return visit_by_id(int(invitation_id)).item.id
    except (BadData, NotFound, Gone, ValueError, TypeError):
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="cms.guest_pass")
