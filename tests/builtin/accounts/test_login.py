import datetime as dt
import re

import pytest
from flask import request, url_for
from sqlalchemy import select

from cms.accounts.challenge import make_target, read_target
from cms.accounts.models import LoginAttempt, SessionRow
from cms.accounts.sessions import idle_limit
from cms.audit.models import AuditEntry
from cms.build import build, make_app
from cms.builtin import rates
from cms.builtin.accounts import throttle
from cms.database.base import utcnow
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from tests.accounts.conftest import PASSWORD, cookie_of, log_in, reload, rows


def test_right_password_leads_to_the_desk(client, person):
    someone = person("administrator")
    answer = log_in(client, someone.username)
    assert (answer.status_code, answer.location) == (303, "/ban-lam-viec/")
    assert client.get("/probe/mine").text == f"mine {someone.username}"
    assert reload(someone).last_login_at is not None


def test_user_name_in_capitals_fits(client, person):
    assert log_in(client, person().username.upper()).status_code == 303


def test_wrong_password_and_unknown_name_get_the_same_answer(client, browser, person):
    wrong = log_in(client, person().username, "not the password")
    unknown = log_in(browser(), "nobody", "not the password")
    assert wrong.status_code == unknown.status_code == 403

    def plain(answer):
        text = re.sub(r'value="[^"]*"', "", answer.text)
        return re.sub(r"nonce-\S+", "", text)

    assert plain(wrong) == plain(unknown)


def test_a_failed_login_is_written_down_without_what_was_typed(client, browser, person):
    """What stands in the place of a name that nobody has may be a password."""
    someone = person()
    log_in(client, someone.username, "not the password")
    log_in(browser(), "my password", "not the password")
    failed = select(AuditEntry.subject).where(
        AuditEntry.action == "account.login_failed"
    )
    found = list(db.session.scalars(failed.order_by(AuditEntry.id)))
    assert found == [someone.username, ""]


def test_account_that_is_off_gets_the_answer_of_an_unknown_one(client, person):
    someone = person()
    with transaction():
        someone.active = False
    assert log_in(client, someone.username).status_code == 403


def test_nothing_is_remembered_of_the_password_on_the_page(client, person):
    assert "secretword" not in log_in(client, person().username, "secretword").text


def test_only_readers_get_no_cookie(client):
    answer = client.get("/probe/open")
    assert "Set-Cookie" not in answer.headers


def test_login_page_writes_no_row(client):
    assert client.get("/dang-nhap").status_code == 200
    assert rows() == []


def test_cookie_is_closed_to_scripts_and_other_sites(client, person):
    header = log_in(client, person().username).headers.getlist("Set-Cookie")
    session = next(one for one in header if one.startswith("sen_session="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Path=/" in session
    assert "Domain" not in session


def test_row_holds_only_the_hash_of_the_cookie(client, person):
    log_in(client, person().username)
    (row,) = rows()
    assert cookie_of(client) not in (row.id, str(row.data))
    assert len(row.id) == 64


def test_session_id_is_new_at_login(client, browser, person):
    someone = person()
    log_in(client, someone.username)
    first = cookie_of(client)
    client.get("/dang-nhap")
    log_in_again = browser()
    log_in_again.set_cookie("sen_session", first)
    log_in_again.post("/dang-xuat")
    log_in(log_in_again, someone.username)
    assert cookie_of(log_in_again) != first


def test_chosen_session_id_is_not_taken_over(client, person):
    client.set_cookie("sen_session", "chosen-by-somebody-else")
    log_in(client, person().username)
    assert cookie_of(client) != "chosen-by-somebody-else"


def test_cookie_copied_before_logout_is_dead_after_it(client, browser, person):
    log_in(client, person().username)
    copied = cookie_of(client)
    client.post("/dang-xuat")
    thief = browser()
    thief.set_cookie("sen_session", copied)
    assert thief.get("/probe/mine").status_code == 302
    assert rows() == []


def test_logging_out_twice_is_no_mistake(client):
    assert client.post("/dang-xuat").status_code == 303


def test_session_ends_after_an_hour_without_use(client, person):
    log_in(client, person().username)
    with transaction():
        db.session.execute(
            db.update(SessionRow).values(last_seen=utcnow() - dt.timedelta(minutes=61))
        )
    assert client.get("/probe/mine").status_code == 302


def test_session_ends_after_twelve_hours_in_any_case(client, person):
    log_in(client, person().username)
    with transaction():
        db.session.execute(
            db.update(SessionRow).values(expires_at=utcnow() - dt.timedelta(seconds=1))
        )
    assert client.get("/probe/mine").status_code == 302


def test_reading_touches_the_row_at_most_once_a_minute(client, person):
    log_in(client, person().username)
    before = rows()[0].last_seen
    client.get("/probe/mine")
    assert rows()[0].last_seen == before
    old = utcnow() - dt.timedelta(minutes=2)
    with transaction():
        db.session.execute(db.update(SessionRow).values(last_seen=old))
    client.get("/probe/mine")
    assert rows()[0].last_seen > old


def test_login_is_in_the_audit_log(client, person):
    someone = person()
    log_in(client, someone.username)
    db.session.rollback()
    entry = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.action == "account.login")
    ).one()
    assert entry.actor_id == someone.id


