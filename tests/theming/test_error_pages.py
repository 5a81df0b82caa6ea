"""Error pages: in the dress of the site, with a way on, and without secrets."""

import errno

import pytest
from flask import Blueprint, abort

from cms.accounts.guard import public
from cms.accounts.sessions import RowSessionInterface
from cms.errors import Busy, Full
from cms.hookspecs import hookimpl
from cms.testing import inline


class Faulty:
    """A plugin whose pages fail in every way."""

    @hookimpl
    def register_blueprints(self):
        pages = Blueprint("faulty", __name__, url_prefix="/faulty")

        @pages.get("/<int:code>")
        @public
        def fail(code):
            abort(code)

        @pages.get("/crash")
        @public
        def crash():
            raise RuntimeError("a secret of the house")

        return [pages]


@pytest.fixture
def plugins():
    return ("faulty",)


@pytest.fixture
def extra_plugins():
    return (inline("faulty", Faulty()),)


@pytest.mark.parametrize("code", [403, 404, 410])
def test_error_page_has_the_menu_and_the_right_status(client, code):
    answer = client.get(f"/faulty/{code}")

    assert answer.status_code == code
    assert 'class="site-nav"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("code", [404, 410])
def test_page_that_is_gone_offers_a_search(client, code):
    assert '<input id="q" type="search"' in client.get(f"/faulty/{code}").text


def test_crash_shows_a_reference_and_nothing_of_the_inside(client):
    answer = client.get("/faulty/crash")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_error_of_the_desk_keeps_the_plain_page(login_as):
    answer = login_as("administrator").get("/ban-lam-viec/khong-co")

    assert answer.status_code == 404
    assert 'class="site-nav"' not in answer.text


def test_error_page_is_never_kept_by_caches(client):
    assert client.get("/faulty/404").headers["Cache-Control"] == "private, no-store"


class TestDatabase:
    """What is said when the database cannot answer, also before a session is there."""

    @pytest.fixture
    def fail(self, monkeypatch):
        def set_error(error):
            def refuse(*_arguments, **_options):
                raise error

            monkeypatch.setattr(RowSessionInterface, "open_session", refuse)

        return set_error

    def test_busy_is_503_and_says_when_to_come_back(self, client, fail):
        fail(Busy("locked"))
        answer = client.get("/")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(Busy.retry_after)
        assert "<h1" in answer.text

    def test_a_script_gets_json(self, client, fail):
        fail(Busy("locked"))
        answer = client.get("/", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["code"]) == (503, 503)

    @pytest.mark.parametrize(
        "error", [OSError(errno.ENOSPC, "no space"), Full("the disk is full")]
    )
    def test_a_full_disk_is_507(self, client, fail, error):
        fail(error)
        answer = client.get("/")
        assert answer.status_code == 507
        assert "Retry-After" in answer.headers

    def test_anything_else_is_a_page_with_a_reference(self, client, fail):
        fail(ValueError("a secret of the house"))
        answer = client.get("/")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "<h1" in answer.text
