"""Error pages: in the dress of the site, with a way on, and without secrets."""

import pytest
from flask import Blueprint, abort

from cms.accounts.guard import public
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
