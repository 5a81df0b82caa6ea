"""Sessions in plain words, ended one by one or all others; a stolen cookie dies."""

import pytest

from cms.accounts.models import Role, SessionRow
from cms.accounts.permissions import SYSTEM
from cms.accounts.sessions import FRESH_KEY, hashed
from cms.build import build
from cms.builtin.accounts import service
from cms.builtin.accounts.session_list import device_words, place_words
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.browser import Browser
from tests.accounts.conftest import PASSWORD, cookie_of, log_in, post


ACCOUNT = "/ban-lam-viec/tai-khoan"
NEW = "một câu mới không ai đoán"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("(Windows NT) coc_coc_browser/120 Chrome/114 Safari/537", "Cốc Cốc trên Windows"),
        ("(Windows NT; rv:140) Firefox/140.0", "Firefox trên Windows"),
        ("(Windows NT) Chrome/140 Safari/537 Edg/140.0", "Edge trên Windows"),
        ("(Linux; Android 14) Chrome/140 Safari/537", "Chrome trên Android"),
        ("(iPhone; iPhone OS 18_0 like Mac OS X) Safari/604", "Safari trên iPhone"),
        ("curl/8.0", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_plain_words(site, said, meant):
    with site.app.test_request_context():
        assert device_words(said) == meant


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("203.0.114.77", "mạng 203.0.114.0/24"),
        ("192.168.1.20", "mạng nội bộ 192.168.1.0/24"),
        ("", "Nơi không rõ"),
    ],
)
def test_a_place_is_its_network(site, address, words):
    with site.app.test_request_context():
        assert place_words(address) == words


def test_all_other_sessions_end_and_this_one_stays(login_as, user):
    someone = user("reporter")
    here, others = login_as(someone), [login_as(someone) for _ in range(2)]
    assert "phien-khac" in here.get(ACCOUNT).text
    assert here.post(f"{ACCOUNT}/phien-khac").status_code == 303
    assert [one.get(ACCOUNT).status_code for one in (here, *others)] == [200, 302, 302]
    assert "phien-khac" not in here.get(ACCOUNT).text


@pytest.fixture
def stolen(client, browser, person):
    """Somebody's browser, their account, and a thief with a copy of the cookie."""
    someone = person("reporter")
    log_in(client, someone.username)
    thief = browser()
    thief.set_cookie("sen_session", cookie_of(client))
    assert thief.get("/probe/mine").status_code == 200
    return client, someone, thief


def test_a_stolen_cookie_is_dead_after_a_change_of_the_password(stolen):
    owner, _someone, thief = stolen
    form = {"current": PASSWORD, "password": NEW, "repeated": NEW}
    assert post(owner, f"{ACCOUNT}/mat-khau", ACCOUNT, **form).status_code == 303
    assert thief.get("/probe/mine").status_code == 302
    assert owner.get("/probe/mine").status_code == 200


def test_a_stolen_cookie_is_dead_after_a_role_is_taken_away(stolen):
    _owner, someone, thief = stolen
    service.set_grants(SYSTEM, someone, set())
    assert thief.get("/probe/mine").status_code == 302


@pytest.fixture
def editor(client, browser, person):
    """An administrator with a further role, twice logged in, and a copied cookie."""
    someone = person("administrator")
    grants = {(role_id("administrator"), None), (role_id("reporter"), None)}
    service.set_grants(SYSTEM, someone, grants)
    elsewhere, thief = browser(), browser()
    log_in(client, someone.username)
    log_in(elsewhere, someone.username)
    thief.set_cookie("sen_session", cookie_of(client))
    return client, someone, elsewhere, thief


def role_id(name):
    return db.session.scalars(db.select(Role.id).where(Role.name == name)).one()


def give_oneself(browser, someone, *roles):
    page = f"/ban-lam-viec/nguoi-dung/{someone.id}"
    form = {"username": someone.username, "name": someone.name, "language": ""}
    return post(browser, page, grant=[role_id(role) for role in roles], **form)


def test_whoever_takes_a_role_from_themselves_stays_and_nobody_else_does(editor):
    owner, someone, elsewhere, thief = editor
    before = cookie_of(owner)
    assert give_oneself(owner, someone, "administrator").status_code == 303
    assert cookie_of(owner) != before
    answers = [one.get("/probe/mine").status_code for one in (owner, elsewhere, thief)]
    assert answers == [200, 302, 302]


def test_what_was_refused_leaves_every_session_as_it_was(editor):
    owner, someone, elsewhere, _thief = editor
    before = cookie_of(owner)
    refused = give_oneself(owner, someone, "reporter")
    assert (refused.status_code, "quản trị viên cuối cùng" in refused.text) == (
        422,
        True,
    )
    assert cookie_of(owner) == before
    answers = [one.get("/probe/mine").status_code for one in (owner, elsewhere)]
    assert answers == [200, 200]


def test_a_renewed_session_is_not_a_password_given_again(editor, site):
    owner, someone, _elsewhere, _thief = editor
    long_ago = utcnow().timestamp() - site.config.fresh_login_minutes * 60 + 30
    with transaction() as session:
        row = session.get(SessionRow, hashed(cookie_of(owner)))
        row.data = {**row.data, FRESH_KEY: long_ago}
    give_oneself(owner, someone, "administrator")
    db.session.rollback()
    row = db.session.get(SessionRow, hashed(cookie_of(owner)))
    assert row.data[FRESH_KEY] == long_ago


def test_a_further_role_ends_no_session(stolen):
    owner, someone, _thief = stolen
    held = {(one.role_id, one.section_id) for one in someone.grants}
    service.set_grants(SYSTEM, someone, held | {(role_id("reader"), None)})
    assert owner.get("/probe/mine").status_code == 200


def test_every_cookie_is_bound_to_its_host_when_cookies_are_secure(
    config, site, extra_plugins, person
):
    someone = person()
    secure = config.model_copy(update={"secure_cookies": True})
    made = build(secure, ["probe"], 1, extra_plugins=extra_plugins)
    with made.app.app_context():
        visitor = Browser(made.app)
        answers = [visitor.get("/?lang=en", base_url="https://localhost")]
        form = {"username": someone.username, "password": PASSWORD}
        page = visitor.get("/dang-nhap", base_url="https://localhost")
        answers.append(page)
        token = (
            page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        )
        answers.append(
            visitor.post(
                "/dang-nhap",
                data={"csrf_token": token, **form},
                base_url="https://localhost",
                headers={"Referer": "https://localhost/dang-nhap"},
            )
        )
        set_ones = [
            one for answer in answers for one in answer.headers.getlist("Set-Cookie")
        ]
        names = {one.partition("=")[0] for one in set_ones}
        assert names == {
            "__Host-lang",
            "__Host-sen_visit",
            "__Host-sen_session",
            "__Host-sen_device",
        }
        for one in set_ones:
            assert "Secure" in one, one
            assert "Path=/;" in one + ";", one
            assert "Domain" not in one, one
        db.session.rollback()
    made.close()
