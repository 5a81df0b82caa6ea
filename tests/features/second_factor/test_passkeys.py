"""Passkeys in Chromium with a virtual authenticator: made, used, never twice, removed."""

import re
from urllib.parse import parse_qs

import pytest
from in_process import serving
from playwright.sync_api import expect

from cms.accounts.models import Role
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import credentials
from cms.extensions import db
from cms.features.second_factor import passkeys, queries, service
from cms.testing.browser import Browser
from cms.testing.databases import opened
from cms.testing.people import make_user
from tests.accounts.conftest import PASSWORD, token_of
from tests.features.second_factor.conftest import OWN, STEP, Telephone


AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
LOGIN = "/dang-nhap"
DESK = re.compile("/ban-lam-viec/$")


@pytest.fixture
def live(config, plugins, extra_plugins):
    """A site at the address that its configuration names; the build, within its context."""
    served = []
    with serving(lambda environ, start: served[0](environ, start)) as address:
        base = address.replace("127.0.0.1", "localhost")
        here = config.model_copy(update={"base_url": base})
        with opened(here, plugins, extra_plugins) as made:
            served.append(made.app)
            yield made


@pytest.fixture
def client_of(live):
    """Return a function that makes a client without script."""
    return lambda: Browser(live.app)


@pytest.fixture
def page(live, chromium):
    """A page of a browser whose device holds passkeys."""
    context = chromium.new_context(base_url=live.config.base_url, locale="vi-VN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def a_person(role="reporter"):
    made = make_user(role)
    credentials.set_password(SYSTEM, made, PASSWORD)
    return made


def give_password(page, someone):
    page.goto(LOGIN)
    page.fill("input[name=username]", someone.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def make_passkey(page, name):
    page.fill("input[name=name]", name)
    page.click("form[data-passkey=create] button")
    expect(page.locator(".recovery-codes code")).to_have_count(10)


def log_out(page):
    page.context.clear_cookies()


@pytest.mark.browser
@pytest.mark.one_database
def test_a_passkey_is_made_logs_in_is_a_second_step_and_is_removed(
    live, page, client_of
):
    someone = a_person()
    give_password(page, someone)
    page.goto(OWN)
    make_passkey(page, "Máy cơ quan")
    log_out(page)

    page.goto(LOGIN)
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.click("form[data-passkey=get] button")
    expect(page).to_have_url(DESK)
    credential = parse_qs(sent.value.post_data)["credential"][0]

    for mangled in (
        credential,
        credential.replace('"id":"', '"id":"x'),
        "{}",
        "[1]",
        "",
    ):
        answer = client_of().post("/dang-nhap/khoa", data={"credential": mangled})
        assert answer.location == LOGIN, mangled

    log_out(page)
    give_password(page, someone)
    expect(page).to_have_url(re.compile(STEP))
    page.click("form[data-passkey=get] button")
    expect(page).to_have_url(DESK)

    page.goto(OWN)
    page.click("form[action$=ma-du-phong] button")
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    page.goto(OWN)
    expect(page.locator(".passkeys strong")).to_have_text("Máy cơ quan")
    page.click(".passkeys summary")
    page.click(".passkeys .confirm-panel button")
    expect(page.locator(".passkeys")).to_have_count(0)
    log_out(page)
    page.goto(LOGIN)
    page.click("form[data-passkey=get] button")
    expect(page.locator(".notice-error")).to_have_count(1)
    db.session.rollback()
    assert not queries.has_factor(someone.id)


@pytest.mark.browser
@pytest.mark.one_database
def test_whoever_must_have_a_second_factor_makes_a_passkey_within_the_login(live, page):
    someone = a_person("approver")
    role = db.session.scalars(db.select(Role).where(Role.name == "approver")).one()
    service.require_for_role(SYSTEM, role, True)
    db.session.rollback()
    give_password(page, someone)
    make_passkey(page, "Điện thoại")
    page.goto("/probe/mine")
    expect(page.locator("body")).to_have_text(f"mine {someone.username}")


def test_there_are_no_passkeys_at_an_ip_address(client, login_as):
    assert passkeys.rp_id() is None
    assert "data-passkey" not in client.get(LOGIN).text
    assert client.get("/dang-nhap/khoa").status_code == 404
    staff = login_as()
    assert "data-passkey" not in staff.get(OWN).text
    assert staff.get("/ban-lam-viec/tai-khoan/khoa").status_code == 404


def test_what_answers_no_challenge_of_ours_is_refused(login_as, user):
    someone = user("reporter")
    for credential in ("", "{}", '{"response":{"clientDataJSON":"e30"}}'):
        answer = login_as(someone).post(
            "/ban-lam-viec/tai-khoan/khoa", data={"credential": credential, "name": "x"}
        )
        assert answer.status_code == 303
    assert not queries.has_factor(someone.id)


def test_the_login_page_carries_typed_text_past_a_passkey(live, client_of):
    visitor = client_of()
    page = visitor.post("/probe/note/7", data={"text": "chữ đã gõ"})
    form = page.text[page.text.index('data-passkey="get"') :]
    assert "chữ đã gõ" in form
    assert 'name="target"' in form
    assert token_of(page)


@pytest.mark.browser
@pytest.mark.one_database
def test_an_app_is_set_up_by_its_secret_and_its_code_logs_in(live, page):
    someone = a_person()
    give_password(page, someone)
    page.goto(OWN)
    page.click(".steps summary")
    app = Telephone(page.locator(".secret").text_content().replace(" ", ""))
    page.fill("#code", app.code())
    page.click("form:has(#code) button")
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    log_out(page)
    give_password(page, someone)
    expect(page).to_have_url(re.compile(STEP))
    page.fill("#code", app.code(1))
    page.press("#code", "Enter")
    expect(page).to_have_url(DESK)
