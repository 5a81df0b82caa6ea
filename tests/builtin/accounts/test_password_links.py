import datetime as dt
import re

from cms.accounts.models import OneTimeCode
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import credentials
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from tests.accounts.conftest import PASSWORD, log_in, post, rows


NEW = "mùa gặt tháng mười rơm vàng"


def link_of(page):
    return re.search(r'value="(http://[^"]+/mat-khau/[^"]+)"', page.text).group(1)


def path_of(secret):
    return f"/mat-khau/{secret}"


def test_administrator_makes_a_link_and_the_person_chooses(login_as, person, browser):
    someone = person()
    page = login_as().post(f"/ban-lam-viec/nguoi-dung/{someone.id}/lien-ket")
    path = link_of(page).removeprefix("http://127.0.0.1:8000")
    visitor = browser()
    assert post(visitor, path, password=NEW, repeated=NEW).status_code == 200
    assert log_in(visitor, someone.username, NEW).status_code == 303
    assert log_in(browser(), someone.username, PASSWORD).status_code == 403


def test_link_comes_from_the_configuration_not_from_the_host_header(login_as, person):
    someone = person()
    admin = login_as()
    address = f"/ban-lam-viec/nguoi-dung/{someone.id}/lien-ket"
    page = admin.post(address, headers={"Host": "localhost:9999"})
    assert link_of(page).startswith("http://127.0.0.1:8000/")
    refused = admin.post(address, headers={"Host": "evil.example"})
    assert refused.status_code == 400


def test_link_works_once(client, person):
    path = path_of(credentials.issue_password_link(SYSTEM, person()))
    assert post(client, path, password=NEW, repeated=NEW).status_code == 200
    assert client.get(path).status_code == 410


def test_new_link_replaces_the_old_one(client, person):
    someone = person()
    old = credentials.issue_password_link(SYSTEM, someone)
    credentials.issue_password_link(SYSTEM, someone)
    assert client.get(path_of(old)).status_code == 410


def test_link_is_dead_after_half_an_hour(client, person):
    path = path_of(credentials.issue_password_link(SYSTEM, person()))
    with transaction():
        db.session.execute(
            db.update(OneTimeCode).values(expires_at=utcnow() - dt.timedelta(seconds=1))
        )
    assert client.get(path).status_code == 410


def test_unknown_link_gets_the_answer_of_a_used_one(client):
    assert client.get("/mat-khau/anything").status_code == 410


def test_unfit_password_leaves_the_link_alive(client, person):
    path = path_of(credentials.issue_password_link(SYSTEM, person()))
    unfit = post(client, path, password="password1234", repeated="password1234")
    assert unfit.status_code == 422
    assert client.get(path).status_code == 200


def test_choosing_a_password_ends_every_session(client, browser, person):
    someone = person()
    log_in(client, someone.username)
    path = path_of(credentials.issue_password_link(SYSTEM, someone))
    post(browser(), path, password=NEW, repeated=NEW)
    assert rows() == []
    assert client.get("/probe/mine").status_code == 302


def test_secret_is_stored_as_a_hash(person):
    secret = credentials.issue_password_link(SYSTEM, person())
    assert secret not in [row.id for row in db.session.scalars(db.select(OneTimeCode))]
