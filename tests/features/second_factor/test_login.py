"""The second step of a login: asked for, checked once, throttled, enforced."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest

import cms
from cms.accounts.models import Role, SessionRow
from cms.accounts.permissions import SYSTEM
from cms.accounts.sessions import PENDING_KEY
from cms.audit.models import AuditEntry
from cms.build import build
from cms.builtin.accounts import credentials, service as accounts
from cms.contributions import LoginStep
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.second_factor import service, totp
from cms.features.second_factor.models import AuthenticatorApp
from cms.testing import inline
from cms.testing.browser import Browser
from tests.accounts.conftest import (
    PASSWORD,
    ProbePlugin,
    cookie_of,
    log_in,
    post,
    rows,
    token_of,
)
from tests.features.second_factor.conftest import STEP, Telephone, secret_of


def actions():
    db.session.rollback()
    return list(db.session.scalars(db.select(AuditEntry.action)))


def require(name, required=True):
    role = db.session.scalars(db.select(Role).where(Role.name == name)).one()
    service.require_for_role(SYSTEM, role, required)


def test_the_code_of_the_app_leads_to_the_page_that_was_asked_for(
    client, person, telephone
):
    someone = person()
    app = telephone(someone)
    target = re.search("next=([^&]+)", client.get("/probe/mine").location)[1]
    first = log_in(client, someone.username, target=target)
    assert (first.status_code, first.location) == (303, STEP)
    done = post(client, STEP, code=app.code())
    assert (done.status_code, done.location) == (303, "/probe/mine")
    assert client.get("/probe/mine").text == f"mine {someone.username}"


def test_the_password_alone_opens_nothing(client, person, telephone):
    someone = person("administrator")
    telephone(someone)
    log_in(client, someone.username)
    for address in (
        "/probe/mine",
        "/ban-lam-viec/",
        "/ban-lam-viec/tai-khoan/buoc-hai",
    ):
        answer = client.get(address)
        assert (answer.status_code, "dang-nhap" in answer.location) == (302, True)
    assert client.get("/probe/open").text == "hello "


def test_a_wrong_code_is_refused_and_the_login_goes_on(client, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    assert post(client, STEP, code="000000").status_code == 403
    assert post(client, STEP, code=app.code()).status_code == 303


def test_a_code_works_once(client, browser, person, telephone):
    someone = person()
    code = telephone(someone).code()
    log_in(client, someone.username)
    assert post(client, STEP, code=code).status_code == 303
    other = browser()
    log_in(other, someone.username)
    assert post(other, STEP, code=code).status_code == 403


def test_an_earlier_code_than_the_last_used_is_dead(client, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    assert post(client, STEP, code=app.code(1)).status_code == 303
    client.post("/dang-xuat")
    log_in(client, someone.username)
    assert post(client, STEP, code=app.code(0)).status_code == 403


def test_of_parallel_tries_with_one_code_one_gets_in(site, person, telephone):
    someone = person()
    code = telephone(someone).code()

    def attempt(_number):
        with site.app.app_context(), transaction():
            return totp.use_code(someone.id, code)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: Context().run(attempt, n), range(12)))
    assert outcomes.count(True) == 1


@pytest.mark.parametrize(
    ("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(site, person, telephone, steps, fits):
    someone = person()
    app = telephone(someone)
    now = dt.datetime(2030, 1, 1, 12, 0, 15, tzinfo=dt.UTC)
    code = app.totp.at(now + dt.timedelta(seconds=30 * steps))
    with transaction():
        assert totp.use_code(someone.id, code, now) is fits


def test_a_recovery_code_works_once_however_it_is_typed(
    client, browser, person, telephone
):
    someone = person()
    code = telephone(someone).recovery_codes[3]
    log_in(client, someone.username)
    typed = f" {code.upper().replace('-', ' ')} "
    assert post(client, STEP, code=typed).status_code == 303
    assert "account.recovery_code_used" in actions()
    other = browser()
    log_in(other, someone.username)
    assert post(other, STEP, code=code).status_code == 403


def test_wrong_codes_wait_and_the_owner_is_told(client, browser, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    for _ in range(5):
        assert post(client, STEP, code="000000").status_code == 403
    waits = post(client, STEP, code=app.code())
    assert (waits.status_code, int(waits.headers["Retry-After"]) > 0) == (429, True)
    assert "account.throttled" in actions()
    with transaction():
        db.session.execute(db.text("DELETE FROM login_attempts"))
    post(client, STEP, code=app.code())
    assert "đăng nhập sai vào tài khoản" in client.get("/ban-lam-viec/tin-nhan/").text


def test_no_secret_or_code_is_in_the_database_in_clear(client, person, telephone):
    app = telephone(person())
    with db.engine.connect() as connection:
        (stored,) = connection.exec_driver_sql(
            "SELECT secret FROM authenticator_apps"
        ).all()
        hashes = (
            connection.exec_driver_sql("SELECT id FROM recovery_codes").scalars().all()
        )
    assert app.totp.secret not in stored[0]
    assert len(hashes) == 10
    assert not set(hashes) & {*app.recovery_codes}
    assert all(len(one) == 64 for one in hashes)


def test_a_copied_secret_is_opened_by_the_sites_own_key_only(
    config, site, person, telephone
):
    someone = person()
    telephone(someone)
    db.session.rollback()
    other = config.model_copy(update={"secret_key": type(config.secret_key)("x9" * 30)})
    foreign = build(other, (), 1)
    with foreign.app.app_context(), pytest.raises(ValueError, match="No key"):
        db.session.get(AuthenticatorApp, someone.id)
    foreign.close()


def test_typed_text_is_kept_over_both_steps(client, person, telephone):
    someone = person()
    app = telephone(someone)
    lost = client.post("/probe/note/7", data={"text": "chữ đã gõ", "tag": "a"})
    kept = re.search(r'name="kept" value="([^"]+)"', lost.text)[1].replace("&#34;", '"')
    target = re.search(r'name="target" value="([^"]+)"', lost.text)[1]
    log_in(client, someone.username, kept=kept, target=target)
    page = post(client, STEP, code=app.code())
    assert page.status_code == 200
    assert 'action="/probe/note/7"' in page.text
    assert "chữ đã gõ" in page.text


def test_an_unfinished_login_ends_with_a_new_password(client, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    credentials.set_password(SYSTEM, someone, "một câu khác hẳn để thử")
    assert client.post(STEP, data={"code": app.code()}).location == "/dang-nhap"
    assert client.get("/probe/mine").status_code == 302


def test_an_unfinished_login_is_over_after_ten_minutes(client, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    (row,) = rows()
    assert PENDING_KEY in row.data
    assert row.expires_at - row.created_at == dt.timedelta(minutes=10)
    with transaction():
        db.session.execute(db.update(SessionRow).values(expires_at=row.created_at))
    assert client.post(STEP, data={"code": app.code()}).location == "/dang-nhap"


def test_the_session_has_a_new_id_after_the_second_step(client, person, telephone):
    someone = person()
    app = telephone(someone)
    log_in(client, someone.username)
    before = cookie_of(client)
    post(client, STEP, code=app.code())
    assert cookie_of(client) != before
    (row,) = rows()
    assert PENDING_KEY not in row.data


def test_beginning_another_login_ends_the_session_that_was_there(
    client, person, telephone
):
    first, second = person(), person()
    telephone(second)
    log_in(client, first.username)
    token = token_of(client.get("/ban-lam-viec/tai-khoan"))
    form = {"csrf_token": token, "username": second.username, "password": PASSWORD}
    assert client.post("/dang-nhap", data=form).location == STEP
    assert client.get("/probe/mine").status_code == 302


def test_the_step_without_a_login_leads_to_the_login(client):
    assert client.get(STEP).location == "/dang-nhap"
    assert client.post(STEP, data={"code": "123456"}).location == "/dang-nhap"


def test_whoever_must_have_a_second_factor_sets_it_up_and_can_do_nothing_else(
    client, person
):
    someone = person("approver")
    require("approver")
    assert log_in(client, someone.username).location == STEP
    assert client.get("/probe/mine").status_code == 302
    secret, token = secret_of(client.get(STEP))
    wrong = post(client, STEP, token=token, code="000000")
    assert (wrong.status_code, secret_of(wrong)) == (422, (secret, token))
    done = post(client, STEP, token=token, code=Telephone(secret).code())
    assert len(re.findall(r"<li><code>", done.text)) == 10
    assert client.get("/probe/mine").status_code == 200


def test_the_set_up_of_another_account_is_not_taken(client, browser, person):
    one, other = person("approver"), person("approver")
    require("approver")
    log_in(client, one.username)
    secret, token = secret_of(client.get(STEP))
    second = browser()
    log_in(second, other.username)
    answer = post(second, STEP, token=token, code=Telephone(secret).code())
    assert "recovery-codes" not in answer.text
    assert second.get("/probe/mine").status_code == 302


def test_requiring_it_ends_sessions_without_and_leaves_those_with(
    client, browser, person, telephone
):
    plain, safe = person("approver"), person("approver")
    app = telephone(safe)
    log_in(client, plain.username)
    other = browser()
    log_in(other, safe.username)
    post(other, STEP, code=app.code())
    require("approver")
    assert client.get("/probe/mine").status_code == 302
    assert other.get("/probe/mine").status_code == 200


def test_a_new_role_that_asks_for_it_ends_the_session(client, person):
    someone = person("reporter")
    require("approver")
    log_in(client, someone.username)
    role = db.session.scalars(db.select(Role).where(Role.name == "approver")).one()
    held = {(one.role_id, one.section_id) for one in someone.grants}
    accounts.set_grants(SYSTEM, someone, held | {(role.id, None)})
    assert client.get("/probe/mine").status_code == 302


class ConsentPlugin:
    """A plugin with a step of its own, which may fail."""

    broken = False

    @cms.hookimpl
    def register_login_steps(self):
        return [LoginStep("consent.terms", "probe.open_page", self.needed)]

    def needed(self, _user):
        if self.broken:
            raise RuntimeError("broken")
        return True


@pytest.mark.parametrize("broken", [False, True])
def test_nobody_gets_in_past_a_step_of_a_plugin(config, site, person, broken):
    someone = person()
    plugin = ConsentPlugin()
    plugin.broken = broken
    extra = (inline("probe", ProbePlugin()), inline("consent", plugin))
    made = build(config, ["probe", "consent"], 1, extra_plugins=extra)
    with made.app.app_context():
        visitor = Browser(made.app)
        answer = log_in(visitor, someone.username)
        if broken:
            assert answer.status_code == 422
            assert "cms plugin disable consent" in answer.text
        else:
            assert (answer.status_code, answer.location) == (303, "/probe/open")
        assert visitor.get("/probe/mine").status_code == 302
        db.session.rollback()
    made.close()


def test_a_known_device_gets_in_while_others_are_kept_waiting(client, browser, person):
    someone = person()
    log_in(client, someone.username)
    client.post("/dang-xuat")
    attacker = browser()
    for _ in range(6):
        log_in(attacker, someone.username, "not the password")
    assert log_in(attacker, someone.username).status_code == 429
    assert log_in(client, someone.username).status_code == 303
    assert log_in(attacker, someone.username).status_code == 429


def test_a_known_device_is_throttled_by_itself(client, browser, person):
    someone, other = person(), person()
    log_in(client, someone.username)
    client.post("/dang-xuat")
    for _ in range(5):
        assert log_in(client, someone.username, "wrong").status_code == 403
    assert log_in(client, someone.username).status_code == 429
    assert log_in(browser(), someone.username).status_code == 303
    assert log_in(client, other.username).status_code == 303


def test_failed_logins_are_told_to_the_owner(client, browser, person):
    someone = person()
    attacker = browser()
    for _ in range(5):
        log_in(attacker, someone.username, "not the password")
    db.session.rollback()
    with transaction():
        db.session.execute(db.text("DELETE FROM login_attempts"))
    log_in(client, someone.username)
    page = client.get("/ban-lam-viec/tin-nhan/").text
    assert "127.0.0.0/24" in page
