"""People with passwords, browsers that log in by the page, a plugin with probes."""

import re

import pytest
from flask import Blueprint, request
from flask_login import current_user

import cms
from cms.accounts import sessions
from cms.accounts.guard import public, requires, requires_login
from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import credentials
from cms.content.spine.models import Section
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing import inline
from cms.testing.browser import Browser


PASSWORD = "một câu chỉ mình tôi biết"


class ProbePlugin:
    """Views that say what reached them."""

    @cms.hookimpl
    def register_blueprints(self):
        probe = Blueprint("probe", __name__, url_prefix="/probe")

        @probe.get("/open")
        @public
        def open_page():
            return f"hello {current_user.name}"

        @probe.get("/mine")
        @requires_login
        def mine():
            return f"mine {current_user.username}"

        @probe.route("/note/<int:number>", methods=["GET", "POST"])
        @requires("content.write")
        def note(number):
            form = request.form
            return {
                "number": number,
                "tags": form.getlist("tag"),
                "text": form.get("text"),
                "keys": sorted(form),
                "query": request.args.to_dict(),
            }

        @probe.get("/audit")
        @requires("site.audit")
        def whole_site():
            return "log"

        return [probe]


@pytest.fixture
def extra_plugins():
    return (inline("probe", ProbePlugin()),)


@pytest.fixture
def plugins():
    return ("probe",)


@pytest.fixture
def browser(site):
    """Return a function that makes a new browser."""
    return lambda: Browser(site.app)


@pytest.fixture
def person(site, user):
    """Return a function that makes somebody with a password."""

    def make(role="reporter", password=PASSWORD, **fields):
        made = user(role, **fields)
        credentials.set_password(SYSTEM, made, password)
        return made

    return make


def token_of(response):
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found, response.text[:500]
    return found.group(1)


def log_in(browser, username, password=PASSWORD, **more):
    token = token_of(browser.get("/dang-nhap"))
    data = {"csrf_token": token, "username": username, "password": password, **more}
    return browser.post("/dang-nhap", data=data)


def post(browser, address, page=None, **data):
    """Post a form with the token of a page, as a browser does."""
    token = token_of(browser.get(page or address))
    return browser.post(address, data={"csrf_token": token, **data})


def cookie_of(browser):
    name = sessions.cookie_name(browser.application)
    found = browser.get_cookie(name)
    return found.value if found else None


def reload(person):
    db.session.rollback()
    return db.session.get(User, person.id, populate_existing=True)


def rows():
    db.session.rollback()
    return list(db.session.scalars(db.select(sessions.SessionRow)))


@pytest.fixture
def section(site):
    """Return a function that makes a section."""

    def make(slug):
        with transaction():
            made = Section(slug=slug, title=slug.title())
            db.session.add(made)
        return made

    return make
