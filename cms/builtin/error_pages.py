"""Error pages: rendered by the theme, or plain when that fails."""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, request
from flask.globals import request_ctx
from flask_babel import force_locale, get_locale, gettext as _
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions

from cms.accounts.challenge import kept_fields
from cms.build_context import current_build
from cms.builtin.idempotency.service import (
    Committed,
    SentBefore,
    answer_sent_before,
    committed,
    page_before,
)
from cms.builtin.rates import TooMany
from cms.errors import Busy, Conflict, Forbidden, Full, NotFound, Problem, Refused
from cms.extensions import db
from cms.i18n import chosen_language
from cms.settings.values import SITE
from cms.theming.rendering import render
from cms.views import wants_json


log = logging.getLogger(__name__)
# No space on the device, or in the quota of whoever runs the site.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# What may pass when the same is sent once more.
TRANSIENT = (429, 503, 507)


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` with a page that says what can be done."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda _error: _answer(404))
    app.register_error_handler(Forbidden, lambda _error: _answer(403))
    app.register_error_handler(Conflict, lambda _error: _answer(409))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(SentBefore, answer_sent_before)


def _http(error: HTTPException) -> Response:
    """Answer an error that werkzeug or ``abort`` raised, or that nobody caught."""
    if error.code is None or error.response is not None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, InternalServerError):
        return _unexpected(error)
    answer = _answer(error.code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _unexpected(error: InternalServerError) -> Response:
    """Answer an unhandled exception; record it for the plugin whose view raised it."""
    original = error.original_exception or error
    if isinstance(original, Busy):
        return _busy(original)
    if isinstance(original, OSError) and original.errno in FULL:
        return _busy(Full())
    reference = secrets.token_hex(4)
    log.error("request failed, reference %s", reference, exc_info=original)
    build = current_build()
    if request.blueprint in build.enabled:
        reference = build.manager.failures.add(
            request.blueprint or "", f"view {request.endpoint}", original
        )
    _roll_back()
    return _answer(500, reference=reference)


def _refused(error: Refused) -> Response:
    return _answer(422, problems=error.problems)


def _busy(error: Busy) -> Response:
    _roll_back()
    code = 507 if isinstance(error, Full) else 503
    try:
        if request_ctx._session is None:
            raise error  # it could not be read
        answer = _answer(code)
    except (SQLAlchemyError, Busy):
        # Who asks is not known: the page that needs nobody.
        _roll_back()
        g.plain_errors = True
        default = current_build().settings[SITE].default_language
        with force_locale(chosen_language() or default):
            answer = _answer(code)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _too_many(error: TooMany) -> Response:
    _roll_back()
    answer = _answer(429)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _answer(
    code: int, *, reference: str = "", problems: list[Problem] | None = None
) -> Response:
    """Return the page of a code, or JSON for a script."""
    is_done = committed() is Committed.ALL
    words = {
        "code": code,
        "title": title(code),
        "advice": advice(code, committed()),
        "reference": reference,
        "problems": problems or [],
        "again": _what_was_sent() if code in TRANSIENT and not is_done else None,
        "back": page_before() if is_done else "",
    }
    if wants_json():
        return _as_json(code, words)
    return make_response(_page(code, words), code)


def _as_json(code: int, words: Mapping[str, Any]) -> Response:
    problems = [
        {"message": str(one.message), "field": one.field} for one in words["problems"]
    ]
    first = problems[0]["message"] if problems else words["advice"]
    body = {
        "code": code,
        "title": words["title"],
        "message": first or words["title"],
        "reference": words["reference"],
        "problems": problems,
    }
    return make_response(jsonify(body), code)


def _page(code: int, words: Mapping[str, Any]) -> str:
    """Render the theme's page; when that fails too, the core's, of which nothing is asked."""
    names = [f"errors/{code}.html", "errors/error.html", "@core/errors/error.html"]
    if request_ctx.url_adapter is None:
        names = names[-1:]  # an unknown host: no address can be made
    if request_ctx._session is None or g.pop("plain_errors", False):
        names = []  # the database could not say who asks
    for name in names:
        if current_app.jinja_env.loader.find(name) is None:  # type: ignore[union-attr] # the theme brings a loader
            continue
        try:
            return render(name, **words)
        except (TemplateError, SQLAlchemyError, Busy, LookupError, ValueError):
            log.exception("the error page %s failed", name)
            _roll_back()
    plain = current_app.jinja_env.get_template("@core/errors/error.html")
    return plain.render(words, lang=str(get_locale()))


def _what_was_sent() -> list[tuple[str, str]] | None:
    """Return the fields to send again, with the token that came along; files are lost.

    Neither the session nor the database is asked: they may be what is away.
    """
    if request.method != "POST" or request.files:
        return None
    fields = kept_fields()
    token = request.form.get("csrf_token")
    return [*fields, ("csrf_token", token)] if fields and token else fields


def _roll_back() -> None:
    """End whatever the request held; a database that is away holds nothing."""
    try:
        db.session.rollback()
    except (SQLAlchemyError, Busy):
        log.warning("the transaction could not be rolled back", exc_info=True)


def title(code: int) -> str:
    """Return an error's name in the reader's language."""
    titles = {
        400: _("This address or form cannot be read"),
        401: _("Please log in"),
        403: _("You may not do this"),
        404: _("Page not found"),
        405: _("This cannot be done at this address"),
        409: _("Somebody else has changed this in the meantime"),
        410: _("This page has been removed"),
        413: _("This is too large"),
        415: _("This kind of file is not accepted"),
        422: _("This cannot be done yet"),
        429: _("Too many requests"),
        500: _("Something went wrong"),
        503: _("The site is busy"),
        507: _("The server has no space left"),
    }
    return titles.get(code) or default_exceptions[code].__name__


def advice(code: int, done: Committed = Committed.NOTHING) -> str:
    """Return what the reader can do about it, when ``done`` of the change is made."""
    if code >= 500 and done is Committed.ALL:
        return _(
            "What you sent has been saved; only the page after it could not be shown."
            " Go back and look before you send anything again."
        )
    if code in (503, 507) and done is Committed.PART:
        return _(
            "A part of what you sent has been done. Send it again in a few seconds:"
            " the rest is done then, and nothing twice."
        )
    texts = {
        400: _("Go back, reload the page and try again."),
        403: _("Ask the administrator of the site for permission."),
        404: _("The page may have moved. Search for it, or go to the front page."),
        409: _("Go back and open it again to see both versions."),
        413: _("Choose a smaller file."),
        429: _("Wait a little, then try again."),
        500: _("The error has been logged. Try again later."),
        503: _("Nothing was changed. Try again in a few seconds."),
        507: _("Nothing was changed. Tell whoever runs the server, then try again."),
    }
    return texts.get(code, "")
