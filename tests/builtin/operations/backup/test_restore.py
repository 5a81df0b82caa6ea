"""A restored site is the one that was backed up, whatever happens on the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cms.builtin.operations.backup.restoring import (
    BESIDE,
    PENDING,
    STAGE,
    restore_backup,
    with_address,
)
from cms.cli.context import Instance
from cms.errors import CmsError
from cms.testing.postgres import administer, database
from cms.testing.pytest_plugin import SECRET

from .conftest import PASSPHRASE


ROOT = Path(__file__).parents[4]


@pytest.fixture
def there(tmp_path):
    return tmp_path / "machine" / "instance"


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_on_a_fresh_machine_it_is_the_same_site(source, there, export_of):
    restore_backup(there, source.encrypted, passphrase=PASSPHRASE)
    assert (there / "secret_key").read_text() == SECRET
    assert export_of(there) == source.archive
    assert names(there) <= {
        "config.toml", "media", "secret_key", "site.db", "templates", "queue.db",
        "site.db-wal", "site.db-shm",
    }  # fmt: skip


def test_into_postgresql_it_is_the_same_site(source, there, export_of, postgresql):
    with database(postgresql) as url:
        address = url.render_as_string(hide_password=False)
        restore_backup(there, source.path, database_url=address)
        assert address in (there / "config.toml").read_text()
        assert export_of(there) == source.archive
        assert not (there / "site.db").exists()


def test_without_keys_a_new_one_is_made(source, there):
    restore_backup(there, source.path)
    made = (there / "secret_key").read_text().strip()
    assert made != SECRET
    assert len(made) > 32


def test_a_site_that_is_there_is_never_lost(source, there, export_of):
    restore_backup(there, source.path)
    (there / "config.toml").write_text('language = "en"\n')
    with sqlite3.connect(there / "site.db") as database:
        database.execute("CREATE TABLE mine (a)")
    with pytest.raises(CmsError, match="--replace"):
        restore_backup(there, source.path)
    said = []
    restore_backup(there, source.path, replace=True, tell=said.append)
    aside = next(path for path in there.iterdir() if "before-restore" in path.name)
    assert str(aside) in said[-1]
    with sqlite3.connect(aside / "site.db") as database:
        database.execute("SELECT * FROM mine")
    assert any((aside / "media").glob("??/*"))
    # What this machine says of itself stays.
    assert (there / "config.toml").read_text() == 'language = "en"\n'
    assert "Ho_Chi_Minh" in (there / BESIDE).read_text()
    assert export_of(there) == source.archive


def test_a_database_that_is_there_is_kept_in_a_schema(source, there, postgresql):
    with database(postgresql) as url:
        address = url.render_as_string(hide_password=False)
        administer(url, "CREATE TABLE mine (a int)")
        with pytest.raises(CmsError, match="--replace"):
            restore_backup(there, source.path, database_url=address)
        restore_backup(there, source.path, database_url=address, replace=True)
        import psycopg

        plain = address.replace("+psycopg", "")
        with psycopg.connect(plain) as connection:
            found = connection.execute(
                "SELECT schemaname FROM pg_tables WHERE tablename = 'mine'"
            ).fetchall()
    assert [name.startswith("before_restore_") for (name,) in found] == [True]


def test_a_running_site_is_not_restored_over(source, there):
    restore_backup(there, source.path)
    running = sqlite3.connect(there / "site.db")
    running.execute("PRAGMA journal_mode=WAL")
    running.execute("SELECT count(*) FROM items").fetchone()
    with pytest.raises(CmsError, match="stop it first"):
        restore_backup(there, source.path, replace=True)
    assert not (there / PENDING).exists()
    running.close()
    restore_backup(there, source.path, replace=True)


def test_what_cannot_be_restored_changes_nothing(source, there):
    restore_backup(there, source.path)
    before = {path: path.read_bytes() for path in there.rglob("*") if path.is_file()}
    cut = there.parent / "cut.tar"
    cut.write_bytes(source.path.read_bytes()[:60_000])
    with pytest.raises(CmsError):
        restore_backup(there, cut, replace=True)
    assert before == {
        path: path.read_bytes() for path in there.rglob("*") if path.is_file()
    }


@pytest.mark.one_database
def test_on_a_full_disk_the_site_is_as_it_was(source, there, full_disk, monkeypatch):
    restore_backup(there, source.path)
    before = {path: path.read_bytes() for path in there.rglob("*") if path.is_file()}
    with monkeypatch.context():
        full_disk("restore.new/site.db")
        with pytest.raises(CmsError, match="The site is as it was"):
            restore_backup(there, source.path, replace=True)
    assert before == {
        path: path.read_bytes() for path in there.rglob("*") if path.is_file()
    }


def killed_and_run_again(source, there, stride, *address):
    """Return how often a restore was killed before it came to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.builtin.operations.backup.kill",
         str(source.path), str(there), str(stride), *address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_killed_at_every_step_it_goes_on(source, there, export_of):
    assert killed_and_run_again(source, there, 0) > 5
    assert export_of(there) == source.archive
    assert not {PENDING, STAGE} & names(there)


@pytest.mark.one_database
def test_killed_on_postgresql_it_goes_on(source, there, export_of, postgresql):
    with database(postgresql) as url:
        address = url.render_as_string(hide_password=False)
        assert killed_and_run_again(source, there, 40, address) > 5
        assert export_of(there) == source.archive


def test_until_a_restore_is_ended_no_command_opens_the_site(source, there, monkeypatch):
    monkeypatch.setattr("cms.builtin.operations.backup.restoring._place", broken)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(there, source.path)
    with pytest.raises(CmsError, match="--continue"):
        _ = Instance(there, debug=False).config
    with pytest.raises(CmsError, match="--continue"):
        restore_backup(there, source.path)


def broken(*_arguments):
    raise KeyboardInterrupt


def test_an_address_is_put_into_a_configuration():
    text = '# ours\ndatabase_url = "sqlite:///a.db"\n[operations]\nx = 1\n'
    changed = with_address(text, "postgresql://a@b/c")
    assert (
        changed == '# ours\ndatabase_url = "postgresql://a@b/c"\n[operations]\nx = 1\n'
    )
    assert with_address("[a]\n", "x").startswith('database_url = "x"\n[a]')
