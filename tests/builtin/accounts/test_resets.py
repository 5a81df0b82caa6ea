"""A new password by mail: one link, one hour, and no word about who has an account."""

import datetime as dt
import re

import pytest
from postman import postman

from cms.accounts.models import OneTimeCode
from cms.build import build
from cms.builtin.accounts import resets
from cms.builtin.accounts.one_time_codes import LIFETIME, RESET
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs.models import JobRow
from cms.testing.browser import Browser
from tests.accounts.conftest import log_in, post, token_of


__all__ = ["postman"]

ASK = "/quen-mat-khau"
NEW = "một câu mới không ai đoán"


@pytest.fixture
def config(config, postman):
    """An instance that sends mail and is known by a name of its own."""
    return config.model_copy(
        update={
            "smtp_url": type(config.smtp_url)(f"smtp://127.0.0.1:{postman.port}"),
            "mail_from": "sen@example.vn",
            "base_url": "https://tin.example.vn",
        }
    )


def waiting():
    """Return what the jobs that wait to send links were given."""
    db.session.rollback()
    rows = db.session.scalars(db.select(JobRow).where(JobRow.name == resets.RESET_JOB))
    return [row.args for row in rows]


def send():
    for given in waiting():
        resets.mail_reset(**given)


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https://tin\.example\.vn(/mat-khau-moi/\S+)", text)[1]


@pytest.mark.parametrize("by", ["name", "mail"])
def test_a_link_is_mailed_and_sets_the_password_once(client, person, postman, by):
    someone = person(email="Phong.Vien@example.vn", language="vi")
    who = someone.username if by == "name" else "phong.vien@EXAMPLE.vn"
    asked = post(client, ASK, who=who)
    assert asked.status_code == 200
    send()
    (mail,) = postman.mails
    assert mail["To"].addresses[0].addr_spec == "Phong.Vien@example.vn"
    path = link_in(mail)
    done = post(client, path, password=NEW, repeated=NEW)
    assert done.status_code == 200
    assert client.get(path).status_code == 410
    assert log_in(client, someone.username, NEW).status_code == 303


def test_the_answer_and_the_work_are_the_same_for_an_unknown_name(
    client, browser, person, postman
):
    someone = person(email="co@example.vn")
    known = post(client, ASK, who=someone.username)
    unknown = post(browser(), ASK, who="khong.co@example.vn")
    plain = [
        re.sub(r"nonce-\S+|value=\"[^\"]*\"", "", one.text) for one in (known, unknown)
    ]
    assert (known.status_code, plain[0]) == (unknown.status_code, plain[1])
    assert len(waiting()) == 2
    send()
    assert len(postman.mails) == 1


@pytest.mark.parametrize("fields", [{"active": False, "email": "a@example.vn"}, {}])
def test_nothing_is_mailed_to_whoever_is_off_or_has_no_address(
    client, person, postman, fields
):
    someone = person(**fields)
    post(client, ASK, who=someone.username)
    send()
    assert postman.mails == []


def test_only_the_hash_is_stored_and_a_second_link_kills_the_first(
    client, person, postman
):
    someone = person(email="a@example.vn")
    for _ in range(2):
        resets.mail_reset(someone.username)
    first, second = map(link_in, postman.mails)
    (row,) = db.session.scalars(db.select(OneTimeCode))
    assert row.id not in second
    assert row.expires_at - row.created_at == LIFETIME[RESET] == dt.timedelta(hours=1)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_a_link_is_dead_after_an_hour(client, person, postman):
    resets.mail_reset(person(email="a@example.vn").username)
    with transaction():
        db.session.execute(
            db.update(OneTimeCode).values(expires_at=utcnow() - dt.timedelta(seconds=1))
        )
    assert client.get(link_in(postman.mails[0])).status_code == 410


def test_asking_again_and_again_must_wait(client, browser, postman):
    for _ in range(5):
        assert post(client, ASK, who="ai.do").status_code == 200
    assert post(browser(), ASK, who="AI.DO").status_code == 429
    assert post(browser(), ASK, who="nguoi.khac").status_code == 429
    assert len(waiting()) == 1


def test_a_site_without_mail_sends_people_to_the_administrator(config, site):
    silent = build(
        config.model_copy(update={"smtp_url": type(config.smtp_url)("")}), (), 1
    )
    with silent.app.app_context():
        visitor = Browser(silent.app)
        assert visitor.get(ASK).status_code == 404
        page = visitor.get("/dang-nhap")
        assert ASK not in page.text
        assert token_of(page)
        db.session.rollback()
    silent.close()
