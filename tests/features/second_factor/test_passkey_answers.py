"""What a device answers for a passkey, on every database: taken once, from one place."""

import pytest
from authenticator import Authenticator

from tests.accounts.conftest import cookie_of, log_in as give_password, token_of
from tests.features.second_factor.conftest import OWN, STEP


LOGIN = "/dang-nhap/khoa"
KEYS = "/ban-lam-viec/tai-khoan/khoa"
ORIGIN = "http://localhost"


@pytest.fixture
def config(config):
    return config.model_copy(update={"base_url": ORIGIN})


@pytest.fixture
def device(login_as, person):
    """Somebody's telephone with a passkey, the account, and where it was made."""
    someone = person()
    here, elsewhere = login_as(someone), login_as(someone)
    made = Authenticator(ORIGIN)
    credential = made.create(here.get(KEYS).json)
    codes = here.post(KEYS, data={"credential": credential, "name": "Điện thoại"})
    assert codes.text.count("<code>") == 10
    assert here.get(OWN).status_code == 200
    assert elsewhere.get(OWN).status_code == 302
    return made, someone


def log_in(browser, credential):
    token = token_of(browser.get("/dang-nhap"))
    return browser.post(LOGIN, data={"credential": credential, "csrf_token": token})


def is_in(browser):
    return browser.get(OWN).status_code == 200


def test_it_is_password_and_second_step_in_one(device, client):
    made, _someone = device
    log_in(client, made.use(client.get(LOGIN).json))
    assert is_in(client)


def test_an_answer_is_taken_once(device, browser):
    made, _someone = device
    made.count = -1  # many devices count nothing: they always answer 0
    owner, thief = browser(), browser()
    credential = made.use(owner.get(LOGIN).json)
    log_in(owner, credential)
    log_in(thief, credential)
    assert is_in(owner)
    assert not is_in(thief)


@pytest.mark.parametrize("wrong", ["origin", "count", "purpose", "signature"])
def test_what_another_place_or_device_has_answered_is_refused(device, client, wrong):
    made, _someone = device
    options = client.get(LOGIN).json
    if wrong == "origin":
        made.origin = "https://locaIhost"
    elif wrong == "purpose":
        options["challenge"] = Authenticator(ORIGIN).id.hex()
    elif wrong == "count":  # a copy of the device, which has counted less
        log_in(client, made.use(options))
        client.post("/dang-xuat", data={"csrf_token": token_of(client.get(OWN))})
        made.count -= 1
        options = client.get(LOGIN).json
    else:
        other = Authenticator(ORIGIN)
        other.id, made = made.id, other
    log_in(client, made.use(options))
    assert not is_in(client)


def test_after_the_password_it_is_the_second_step(device, client):
    made, someone = device
    give_password(client, someone.username)
    before = cookie_of(client)
    assert not is_in(client)
    token = token_of(client.get(STEP))
    credential = made.use(client.get(f"{STEP}/khoa").json)
    done = client.post(
        f"{STEP}/khoa", data={"credential": credential, "csrf_token": token}
    )
    assert done.status_code == 303
    assert is_in(client)
    assert cookie_of(client) != before


def test_a_passkey_of_somebody_else_is_no_second_step(device, client, person, login_as):
    _made, someone = device
    other = person()
    there = login_as(other)
    theirs = Authenticator(ORIGIN)
    there.post(
        KEYS, data={"credential": theirs.create(there.get(KEYS).json), "name": "x"}
    )
    give_password(client, someone.username)
    token = token_of(client.get(STEP))
    options = client.get(f"{STEP}/khoa").json
    client.post(
        f"{STEP}/khoa", data={"credential": theirs.use(options), "csrf_token": token}
    )
    assert not is_in(client)


def test_an_answer_without_end_is_refused(client):
    answer = log_in(client, "[" * 100_000)
    assert answer.status_code == 303
    assert not is_in(client)
