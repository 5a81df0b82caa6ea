"""The login page that answers requests without a login; posted values are kept."""

from __future__ import annotations

import json
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from itsdangerous import BadSignature, URLSafeTimedSerializer

from cms import inputs
from cms.accounts.forms import ConfirmForm, LoginForm
from cms.text import lower
from cms.views import signing_keys, wants_json


NEXT_MAX_AGE = 12 * 3600
KEPT_LIMIT = 1024 * 1024


def _signer() -> URLSafeTimedSerializer:
    """Return the signer of "where to go on"; addresses from outside never count."""
    return URLSafeTimedSerializer(signing_keys(), salt="cms.accounts.next")


def make_target(endpoint: str, values: dict[str, Any], query: dict[str, Any]) -> str:
    """Return a signed token that names a view, its arguments and its query."""
    return _signer().dumps([endpoint, values, query])


def read_target(token: str | None) -> str | None:
    """Return the address of a token's view, or None when it is forged, old or gone."""
    if not token:
        return None
    try:
        endpoint, values, query = _signer().loads(token, max_age=NEXT_MAX_AGE)
    except (BadSignature, ValueError):
        return None
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **{**query, **values})


def ask_to_log_in() -> Response:
    """Return what an unknown visitor of a staff view gets.

    A script gets 401 with the login's address. A visit is sent to the login
    and back. A posted form gets the login page itself, which carries the
    fields along and posts them again afterwards.
    """
    if wants_json():
        answer = jsonify(login_url=url_for("accounts.login"))
        answer.status_code = 401
        return answer
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.login", next=current_target()))  # type: ignore[return-value] # typed by Werkzeug, made by Flask
    return carry_form()


def ask_to_confirm() -> Response:
    """Return what somebody gets who must give the password again; fields are kept."""
    if wants_json():
        answer = jsonify(confirm_url=url_for("accounts.confirm"))
        answer.status_code = 401
        return answer
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.confirm", next=current_target()))  # type: ignore[return-value] # typed by Werkzeug, made by Flask
    fields = kept_fields()
    if fields is None:
        abort(413)
    page = render_template(
        "accounts/confirm.html",
        form=ConfirmForm(formdata=None),
        kept=pack(fields),
        target=current_target(),
        lost_files=bool(request.files),
    )
    return make_response(page, 401)


def carry_form() -> Response:
    """Return the login page that keeps what was posted, unless it is too long."""
    fields = kept_fields()
    page = render_template(
        "accounts/login.html",
        form=LoginForm(formdata=None),
        kept=pack(fields) if fields is not None else None,
        target=current_target(),
        too_long=fields is None,
        lost_files=bool(request.files),
        expired=True,
    )
    return make_response(page, 401)


def ask_again() -> Response:
    """Return a page that posts the same fields once more, with a fresh token.

    Somebody logged in again in another tab and sends a form from before: the
    press of a button on our own page is what the old token cannot prove.
    """
    fields = kept_fields()
    if fields is None:
        abort(400)
    return make_response(continue_page(request.full_path.rstrip("?"), fields), 400)


def continue_page(address: str, fields: list[tuple[str, str]]) -> str:
    """Return the page whose button posts ``fields`` to ``address``."""
    return render_template(
        "accounts/continue.html",
        address=address,
        fields=fields,
        lost_files=bool(request.files),
    )


def current_target() -> str:
    """Return the token of the view that is being asked for."""
    return make_target(
        request.endpoint or "", request.view_args or {}, request.args.to_dict()
    )


def kept_fields() -> list[tuple[str, str]] | None:
    """Return the posted fields but passwords and tokens; None above the limit."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name != "csrf_token" and "password" not in lower(name)
    ]
    size = sum(len(name) + len(value.encode()) for name, value in fields)
    return fields if size <= KEPT_LIMIT else None


def pack(fields: list[tuple[str, str]]) -> str:
    """Return posted fields as one text for a hidden input."""
    return json.dumps(fields, ensure_ascii=False)


def unpack(packed: str | None) -> list[tuple[str, str]]:
    """Return the fields of a packed text; anything else gives none."""
    if not packed:
        return []
    try:
        return [(str(name), str(value)) for name, value in inputs.load_json(packed)]
    except (ValueError, TypeError):
        return []
