import datetime as dt

import pytest

from cms.accounts.models import OneTimeCode, User
from cms.builtin.accounts import first_administrator
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Refused
from cms.extensions import db
from tests.accounts.conftest import PASSWORD, post, reload, token_of


def answers(code, **changed):
    return {
        "code": code,
        "name": "Trần Thị Bình",
        "username": "quantri",
        "email": "",
        "password": PASSWORD,
        "repeated": PASSWORD,
        **changed,
    }


def everybody():
    db.session.rollback()
    return list(db.session.scalars(db.select(User)))


def test_code_makes_the_first_administrator_who_is_then_logged_in(client):
    code = first_administrator.issue_setup_code()
    answer = post(client, "/thiet-lap", **answers(code))
    assert answer.status_code == 303
    (admin,) = everybody()
    assert [grant.role.name for grant in admin.grants] == ["administrator"]
    assert client.get("/ban-lam-viec/nguoi-dung/").status_code == 200


def test_page_is_gone_once_somebody_exists(client, user):
    user("reader")
    assert client.get("/thiet-lap").status_code == 404
    with pytest.raises(Refused):
        first_administrator.issue_setup_code()


def test_code_works_once_and_only_the_last_one(client, browser):
    old = first_administrator.issue_setup_code()
    code = first_administrator.issue_setup_code()
    assert post(client, "/thiet-lap", **answers(old)).status_code == 422
    late = browser()
    token = token_of(late.get("/thiet-lap"))
    assert post(client, "/thiet-lap", **answers(code)).status_code == 303
    data = {"csrf_token": token, **answers(code, username="second")}
    assert late.post("/thiet-lap", data=data).status_code == 404
    assert len(everybody()) == 1


def test_code_of_yesterday_is_refused(client):
    code = first_administrator.issue_setup_code()
    with transaction():
        db.session.execute(
            db.update(OneTimeCode).values(expires_at=utcnow() - dt.timedelta(seconds=1))
        )
    assert post(client, "/thiet-lap", **answers(code)).status_code == 422
    assert everybody() == []


def test_code_is_stored_as_a_hash(site):
    code = first_administrator.issue_setup_code()
    assert code not in str(
        [row.id for row in db.session.scalars(db.select(OneTimeCode))]
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "short", "repeated": "short"},
        {"repeated": "something else entirely"},
        {"password": "quantri@12345", "repeated": "quantri@12345"},
        {"username": "hai từ"},
        {"code": "not the code"},
        {"email": "no address"},
    ],
)
def test_unfit_answers_make_nobody_and_leave_the_code(client, changed):
    code = first_administrator.issue_setup_code()
    answer = post(client, "/thiet-lap", **{**answers(code), **changed})
    assert answer.status_code == 422
    assert everybody() == []
    assert post(client, "/thiet-lap", **answers(code)).status_code == 303
    assert reload(everybody()[0]).active
