"""What a monitor reads, and what the log says of requests: ids, durations, no persons."""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import os
import re
import time
from typing import ClassVar

import pytest
from flask import g
from sqlalchemy import insert, text

from cms.accounts.models import User
from cms.builtin.operations import checks, metrics, views
from cms.builtin.operations.heartbeats import JOBS, WEB, Heartbeat, read_workers
from cms.builtin.operations.logs.formats import JsonLines, TextLines, add_context
from cms.builtin.operations.options import Operations
from cms.builtin.operations.reports import without_persons
from cms.builtin.operations.state import read_state
from cms.cli.context import Instance
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Busy, ConfigError
from cms.extensions import db
from cms.jobs import enqueue
from cms.jobs.models import JobRow


TOKEN = "only-for-tests-0123456789"


@pytest.fixture
def options():
    return {}


@pytest.fixture
def config(config, options):
    return config.model_copy(update={"operations": options})


with_options = pytest.mark.parametrize


class TestIds:
    def test_a_sane_id_is_taken_over_and_others_are_not(self, client):
        for given, kept in (("abc-1234.X_y", True), ("kurz", False), ("a b" * 5, False),
                            ("x" * 65, False), ("<script>alert", False)):  # fmt: skip
            answer = client.get("/", headers={"X-Request-ID": given})
            assert (answer.headers["X-Request-ID"] == given) is kept
            assert re.fullmatch(r"[\w.-]{8,64}", answer.headers["X-Request-ID"])

    def test_every_answer_has_one_of_its_own(self, client):
        ids = {client.get(path).headers["X-Request-ID"] for path in ("/", "/", "/nix")}
        assert len(ids) == 3

    def test_an_entry_of_the_audit_log_names_it(self, site, login_as):
        chief = login_as("administrator")
        answer = chief.post(
            "/dang-xuat", headers={"X-Request-ID": "balancer-4711"}, data={}
        )
        found = db.session.execute(
            text("SELECT request_id FROM audit_entries ORDER BY id DESC LIMIT 1")
        ).scalar()
        assert answer.status_code in (302, 303)
        assert found == "balancer-4711"


class TestLog:
    @pytest.fixture
    def lines(self, caplog):
        caplog.set_level(logging.INFO, logger="cms.access")
        caplog.handler.addFilter(add_context)
        return lambda name="cms.access": [
            json.loads(JsonLines().format(one))
            for one in caplog.records
            if one.name == name
        ]

    def test_a_request_is_a_line_without_what_it_asked_for(self, login_as, lines):
        chief = login_as("administrator")
        chief.get("/tim-kiem?q=Nguyễn+Thị+Lan")
        chief.get("/ban-lam-viec/")
        line = lines()[-1]
        assert (line["level"], line["status"]) == ("info", 200)
        assert line["route"] == "/ban-lam-viec/"
        assert line["user"] == chief.user.id
        assert line["ms"] > 0
        assert len(line["request_id"]) == 16
        written = json.dumps(lines(), ensure_ascii=False)
        for personal in ("Nguy", chief.user.username, chief.user.name, "127.0.0.1"):
            assert personal not in written

    @with_options("options", [{"slow_request_ms": 1, "log_requests": False}])
    def test_slow_requests_stand_alone(self, client, lines, monkeypatch):
        monkeypatch.setattr("time.perf_counter", iter(range(9999)).__next__)
        client.get("/")
        assert lines() == []
        assert [one["message"] for one in lines("cms.slow")][-1] == "slow request"

    @with_options("options", [{"slow_query_ms": 1}])
    def test_slow_queries_are_written_without_their_values(
        self, site, lines, monkeypatch
    ):
        monkeypatch.setattr("time.perf_counter", iter(range(9999)).__next__)
        db.session.execute(text("SELECT :word"), {"word": "bí mật"})
        line = lines("cms.slow")[-1]
        assert line["sql"].startswith("SELECT ")
        assert "bí mật" not in json.dumps(line, ensure_ascii=False)

    @with_options("options", [{"slow_query_ms": 1}])
    def test_a_line_about_a_query_asks_the_database_nothing(
        self, site, login_as, lines, monkeypatch
    ):
        """Not even when the row of whoever is logged in has to be read anew."""
        chief = login_as("administrator")
        user_id = chief.user.id
        monkeypatch.setattr("time.perf_counter", iter(range(99999)).__next__)
        with site.app.test_request_context():
            g._login_user = db.session.get(User, user_id)
            db.session.expire_all()  # from now on the row is to be read anew
            asked = len(lines("cms.slow"))
            db.session.execute(text("SELECT 1"))
            found = lines("cms.slow")[asked:]
            assert [one["sql"] for one in found][-1] == "SELECT 1"
            assert not any("users" in one["sql"] for one in found)
            assert found[-1]["user"] == user_id
            db.session.rollback()
        saved = chief.post(f"/ban-lam-viec/nguoi-dung/{user_id}/lien-ket-mat-khau")
        assert saved.status_code < 500

    def test_a_line_of_text_is_one_line(self):
        record = logging.makeLogRecord(
            {"name": "x", "msg": "a\nlevel=forged", "ms": 2.5}
        )
        assert TextLines().format(record).endswith("x: a\\nlevel=forged ms=2.5")


