"""What the page cache adds to every build: notes on each page, and a panel of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.page_cache.cache import NOTED
from cms.builtin.page_cache.keys import neutral_cookies
from cms.builtin.page_cache.numbers import read_state
from cms.builtin.requests import current_request
from cms.caching import making
from cms.contributions import Panel
from cms.hookspecs import hookimpl
from cms.theming import render


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return what watches how pages are made; it has no address of its own."""
    blueprint = Blueprint("page_cache", __name__)
    blueprint.record(_watch)
    return [blueprint]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return how often pages come from memory, for administrators."""
    title = _l("Pages from memory")
    return [Panel("page_cache.state", title, _panel, "site.settings", order=900)]


def _panel(_user: Actor) -> Markup | None:
    state = read_state(current_build().config.instance)
    return render("desk/site/_page_cache.html", state=state) if state.workers else None


def _watch(setup: BlueprintSetupState) -> None:
    """Watch what the functions of views and plugins ask of a request, and no other."""
    app: Any = setup.app
    neutral = neutral_cookies(app)

    def begin() -> None:
        current_request().watched = True

    def end(response: Response) -> Response:
        asked = current_request()
        asked.watched = False
        if asked.cookies.asked_whole or asked.cookies.asked - neutral:
            making().personal = True
        noted = asked.environ.get(NOTED)
        if noted is not None:
            noted["shows"] = making().shows
            noted["names"] = {"lang", *asked.args.asked}
            noted["whole"] = asked.args.asked_whole
            if (until := making().until) is not None:
                noted["until"] = until.timestamp()
        elif response.status_code == 200 and "ETag" in response.headers:
            response.make_conditional(request)
        return response

    app.before_request_funcs.setdefault(None, []).append(begin)
    app.after_request_funcs.setdefault(None, []).append(end)
    app.jinja_env.globals["asked_of_query"] = asked_of_query


def asked_of_query() -> list[tuple[str, str]]:
    """Return names and values of the query that the page has asked for so far."""
    return current_request().args.asked_pairs()
