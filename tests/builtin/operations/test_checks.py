"""What doctor finds, and the command that it names."""

from __future__ import annotations

import datetime as dt
import os
import shutil

import pytest
from furnished import picture, put
from pydantic import SecretStr
from sqlalchemy import insert, select

from cms.builtin.operations import checks
from cms.builtin.operations.audit.job import anchor_trail
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs.models import JobRow
from cms.media.models import Media


def words(problems):
    return "\n".join(problems)


@pytest.mark.one_database
def test_noise_in_the_database_is_found(site, tmp_path):
    for _ in range(3):
        put("đỏ.png", picture((200, 30, 30)))
    file = tmp_path / "noise.db"
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{file}'")
        connection.exec_driver_sql("BEGIN")
    config = site.config.model_copy(update={"database_url": f"sqlite:///{file}"})
    assert list(checks.damage(config)) == []
    whole = file.read_bytes()
    noise = whole[:100_000] + os.urandom(8000) + whole[108_000:]
    # SQLite quotes the name of a table that it cannot read, whatever it is.
    name = whole.replace(b"tabletagstags", b"table\xff\xfe\xfd\xfctags").replace(
        b"CREATE TABLE tags", b"CREATE TABBE tags"
    )
    for damaged in (noise, name):
        assert damaged != whole
        file.write_bytes(damaged)
        assert "`cms restore --replace FILE`" in words(checks.damage(config))


def test_a_sound_database_is_sound(site):
    assert list(checks.damage(site.config)) == []


def test_missing_and_surplus_media_are_told_apart(site):
    put("đỏ.png", picture((200, 30, 30)))
    assert list(checks.media_problems()) == []
    key = db.session.scalar(select(Media.store_key))
    root = site.config.media_dir
    lost = root / "zz" / "zz00"
    shutil.copytree(root / key[:2] / key, lost)
    assert list(checks.media_problems()) == []  # an upload that goes on
    then = (utcnow() - dt.timedelta(days=4)).timestamp()
    os.utime(lost, (then, then))
    (root / key[:2] / key / "master").unlink()
    missing, surplus = checks.media_problems()
    assert "(đỏ.png) is missing" in missing
    assert "1 folders of media belong to nothing" in surplus


@pytest.mark.one_database
def test_wrong_modes_are_named_with_the_command(site):
    folder = site.config.instance
    folder.chmod(0o700)
    anchor_trail()
    assert list(checks.file_problems(site.config)) == []
    (folder / "audit_signing_key.pem").chmod(0o640)
    (folder / "config.toml").touch(0o644)
    folder.chmod(0o755)
    said = words(checks.file_problems(site.config))
    for name in ("audit_signing_key.pem", "config.toml", "site.db"):
        assert f"run `chmod 600 {folder / name}`" in said
    assert f"run `chmod 700 {folder}`" in said
    assert "audit_public_key" not in said


@pytest.mark.one_database
def test_an_unreachable_mail_server_is_named(site):
    config = site.config.model_copy(
        update={"smtp_url": SecretStr("smtp://127.0.0.1:1"), "mail_from": "a@b.example"}
    )
    assert "smtp_url" in words(checks.mail_problems(config))
    assert list(checks.mail_problems(site.config)) == []


def add_job(**values):
    now = utcnow()
    row = {"name": "media.tidy", "args": {}, "attempts": 0, "created_at": now,
           "run_at": now, **values}  # fmt: skip
    with transaction() as session:
        session.execute(insert(JobRow).values(**row))


def test_late_silent_and_failed_jobs_are_named(site):
    assert list(checks.state_problems(site.config)) == []
    ago = utcnow() - dt.timedelta(hours=1)
    add_job(state="done", finished_at=ago)
    assert "No job was done for 36" in words(checks.state_problems(site.config))
    add_job(state="queued", run_at=ago)
    add_job(state="failed", error="OSError: disk")
    said = words(checks.state_problems(site.config))
    assert "A job has been due for 36" in said
    assert "'media.tidy' failed at every attempt: OSError: disk" in said


def test_a_clock_that_is_apart_is_found(site, monkeypatch):
    real = utcnow
    monkeypatch.setattr(
        "cms.builtin.operations.state.utcnow", lambda: real() + dt.timedelta(seconds=9)
    )
    assert "timedatectl" in words(checks.state_problems(site.config))


def test_a_full_disk_is_found(site, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _p: usage._replace(free=1000))
    assert "full but for 0 MB" in words(checks.state_problems(site.config))


@pytest.mark.one_database
def test_another_public_key_is_found(site):
    anchor_trail()
    assert list(checks.audit_problems(site.config)) == []
    folder = site.config.instance
    (folder / "audit_signing_key.pem").unlink()
    (folder / "audit_public_key.pem").rename(folder / "kept.pem")
    anchor_trail()
    shutil.move(folder / "kept.pem", folder / "audit_public_key.pem")
    said = words(checks.audit_problems(site.config))
    assert "audit_public_key.pem is not that of audit_signing_key.pem" in said
