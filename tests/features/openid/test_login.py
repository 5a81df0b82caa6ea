"""A login by a real provider: in the browser, and against every kind of forgery."""

import html
import re
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from cms.accounts.models import Role, User
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import service as accounts
from cms.builtin.accounts.service import set_active
from cms.errors import ConfigError
from cms.extensions import db
from cms.features.openid.models import OpenIDIdentity
from cms.features.openid.service import account_of
from cms.features.openid.settings import OpenIDSettings, openid_settings
from cms.testing.browser import Browser


BEGIN, BACK = "/dang-nhap/openid", "/dang-nhap/openid/ve"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given):
        return None


def at_provider(address, person):
    """Log in at the provider and return what it sends back: code and state."""
    opener = urllib.request.build_opener(NoRedirect)
    try:
        opener.open(f"{address}&as={person}")
    except urllib.error.HTTPError as answer:
        found = parse_qs(urlsplit(answer.headers["Location"]).query)
        return {name: values[0] for name, values in found.items()}
    raise AssertionError("the provider did not lead back")


def away(answer):
    """Return where a page of ours leads."""
    return html.unescape(re.search(r'href="(http[^"]+)"[^>]* data-go', answer.text)[1])


def forge(provider, *what):
    query = "&".join(f"what={one}" for one in what)
    urllib.request.urlopen(f"{provider[0]}/forge?{query}").close()


@pytest.fixture(autouse=True)
def honest(provider):
    forge(provider)


def log_in_as(browser, person):
    """Go the whole way without script; return the last answer."""
    begun = browser.post(BEGIN)
    given = at_provider(away(begun), person)
    return browser.post(BACK, data=given)


def people():
    db.session.rollback()
    return {one.username: one for one in db.session.scalars(db.select(User))}


def roles_of(user):
    return {grant.role.name for grant in user.grants}


@pytest.mark.browser
@pytest.mark.one_database
def test_one_button_leads_there_and_back_to_the_desk(live, chromium):
    context = chromium.new_context(base_url=live.config.base_url, locale="vi-VN")
    page = context.new_page()
    page.goto("/ban-lam-viec/tai-khoan")
    page.click(".other-login button")
    expect(page).to_have_title("Provider")
    page.click("text=lan")
    expect(page).to_have_url(re.compile("/ban-lam-viec/tai-khoan$"))
    expect(page.locator("input[name=name]")).to_have_value("Trần Thị Lan")
    context.close()
    lan = people()["lan.tran"]
    assert (lan.email, roles_of(lan)) == ("lan@example.vn", {"approver"})


def test_the_second_login_is_the_same_account_and_roles_follow(site, client):
    log_in_as(client, "lan")
    lan = people()["lan.tran"]
    claims = {"iss": OpenIDSettings(**site.config.openid).issuer, "sub": "id-lan"}
    settings = openid_settings()
    reader = db.session.scalars(db.select(Role).where(Role.name == "reader")).one()
    held = {(one.role_id, one.section_id) for one in lan.grants}
    accounts.set_grants(SYSTEM, lan, held | {(reader.id, None)})
    again = account_of(settings, {**claims, "groups": []})
    assert (again.id, roles_of(again)) == (lan.id, {"reader"})
    back = account_of(settings, {**claims, "groups": "bien-tap"})
    assert roles_of(back) == {"reader", "approver"}


def test_no_claim_makes_an_administrator(client):
    assert log_in_as(client, "lan").location == "/ban-lam-viec/"
    assert roles_of(people()["lan.tran"]) == {"approver"}


def test_an_equal_name_or_mail_is_not_an_equal_person(client, user):
    admin = user("administrator", username="lan.tran", email="quantri@example.vn")
    log_in_as(client, "minh")
    known = people()
    assert db.session.scalars(db.select(OpenIDIdentity)).one().user_id != admin.id
    assert (known["lan.tran-2"].email, roles_of(known["lan.tran-2"])) == (None, set())


@pytest.mark.parametrize("what", ["key", "iss", "aud", "time", "nonce"])
def test_a_forged_word_lets_nobody_in(provider, client, what):
    forge(provider, what)
    assert log_in_as(client, "lan").location == "/dang-nhap"
    assert people() == {}


def test_a_state_of_another_browser_or_none_lets_nobody_in(site, client):
    thief = Browser(site.app)
    given = at_provider(away(client.post(BEGIN)), "lan")
    assert thief.post(BACK, data=given).location == "/dang-nhap"
    for changed in ({"state": "x"}, {"code": "x"}, {"state": ""}):
        begun = client.post(BEGIN)
        wrong = {**at_provider(away(begun), "lan"), **changed}
        assert client.post(BACK, data=wrong).location == "/dang-nhap"
    assert people() == {}


def test_an_answer_works_once(site, client):
    given = at_provider(away(client.post(BEGIN)), "lan")
    assert client.post(BACK, data=given).location == "/ban-lam-viec/"
    client.post("/dang-xuat")
    assert client.post(BACK, data=given).location == "/dang-nhap"


def test_looking_at_the_way_back_logs_nobody_in(client):
    given = at_provider(away(client.post(BEGIN)), "lan")
    page = client.get(BACK, query_string=given)
    assert given["code"] in page.text
    assert people() == {}


def test_an_account_that_is_off_stays_out(client):
    log_in_as(client, "lan")
    set_active(SYSTEM, people()["lan.tran"], False)
    client.post("/dang-xuat")
    assert log_in_as(client, "lan").location == "/dang-nhap"


class TestConnecting:
    """Where accounts are not made, people connect their own."""

    @pytest.fixture
    def openid(self):
        return {"create_accounts": False}

    def test_an_unknown_person_is_told_to_connect_first(self, client):
        assert log_in_as(client, "lan").location == "/dang-nhap"
        assert people() == {}

    def test_an_account_is_connected_logs_in_and_is_disconnected(
        self, site, client, login_as, person
    ):
        someone = person("administrator")
        here = login_as(someone)
        begun = here.post("/ban-lam-viec/tai-khoan/openid")
        here.post(BACK, data=at_provider(away(begun), "lan"))
        assert "id-lan" in here.get("/ban-lam-viec/tai-khoan").text
        assert log_in_as(client, "lan").location == "/ban-lam-viec/"
        db.session.rollback()
        assert roles_of(people()[someone.username]) == {"administrator"}
        (identity,) = db.session.scalars(db.select(OpenIDIdentity))
        here.post(f"/ban-lam-viec/tai-khoan/openid/{identity.id}/ngat")
        db.session.rollback()
        assert db.session.scalars(db.select(OpenIDIdentity)).all() == []


class TestAway:
    """Where the server does not answer, or the settings are wrong."""

    @pytest.fixture
    def openid(self):
        return {"issuer": "http://127.0.0.1:9"}

    def test_the_login_page_says_so(self, client):
        assert client.post(BEGIN).location == "/dang-nhap"
        assert "tài khoản cơ quan" in client.get("/dang-nhap").text


def test_wrong_settings_are_named(site):
    site.config.openid["roless"] = {}
    with pytest.raises(ConfigError, match="roless"):
        openid_settings()
