"""The commands: what they print, what they change, and how they say no."""

from __future__ import annotations

import json
import re
import stat

import pytest
from broken_plugins import IMPOSTOR, NAMES
from werkzeug.test import Client

from cms.cli import COMMANDS
from cms.config import Config
from cms.errors import ConfigError
from cms.testing.databases import switch_on


def test_init_makes_a_private_secret_and_prints_a_code(cms, folder):
    done = cms("init")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert re.search(r"code +[\w-]{43}", done.stdout)


def test_init_again_changes_nothing_that_is_there(ready, cms, folder):
    before = (folder / "secret_key").read_text()
    assert cms("init").returncode == 0
    assert (folder / "secret_key").read_text() == before


def test_without_an_instance_the_command_that_helps_is_named(cms):
    done = cms("doctor")
    assert done.returncode == 1
    assert "`cms init`" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_mistake_in_the_configuration_is_said_at_once(ready, cms, folder):
    (folder / "config.toml").write_text('timezone = "Mars"\nhots = ["a"]\n')
    done = cms("db", "status")
    assert done.returncode == 1
    assert "Mars" in done.stderr
    assert "hots" in done.stderr


def test_a_weak_secret_is_refused(ready, cms, folder):
    (folder / "secret_key").write_text("dev")
    assert "is weak" in cms("db", "status").stderr


def test_the_environment_wins_over_the_file(ready, cms, folder):
    (folder / "config.toml").write_text('timezone = "Asia/Ho_Chi_Minh"\n')
    assert "'Mars'" in cms("db", "status", CMS_TIMEZONE="Mars").stderr


def test_a_traceback_is_shown_only_when_asked_for(cms):
    assert "Traceback" not in cms("doctor").stderr
    with pytest.raises(ConfigError):
        cms("--debug", "doctor")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(cms, name):
    done = cms(name, "--help")
    assert done.returncode == 0
    assert "Usage: " in done.stdout


def test_a_new_site_is_healthy(ready, cms):
    done = cms("doctor")
    assert (done.returncode, "Nothing is wrong." in done.stdout) == (0, True)


def test_doctor_finds_a_readable_secret(ready, cms, folder):
    (folder / "secret_key").chmod(0o644)
    done = cms("doctor")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


def test_doctor_finds_noise_in_the_database(ready, cms, folder):
    content = bytearray((folder / "site.db").read_bytes())
    content[20_000:28_000] = bytes(range(250)) * 32
    (folder / "site.db").write_bytes(content)
    done = cms("doctor")
    assert done.returncode == 1
    assert "The database is damaged" in done.stdout
    assert "`cms restore --replace FILE`" in done.stdout


def test_accounts_are_made_granted_and_switched_off(ready, cms):
    made = cms("user", "add", "lan", "--name", "Nguyễn Thị Lan", "--role", "reporter")
    assert re.search(r"Password: \S{16,}", made.stdout), made.stderr
    assert cms("user", "grant", "lan", "approver").returncode == 0
    assert cms("user", "disable", "lan").returncode == 0
    listed = cms("user", "list").stdout
    assert "Nguyễn Thị Lan" in listed
    assert "reporter, approver" in listed
    assert "[off]" in listed


def test_an_unknown_role_is_refused_with_those_that_there_are(ready, cms):
    done = cms("user", "add", "lan", "--name", "Lan", "--role", "king")
    assert done.returncode == 1
    assert "reporter" in done.stderr
    assert "Lan" not in cms("user", "list").stdout


def test_a_password_can_be_set_anew(ready, cms):
    cms("user", "add", "lan", "--name", "Lan", "--role", "reader")
    assert "Password: " in cms("user", "password", "lan").stdout


def test_plugins_are_switched_from_the_shell(cms_with):
    assert "lich_cong_tac" in cms_with("doctor").stdout
    assert cms_with("plugin", "disable", "lich_cong_tac").returncode == 0
    assert "lich_cong_tac    0.1.0    off" in cms_with("plugin", "list").stdout