def test_old_hash_is_renewed_at_login(client, person):
    from cms.builtin.accounts.passwords import PasswordHasher

    someone = person()
    with transaction():
        someone.password_hash = PasswordHasher(time_cost=1, memory_cost=8192).hash(
            PASSWORD
        )
    log_in(client, someone.username)
    assert "m=19456,t=2" in reload(someone).password_hash


def test_sixth_wrong_try_must_wait(client, person):
    someone = person()
    answers = [log_in(client, someone.username, "wrong guess") for _try in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert log_in(client, someone.username).status_code == 429


def test_unknown_name_must_wait_as_well(client):
    answers = [log_in(client, "nobody", "wrong guess") for _try in range(6)]
    assert answers[-1].status_code == 429


def test_good_login_forgets_the_failures_of_the_account(client, browser, person):
    someone = person()
    for _try in range(4):
        log_in(client, someone.username, "wrong guess")
    assert log_in(client, someone.username).status_code == 303
    again = browser()
    for _try in range(4):
        assert log_in(again, someone.username, "wrong guess").status_code == 403


def test_waits_double_and_end_at_a_quarter_of_an_hour(site):
    waits = []
    for _try in range(18):
        with write_transaction() as connection:
            throttle.note_failure(connection, "someone", "192.0.2.1")
            waits.append(
                throttle.seconds_to_wait(connection, "someone", "198.51.100.1")
            )
            connection.execute(db.update(LoginAttempt).values(wait_until=None))
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:8] == [1, 2, 4, 8]
    assert waits[-1] == 900


def test_a_whole_network_shares_one_count(site):
    with write_transaction() as connection:
        for number in range(20):
            throttle.note_failure(connection, f"name{number}", f"192.0.2.{number}")
        assert throttle.seconds_to_wait(connection, "other", "192.0.2.200") > 0
        assert throttle.seconds_to_wait(connection, "other", "192.0.3.1") == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_network_of_an_address(address, network):
    assert rates.network_of(address) == network


def test_visitor_of_a_closed_page_comes_back_to_it(client, person):
    answer = client.get("/probe/note/7?tab=two")
    assert answer.status_code == 302
    token = re.search(r"next=([^&]+)", answer.location).group(1)
    back = log_in(client, person().username, target=token)
    assert back.location == "/probe/note/7?tab=two"


def test_target_is_never_an_address_from_outside(site):
    with site.app.test_request_context():
        token = make_target("probe.note", {"number": 7}, {})
        assert read_target(token) == url_for("probe.note", number=7)
        for forged in (
            "https://evil.example/",
            "//evil.example",
            token + "x",
            "",
            None,
        ):
            assert read_target(forged) is None


def test_logged_in_visitor_of_the_login_page_goes_on(client, person):
    log_in(client, person().username)
    answer = client.get("/dang-nhap?next=https://evil.example/")
    assert answer.location == "/ban-lam-viec/"


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7"), (2, "198.51.100.9")]
)
def test_only_the_entries_of_our_own_servers_name_the_visitor(config, proxies, seen):
    behind = config.model_copy(update={"trusted_proxies": proxies})
    app = make_app(behind)
    app.add_url_rule("/who", view_func=lambda: request.remote_addr)

    answer = app.test_client().get(
        "/who",
        base_url="http://localhost",
        headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.9, 203.0.113.7"},
    )

    assert answer.text == seen


def test_a_login_ends_after_as_long_as_the_operator_says(config):
    patient = config.model_copy(update={"session_idle_minutes": 240})
    made = build(patient, ())
    assert idle_limit(made.app) == dt.timedelta(hours=4)
    made.close()
