"""What is dear has a rate beside its route; too often is told, and loses nothing."""

import html
import re
import threading

import pytest
from flask import Blueprint

import cms
from cms.builtin.accounts import passwords
from cms.builtin.rates import MOST_KEYS, Rate, TooMany
from cms.testing import inline


class ProbePlugin:
    """A page that may be asked for twice a minute, and a form that may be sent so."""

    @cms.hookimpl
    def register_blueprints(self):
        probe = Blueprint("probe", __name__, url_prefix="/probe")

        @probe.get("/read")
        @cms.public
        @cms.limited(2, reads=True)
        def read():
            return "read"

        @probe.route("/write", methods=["GET", "POST"])
        @cms.requires_login
        @cms.limited(1, seconds=3600)
        def write():
            return "written"

        return [probe]


@pytest.fixture
def extra_plugins():
    return (inline("probe", ProbePlugin()),)


@pytest.fixture
def plugins():
    return ("probe",)


def test_a_rate_lets_some_pass_at_once_and_others_after_a_while():
    now = [0.0]
    rate = Rate(3, 60, lambda: now[0])
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 20]
    assert rate.take("b") == 0
    now[0] = 20
    assert [rate.take("a"), rate.take("a")] == [0, 20]
    now[0] = 200
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 20]


@pytest.mark.parametrize("most", [1, 3, 7, 60])
def test_what_is_allowed_passes_whatever_the_clock_shows(most):
    for start in range(1, 3000):
        rate = Rate(most, 3600, lambda start=start: start / 7)
        waits = [rate.take("a") for _ in range(most + 1)]
        assert waits[:-1] == [0] * most
        assert waits[-1] > 1


def test_nobody_fills_the_memory_with_names():
    rate = Rate(1, 60)
    for number in range(MOST_KEYS + 10):
        rate.take(str(number))
    assert len(rate._paid) == MOST_KEYS


def test_each_network_and_each_person_counts_apart(client, login_as):
    statuses = [client.get("/probe/read").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/probe/read", environ_overrides=elsewhere).status_code == 200
    assert login_as("approver").get("/probe/read").status_code == 200


def test_too_often_says_when_to_go_on_and_keeps_what_was_typed(login_as):
    editor = login_as("approver")
    assert [editor.get("/probe/write").status_code for _ in range(3)] == [200] * 3
    typed = {"note": "một \u201cdòng\u201d <b>", "password": "bí mật"}
    typed["csrf_token"] = editor._token()
    assert editor.post("/probe/write", data=typed).text == "written"
    answer = editor.post("/probe/write", data=typed)
    assert answer.status_code == 429
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3600
    kept = dict(
        re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', answer.text)
    )
    assert html.unescape(kept["note"]) == typed["note"]
    assert kept["csrf_token"] == typed["csrf_token"]
    assert "bí mật" not in answer.text
    script = editor.post(
        "/probe/write", data=typed, headers={"Accept": "application/json"}
    )
    assert script.status_code == 429
    assert script.json["message"]


@pytest.fixture
def all_places_taken(monkeypatch):
    """As while others hash, and others wait for it."""
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(passwords, "_places", lambda: full)


def test_a_login_among_too_many_keeps_the_name_and_counts_nothing(
    client, all_places_taken
):
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)', client.get("/dang-nhap").text
    )
    answer = client.post(
        "/dang-nhap",
        data={"csrf_token": token[1], "username": "lan.nguyen", "password": "x"},
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="lan.nguyen"' in answer.text


def test_a_thread_stays_free_while_passwords_are_hashed(monkeypatch):
    monkeypatch.setenv(passwords.THREADS, "4")
    passwords._places.cache_clear()
    begun, ended = threading.Semaphore(0), threading.Event()

    class Slow:
        def hash(self, _password):
            begun.release()
            ended.wait(10)
            return "hash"

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [
        threading.Thread(target=passwords.hash_password, args=("x",)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    begun.acquire(timeout=10)
    begun.acquire(timeout=10)
    while passwords._places()._value:
        pass
    with pytest.raises(TooMany):
        passwords.hash_password("one too many")
    ended.set()
    for thread in threads:
        thread.join()
    passwords._places.cache_clear()