def test_a_plugin_with_a_bad_migration_stops_no_command(
    ready, cms, tmp_path, monkeypatch
):
    bad = next(one for one in NAMES if one.name == "sqlite_odd")
    bad.install(tmp_path / "packages")
    IMPOSTOR.install(tmp_path / "packages")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    switch_on(Config.load(ready), [bad.name], [])
    assert "left out: The migrations of 'sqlite_odd'" in cms("plugin", "list").stdout
    assert re.search(r"news +0\.1\.0", cms("plugin", "list").stdout)
    doctor = cms("doctor").stdout
    assert "'sqlite_odd'" in doctor
    assert "'news' is also brought by broken-impostor" in doctor
    assert cms("plugin", "list", CMS_SAFE_MODE="1").returncode == 0
    assert cms("plugin", "disable", bad.name).returncode == 0
    assert cms("plugin", "disable", bad.name).returncode == 1


def test_what_cannot_be_switched_on_says_why(ready, cms):
    done = cms("plugin", "enable", "absent")
    assert done.returncode == 1
    assert "absent" in done.stderr


def test_an_unknown_theme_is_refused(ready, cms):
    done = cms("theme", "use", "absent")
    assert done.returncode == 1
    assert "sen" in done.stderr


def test_items_leave_and_enter_without_loss(cms_with, tmp_path):
    source = tmp_path / "in.jsonl"
    row = {
        "type": "lich_cong_tac.entry",
        "slug": "hop-giao-ban",
        "data": {"title": "Họp giao ban", "day": "2026-10-15"},
    }
    source.write_text(json.dumps(row))
    done = cms_with("import", str(source))
    assert "1 of 1 items are new" in done.stdout, done.stderr
    assert "0 of 1 items are new" in cms_with("import", str(source)).stdout
    out = json.loads(cms_with("export").stdout)
    assert out["slug"] == "hop-giao-ban"
    assert row["data"].items() <= out["data"].items()


def test_a_broken_line_of_an_import_is_named(ready, cms, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('\n{"slug": "x"}\n')
    done = cms("import", str(source))
    assert done.returncode == 1
    assert "Line 2" in done.stderr


def test_serving_without_tables_names_the_command(cms, folder):
    folder.mkdir()
    secret = "0123456789abcdefghijklmnopqrstuvwxyz"
    done = cms("serve", "--port", "8132", CMS_SECRET_KEY=secret)
    assert done.returncode == 1
    assert "`cms db upgrade`" in done.stderr


def test_the_server_answers_503_with_the_command_until_there_are_tables(
    cms, folder, monkeypatch
):
    from cms import wsgi
    from cms.site import Site

    folder.mkdir()
    monkeypatch.setenv("CMS_INSTANCE", str(folder))
    monkeypatch.setenv("CMS_SECRET_KEY", "0123456789abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setattr(
        wsgi, "watched_site", Site
    )  # no watchdog for the tests' process
    served = wsgi.site()
    browser = Client(served)
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "`cms db upgrade`" in answer.text
    assert cms("db", "upgrade").returncode == 0
    monkeypatch.setattr(wsgi, "RETRY_SECONDS", 0.0)
    assert browser.get("/").status_code == 200
    served._site.close()


def test_a_site_moves_in_an_archive(cms_with, tmp_path):
    source, archive = tmp_path / "in.jsonl", tmp_path / "site.zip"
    row = {
        "type": "lich_cong_tac.entry",
        "slug": "hop-giao-ban",
        "data": {"title": "Họp giao ban", "day": "2026-10-15"},
    }
    source.write_text(json.dumps(row))
    assert cms_with("import", str(source)).returncode == 0
    done = cms_with("export", "--output", str(archive))
    assert "items: 1" in done.stdout, done.stderr
    tried = cms_with("import", "--dry-run", str(archive))
    assert "0 rows are new. Nothing was written" in tried.stdout, tried.stderr
    again = cms_with("import", str(archive))
    assert "items: 0 new, 1 there already, 0 left out" in again.stdout, again.stderr


def test_an_archive_that_is_cut_is_refused_in_words(ready, cms, tmp_path):
    archive = tmp_path / "site.zip"
    assert cms("export", "--output", str(archive)).returncode == 0
    archive.write_bytes(archive.read_bytes()[:-30])
    done = cms("import", str(archive))
    assert done.returncode == 1
    assert "site.zip is damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_lines_of_types_that_are_not_here_are_said(ready, cms, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"type": "no.such", "slug": "x", "data": {}}\n')
    done = cms("import", str(source))
    assert "0 of 1 items are new" in done.stdout
    assert "1 items are left out: there is no type 'no.such' here" in done.stderr