class TestMetrics:
    def test_without_a_setting_there_are_none(self, client):
        assert client.get("/metrics").status_code == 404

    @with_options("options", [{"metrics_token": TOKEN}])
    def test_the_token_opens_them(self, client):
        client.get("/")
        assert client.get("/metrics").status_code == 404
        wrong = {"Authorization": "Bearer wrong"}
        assert client.get("/metrics", headers=wrong).status_code == 404
        right = {"Authorization": f"Bearer {TOKEN}"}
        answer = client.get("/metrics", headers=right)
        assert 'cms_requests_total{method="GET",route="/",status="200"}' in answer.text
        assert re.search(r"(?m)^cms_disk_free_bytes [\d.e+]+$", answer.text)
        assert "cms_jobs_waiting 0.0" in answer.text
        assert answer.headers["Cache-Control"] == "private, no-store"

    @with_options("options", [{"metrics_token": TOKEN}])
    def test_no_visitor_can_make_a_measure_of_its_own(self, client):
        for made_up in ("FOO", "X" * 500):
            client.open("/", method=made_up)
        right = {"Authorization": f"Bearer {TOKEN}"}
        page = client.get("/metrics", headers=right).text
        assert 'method="-"' in page
        assert "FOO" not in page
        assert "XXX" not in page

    @with_options("options", [{"metrics_token": TOKEN}])
    def test_a_page_does_not_fail_with_its_measure(self, client, monkeypatch):
        def refuse():
            raise OSError(errno.ENOSPC, "no space")

        monkeypatch.setattr(metrics, "_counters", refuse)
        assert client.get("/").status_code == 200

    @with_options(
        ("options", "status"),
        [
            ({"metrics_networks": "127.0.0.0/8"}, 200),
            ({"metrics_networks": "::1/128"}, 404),
        ],
    )
    def test_a_network_opens_them(self, client, status):
        assert client.get("/metrics").status_code == status


