"""What nodes count and keep together; the loss of the server costs speed only."""

from __future__ import annotations

import logging
import socket

import pytest
import redis
from cached_site import made
from flask import Blueprint
from pydantic import SecretStr

import cms
from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.builtin.valkey import Valkey, plugin
from cms.builtin.valkey.rates import take
from cms.content import service
from cms.content.spine.models import Item
from cms.database.changes import renew
from cms.extensions import db
from cms.testing import inline
from cms.testing.browser import Browser
from cms.testing.databases import opened
from cms.testing.items import make


SECRET = "only-for-this-test"


def CONFIGURATION(request):  # noqa: N802 - read by the fixture "cached"
    return {"valkey_url": SecretStr(request.getfixturevalue("valkey_url"))}


@pytest.fixture
def valkey(valkey_url, client):
    return Valkey(valkey_url, SECRET)


class TestRates:
    def test_some_pass_at_once_and_others_after_a_while(self, valkey):
        found = [take(valkey, "search", "a", 3, 60) for _ in range(4)]
        assert found[:3] == [0, 0, 0]
        assert found[3] == pytest.approx(20, abs=1)
        assert take(valkey, "search", "b", 3, 60) == 0
        assert take(valkey, "login", "a", 3, 60) == 0

    def test_what_is_counted_is_forgotten_in_time(self, valkey, client):
        take(valkey, "search", "a", 3, 60)
        (key,) = client.keys()
        assert 0 < client.pttl(key) <= 20_000

    def test_sites_with_other_keys_count_apart(self, valkey, valkey_url):
        other = Valkey(valkey_url, "another-secret")
        assert take(valkey, "search", "a", 1, 60) == 0
        assert take(other, "search", "a", 1, 60) == 0
        assert take(valkey, "search", "a", 1, 60) > 0

    def test_nodes_count_together(self, config, client, valkey_url):
        class Probe:
            @cms.hookimpl
            def register_blueprints(self):
                probe = Blueprint("probe", __name__)

                @probe.get("/probe")
                @cms.public
                @cms.limited(2, reads=True)
                def read():
                    return "read"

                return [probe]

        plugins = (inline("probe", Probe()),)
        shared = config.model_copy(update={"valkey_url": SecretStr(valkey_url)})
        with opened(shared, ("probe",), plugins) as first:
            second = build(shared, extra_plugins=plugins)
            nodes = [Browser(first.app), Browser(second.app)]
            answers = [nodes[n % 2].get("/probe").status_code for n in range(4)]
            second.close()
        assert answers == [200, 200, 429, 429]


@pytest.mark.parametrize("scheme", ["valkey", "redis"])
def test_both_names_of_the_protocol_are_taken_and_hosts_stay(scheme):
    valkey = Valkey(f"{scheme}://valkey.example.vn:6380/2", SECRET)
    asked = valkey.ask(lambda redis: redis.connection_pool.connection_kwargs)
    assert (asked["host"], asked["port"], asked["db"]) == ("valkey.example.vn", 6380, 2)


class TestItsLoss:
    def test_a_server_that_hangs_is_asked_once_in_five_seconds(self):
        now = [0.0]
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(1)
            port = silent.getsockname()[1]
            valkey = Valkey(f"valkey://127.0.0.1:{port}", SECRET, lambda: now[0])
            for _question in range(3):
                assert take(valkey, "search", "a", 3, 60) is None
            silent.accept()[0].close()
            now[0] = 5.1
            assert take(valkey, "search", "a", 3, 60) is None
            silent.accept()[0].close()
            silent.settimeout(0.05)
            with pytest.raises(TimeoutError):
                silent.accept()

    @pytest.mark.parametrize(
        "error",
        [
            redis.OutOfMemoryError("OOM"),
            redis.AuthenticationError("WRONGPASS a-password"),
            redis.ConnectionError("Error 111 connecting to valkey:a-password@host"),
            ConnectionResetError(),
            ValueError("no number"),
        ],
    )
    def test_whatever_it_says_costs_nothing_and_no_secret(self, valkey, error, caplog):
        def fail(_redis):
            raise error

        with caplog.at_level(logging.WARNING):
            assert valkey.ask(fail) is None
            assert valkey.ask(lambda _redis: 1) is None
        assert "Valkey does not answer" in caplog.text
        assert "a-password" not in caplog.text

    def test_each_worker_counts_for_itself_meanwhile(self, config):
        away = SecretStr("valkey://127.0.0.1:9")
        with opened(config.model_copy(update={"valkey_url": away}), (), ()) as site:
            browser = Browser(site.app)
            assert browser.get("/tim-kiem").status_code == 200
            (said,) = plugin.problems()
        assert "does not answer" in said

    def test_doctor_is_content_with_one_that_answers(self, config, valkey_url):
        there = SecretStr(valkey_url)
        with opened(config.model_copy(update={"valkey_url": there}), (), ()):
            assert list(plugin.problems()) == []
        with opened(config, (), ()):
            assert list(plugin.problems()) == []


@pytest.fixture
def shared(cached, client):
    """The two workers, of which none has kept anything."""
    with cached.desk(), db.engine.begin() as connection:
        renew(connection)
    made.clear()
    return cached


class TestPages:
    def test_what_one_worker_has_made_the_other_need_not_make(self, shared):
        first = shared.read("/do-choi/tinh", worker=0)
        second = shared.read("/do-choi/tinh", worker=1)
        assert (first.text, second.text, made) == ("1", "1", ["tinh"])
        assert first.headers["ETag"] == second.headers["ETag"]
        known = {"If-None-Match": first.headers["ETag"]}
        assert shared.read("/do-choi/tinh", known, worker=1).status_code == 304

    def test_a_change_is_seen_on_both(self, shared):
        with shared.desk():
            item = make("toy.note", title="Lần một", status="published")
            item_id, path = item.id, item.path
        for worker in (0, 1):
            assert "Lần một" in shared.read(path, worker=worker).text
        with shared.desk():
            version = db.session.get(Item, item_id).version
            service.archive(SYSTEM, item_id, version)
        for worker in (0, 1):
            assert "noindex" in shared.read(path, worker=worker).text

    def test_what_a_page_asks_of_a_query_is_known_to_both(self, shared):
        assert shared.read("/do-choi/hoi/one", worker=0).text == "None 1"
        assert shared.read("/do-choi/hoi/one", worker=1).text == "None 1"
        assert shared.read("/do-choi/hoi/one?trang=2", worker=1).text == "2 2"
        assert shared.read("/do-choi/hoi/one?rac=2", worker=1).text == "None 1"

    def test_pages_for_one_reader_are_not_shared(self, shared, client):
        shared.read("/do-choi/khong-ten")
        shared.read("/do-choi/hoi/agent", {"User-Agent": "a"})
        shared.read("/dang-nhap")
        assert client.keys() == []

    def test_bytes_that_somebody_has_changed_are_not_taken(self, shared, client):
        shared.read("/do-choi/tinh", worker=0)
        (key,) = client.keys()
        data = client.get(key)
        client.set(key, data[:-1] + b"!", px=100_000)
        assert shared.read("/do-choi/tinh", worker=1).text == "2"
        other = client.keys()[0] + b"0"
        client.set(other, data)
        assert made == ["tinh", "tinh"]

    def test_a_page_lasts_no_longer_than_it_holds(self, shared, client):
        shared.read("/do-choi/tinh")
        (key,) = client.keys()
        assert 0 < client.pttl(key) <= 3_600_000
