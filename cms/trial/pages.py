"""One GET of the first page and of each page of a plugin, before anybody else's."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from flask import Flask, g, got_request_exception
from sqlalchemy import select
from werkzeug.routing import (
    AnyConverter,
    FloatConverter,
    IntegerConverter,
    Rule,
    UUIDConverter,
)

from cms.accounts.models import Grant, Role, User
from cms.accounts.permissions import ANONYMOUS, EVERYTHING, SYSTEM
from cms.actors import Actor
from cms.content.spine.models import Item
from cms.errors import one_line
from cms.extensions import db


if TYPE_CHECKING:
    from cms.build import Build
    from cms.trial import Candidate

HOME = "/"
# Busy (503) says nothing about a plugin: the page is asked for again.
ATTEMPTS = 3


def page_problems(
    made: Build, candidate: Candidate, make: Callable[[Collection[str]], Build]
) -> list[str]:
    """Return which pages fail with the candidate, and each of its hooks that does.

    A first page that fails without the plugin as well is not its fault: ``make``
    builds that for comparison.
    """
    found = failing_pages(made, [HOME], ANONYMOUS)
    if found and candidate.names:
        others = [one for one in candidate.enabled if one not in candidate.names]
        if failing_pages(make(others), [HOME], ANONYMOUS):
            found = []
    names = [one for one in candidate.names if one in made.enabled]
    if names:
        pages = [page for name in names for page in addresses(made, name)]
        found += failing_pages(made, pages, ANONYMOUS)
        with made.app.app_context():
            person = _administrator()
        found += failing_pages(made, pages, person)
        found += [
            f"Plugin '{one.plugin}': {one.hook}: {one.message}"
            for one in made.manager.failures.waiting()
            if one.plugin in names and not one.hook.startswith("view ")
        ]
    return list(dict.fromkeys(found))


def failing_pages(made: Build, pages: Collection[str], actor: Actor) -> list[str]:
    """Return in words which of these pages are errors of the server, and why."""
    made.manager.failures.held = True
    found = []
    for page in pages:
        for _attempt in range(ATTEMPTS):
            status, error = _get(made.app, page, actor, made.config.hosts[0])
            if status != 503:
                break
        if status >= 500:
            found.append(f"GET {page} answers {status}{error}")
    return found


def _get(app: Flask, page: str, actor: Actor, host: str) -> tuple[int, str]:
    """Answer one GET as ``actor``; return the status and what was raised, in a line."""
    raised: list[str] = []

    def remember(_app: Any, exception: BaseException, **_rest: Any) -> None:
        raised.append(f": {one_line(exception)}")

    with got_request_exception.connected_to(remember, app):
        try:
            with app.test_request_context(page, base_url=f"http://{host}"):
                g._login_user = actor  # Flask-Login's own name
                answer = app.full_dispatch_request()
                answer.get_data()
                return answer.status_code, "".join(raised[:1])
        except Exception as error:  # noqa: BLE001 - a streamed page may raise anything
            return 500, f": {one_line(error)}"


def addresses(made: Build, name: str) -> list[str]:
    """Return addresses of a plugin's pages: its own, its types', its items'."""
    found = []
    with made.app.test_request_context("/"):
        for rule in made.app.url_map.iter_rules():
            if rule.endpoint.startswith(f"{name}.") and "GET" in (rule.methods or ()):
                # A converter of the plugin's own may take nothing that we know.
                with contextlib.suppress(ValueError):
                    found.append(made.app.url_for(rule.endpoint, **_arguments(rule)))
        for one in made.registry.content_types.values():
            if one.plugin != name:
                continue
            found += [f"/{one.address}", f"/{one.address}/khong-co"]
            found.append(made.app.url_for("desk.items", type_name=one.name))
            found.append(made.app.url_for("desk.create", type_name=one.name))
            query = select(Item.id, Item.path).where(Item.type == one.name).limit(3)
            for item_id, path in db.session.execute(query):
                found.append(path if path.startswith("/") else f"/{path}")
                found.append(made.app.url_for("desk.edit", item_id=item_id))
    return found


def _arguments(rule: Rule) -> dict[str, Any]:
    """Return something for every argument of a rule that has no value of its own."""
    found: dict[str, Any] = {}
    for name in rule.arguments - set(rule.defaults or ()):
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            found[name] = min(converter.items)
        elif isinstance(converter, UUIDConverter):
            found[name] = uuid.UUID(int=1)
        else:
            number = isinstance(converter, IntegerConverter | FloatConverter)
            found[name] = 1 if number else "thu"
    return found


def _administrator() -> Actor:
    """Return somebody who may do everything, or the site itself when there is nobody."""
    query = select(User).join(Grant).join(Role).where(User.active).limit(50)
    people = db.session.scalars(query).unique()
    for person in people:
        if any(EVERYTHING in grant.role.permissions for grant in person.grants):
            return person
    return SYSTEM
