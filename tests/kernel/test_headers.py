"""Every answer says what it may load and who may keep it."""

import re

import pytest

from cms.testing import inline
from cms.theming.assets import layer_of


COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES = ["/", "/khong-co", "/dang-nhap", "/tim-kiem?q=sen", "/feed.atom", "/robots.txt"]


def policy(answer):
    parts = answer.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts)


@pytest.mark.parametrize("address", PAGES)
def test_common_headers_are_on_every_answer(client, address):
    answer = client.get(address)
    for name, value in COMMON.items():
        assert answer.headers[name] == value
    assert "camera=()" in answer.headers["Permissions-Policy"]
    rules = policy(answer)
    assert rules["default-src"] == "'none'"
    assert rules["object-src"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_public_page_has_no_nonce_and_scripts_from_static_files_only(client):
    rules = policy(client.get("/"))
    assert rules["script-src"] == "localhost/static/"


def test_a_page_of_the_desk_has_a_new_nonce_each_time(login_as):
    browser = login_as("administrator")
    seen = set()
    for _ in range(20):
        answer = browser.get("/ban-lam-viec/")
        nonce = re.search(r"'nonce-([^']+)'", policy(answer)["script-src"])[1]
        assert f'nonce="{nonce}"' in answer.text
        seen.add(nonce)
    assert len(seen) == 20


def test_a_policy_is_not_handed_on_from_one_request_to_the_next(client, login_as):
    login_as("administrator").get("/ban-lam-viec/")
    assert "nonce" not in client.get("/").headers["Content-Security-Policy"]


def test_what_somebody_logged_in_gets_is_kept_by_nobody(login_as):
    for address in ("/", "/ban-lam-viec/", "/tim-kiem?q=sen"):
        answer = login_as("reporter").get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_answer_that_sets_a_cookie_is_kept_by_nobody(client):
    answer = client.get("/dang-nhap")
    assert "private" in answer.headers["Cache-Control"]


def test_static_files_stand_under_their_fingerprint_and_are_kept_for_ever(site, client):
    address = site.assets.url("desk.css")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/desk.css").status_code == 404
    assert client.get(f"{address}/../../../config.py").status_code == 404


def test_a_fingerprint_follows_the_content(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    before = layer_of("x", tmp_path)
    assert layer_of("x", tmp_path) == before
    (tmp_path / "a.css").write_text("b{}")
    assert layer_of("x", tmp_path).fingerprint != before.fingerprint


def test_a_static_file_that_is_not_there_is_an_error(site):
    from cms.errors import BuildError

    for name in ("nothing.css", "../config.py", "/etc/passwd"):
        with pytest.raises(BuildError):
            site.assets.url(name)


class TestErrors:
    @pytest.fixture
    def extra_plugins(self):
        return (inline("mistakes", _plugin_with_errors()),)

    @pytest.mark.plugins("mistakes")
    @pytest.mark.parametrize("code", [403, 404, 409, 422, 500, 503])
    def test_every_error_has_a_page_without_a_traceback(self, client, code):
        answer = client.get(f"/loi/{code}")
        assert answer.status_code == code
        assert "<h1" in answer.text
        assert "Traceback" not in answer.text
        assert "secret words" not in answer.text
        assert "Content-Security-Policy" in answer.headers

    @pytest.mark.plugins("mistakes")
    def test_busy_says_when_to_try_again(self, client):
        assert client.get("/loi/503").headers["Retry-After"] == "5"

    @pytest.mark.plugins("mistakes")
    def test_a_script_gets_json(self, client):
        answer = client.get("/loi/422", headers={"Accept": "application/json"})
        assert answer.json["problems"] == [{"message": "no", "field": "title"}]


def _plugin_with_errors():
    from flask import Blueprint

    from cms.accounts.guard import public
    from cms.errors import Busy, Conflict, Forbidden, NotFound, Problem, Refused
    from cms.hookspecs import hookimpl

    errors = {
        403: Forbidden("secret words"),
        404: NotFound("secret words"),
        409: Conflict("secret words"),
        422: Refused([Problem("no", "title")]),
        500: RuntimeError("secret words"),
        503: Busy("secret words"),
    }
    blueprint = Blueprint("mistakes", __name__)

    @blueprint.get("/loi/<int:code>")
    @public
    def fail(code):
        raise errors[code]

    class Plugin:
        @staticmethod
        @hookimpl
        def register_blueprints():
            return [blueprint]

    return Plugin


def test_a_form_that_is_too_large_is_refused(client):
    answer = client.post("/dang-nhap", data=b"x" * 100, content_length=10**9)
    assert answer.status_code in (400, 413)