def leave_heartbeat(instance, kind, **values):
    """Show life as a worker does; then change what its file says."""
    Heartbeat(instance, kind).show()
    (path,) = (instance / "workers").glob(f"{kind}-*.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
    return path


class TestWorkers:
    RIGHT: ClassVar = {"Authorization": f"Bearer {TOKEN}"}

    @with_options("options", [{"metrics_token": TOKEN}])
    def test_who_may_read_measures_is_told_of_workers_jobs_and_disk(self, site, client):
        said = client.get("/readyz", headers=self.RIGHT).json
        assert said.pop("status") == "ok"
        assert (said["web_workers"], said["job_workers"]) == (0, 0)
        assert said["job_worker_heartbeat_seconds"] is None
        assert said["disk_free_bytes"] > 0
        assert said["oldest_due_job_seconds"] is None
        leave_heartbeat(site.config.instance, WEB)
        leave_heartbeat(site.config.instance, JOBS)
        with transaction():
            enqueue("core.empty_trash")
        said = client.get("/readyz", headers=self.RIGHT).json
        assert (said["web_workers"], said["job_workers"]) == (1, 1)
        assert 0 <= said["job_worker_heartbeat_seconds"] < 60
        assert 0 <= said["oldest_due_job_seconds"] < 60
        assert client.get("/readyz").json == {"status": "ok"}
        text = client.get("/metrics", headers=self.RIGHT).text
        assert "cms_job_workers 1.0" in text

    @with_options("options", [{"metrics_token": TOKEN}])
    def test_without_its_database_the_machine_is_told(self, site, client, monkeypatch):
        def away(*_arguments, **_options):
            raise Busy("The database does not answer.")

        leave_heartbeat(site.config.instance, JOBS)
        monkeypatch.setattr(views, "require_schema", away)
        answer = client.get("/readyz", headers=self.RIGHT)
        assert answer.status_code == 503
        assert answer.json["job_workers"] == 1
        assert "jobs_waiting" not in answer.json

    def test_a_job_that_a_dead_worker_has_left_is_due(self, site):
        then = utcnow() - dt.timedelta(minutes=20)
        with transaction() as session:
            row = {"name": "core.empty_trash", "args": {}, "state": "running"}
            row |= {"run_at": then, "lease_until": then, "created_at": then}
            session.execute(insert(JobRow).values(**row))
        state = read_state(site.config)
        assert state.oldest_due > 1000
        assert state.is_late

    def test_who_is_silent_hangs_and_who_has_gone_is_forgotten(self, site):
        instance = site.config.instance
        leave_heartbeat(instance, WEB, shown=time.monotonic() - 100)
        gone = leave_heartbeat(instance, JOBS, begun="0")
        (worker,) = read_workers(instance)
        assert worker.hangs
        assert not gone.exists()
        assert f"`kill -9 {os.getpid()}`" in "\n".join(
            checks.state_problems(site.config)
        )

    def test_workers_of_other_machines_are_not_told(self, site):
        leave_heartbeat(site.config.instance, WEB, machine="elsewhere")
        assert read_workers(site.config.instance) == []

    def test_administrators_see_it_on_the_desk_and_nobody_else(self, site, login_as):
        page = "/ban-lam-viec/van-hanh"
        assert login_as("reporter").get(page).status_code == 403
        chief = login_as("administrator")
        assert "cms serve" in chief.get(page).text
        leave_heartbeat(site.config.instance, WEB, shown=time.monotonic() - 100)
        leave_heartbeat(site.config.instance, JOBS)
        with transaction() as session:
            row = {"name": "core.empty_trash", "args": {}, "state": "failed"}
            row |= {"error": "OSError: <disk>", "created_at": utcnow()}
            session.execute(insert(JobRow).values(**row, finished_at=utcnow()))
        text = chief.get(page).text
        assert str(os.getpid()) in text
        assert text.count("badge-failed") == 2
        assert text.count("badge-done") == 1
        assert "OSError: &lt;disk&gt;" in text


class TestLife:
    def test_a_process_is_alive_and_ready(self, client):
        assert client.get("/healthz").json == {"status": "ok"}
        assert client.get("/readyz").json == {"status": "ok"}

    def test_a_probe_asks_by_number_whatever_the_hosts_of_the_site(self, site, client):
        site.app.config["TRUSTED_HOSTS"] = ["truyenthong.example.vn"]
        by_number = {"Host": "10.0.0.7:8000"}
        for path, status in (("/healthz", 200), ("/readyz", 200), ("/", 400)):
            assert client.get(path, headers=by_number).status_code == status

    def test_without_its_tables_a_process_is_alive_and_not_ready(self, site, client):
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE cms_version SET version_num = '0001'")
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "not ready"})
        assert answer.headers["Retry-After"] == "5"
        assert client.get("/healthz").status_code == 200


def test_a_report_names_nobody():
    event = {
        "request": {"method": "POST", "url": "https://x/duyet/secret", "cookies": "c"},
        "user": {"ip_address": "1.2.3.4"},
        "server_name": "host",
        "breadcrumbs": ["SELECT"],
        "message": "failed",
    }
    assert without_persons(event, None) == {
        "request": {"method": "POST"},
        "message": "failed",
    }


def test_a_short_token_and_a_wrong_network_are_refused(tmp_path):
    for name, value in (("metrics_token", "kurz"), ("metrics_networks", "here")):
        with pytest.raises(ValueError, match=name):
            Operations(**{name: value})
    (tmp_path / "secret_key").write_text("0123456789abcdefghijklmnopqrstuvwxyz")
    (tmp_path / "config.toml").write_text('[operations]\nmetrics_token = "kurz"\n')
    with pytest.raises(ConfigError, match="at least 20 random characters"):
        _ = Instance(tmp_path, debug=False).config
