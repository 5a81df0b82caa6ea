"""An upgrade is whole, or it has not been."""

from __future__ import annotations

import importlib.metadata
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from cms.builtin.operations import installed
from tests.cli.conftest import run_with


MIGRATION = """
import os
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("lich_cong_tac_rooms", sa.Column("id", sa.Integer, primary_key=True))
    {}
"""
MODEL = '''

class Room(Model):
    """A room."""

    __tablename__ = "lich_cong_tac_rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
'''
FORGED = (
    "INSERT INTO audit_entries (id, at, action, actor_name, subject, detail, address,"
    " seal) VALUES (99, '2026-01-01 00:00:00.000000', 'x', '', '', '{}', '', 'x')"
)
KILL = (
    "os.kill(os.getpid(), 9) if not os.path.exists('{0}') and open('{0}', 'w') else 0"
)


@pytest.fixture
def cms_with(plugin, ready):
    """Like ``cms``, with a plugin of this test's own, its tables made."""
    run = partial(run_with, plugin, ready)
    assert run("db", "upgrade").returncode == 0
    return run


@pytest.fixture
def newer(plugin):
    """Return a function that gives the plugin a migration with a last statement."""

    def write(statement="pass", model=MODEL):
        folder = plugin / "cms_lich_cong_tac"
        (folder / "migrations" / "0002_rooms.py").write_text(
            MIGRATION.format(statement)
        )
        models = folder / "models.py"
        if "class Room" not in models.read_text():
            models.write_text(models.read_text() + model)

    return write


@pytest.fixture
def contents(ready):
    """Return a function that reads everything that the database holds."""

    def read():
        with closing(sqlite3.connect(ready / "site.db")) as database:
            return list(database.iterdump())

    return read


def test_a_step_that_fails_leaves_nothing_and_one_that_works_says_so(
    cms_with, newer, contents, ready
):
    before = contents()
    for statement, words in (
        ("raise RuntimeError('no room')", "no room"),
        ("pass", "lich_cong_tac_rooms"),  # what the models do not know
    ):
        newer(statement, model="")
        done = cms_with("upgrade")
        assert done.returncode == 1
        assert words in done.stderr
        assert "'lich_cong_tac'" in done.stderr or "lich_cong_tac:" in done.stderr
        assert "taken back" in done.stderr
        assert contents() == before
        assert not (ready / "upgrade.json").exists()
    # What is found after the commit is taken back from the backup.
    newer(f"op.execute({FORGED!r})")
    done = cms_with("upgrade")
    assert "Audit entry 99" in done.stderr, done.stderr
    assert contents() == before
    newer()
    done = cms_with("upgrade")
    assert done.returncode == 0, done.stderr
    assert "lich_cong_tac: 0001 → 0002" in done.stdout
    assert "The site opens its first page." in done.stdout


def test_killed_in_the_middle_it_is_run_again(cms_with, newer, tmp_path, ready):
    newer(KILL.format(tmp_path / "once"))
    done = cms_with("upgrade")
    assert done.returncode == -9
    assert (ready / "upgrade.json").exists()
    done = cms_with("upgrade")
    assert done.returncode == 0, done.stderr
    assert "Going on with an upgrade" in done.stdout
    assert cms_with("db", "status").returncode == 0


def test_a_running_site_is_not_upgraded(ready, cms):
    with sqlite3.connect(ready / "site.db") as running:
        running.execute("SELECT * FROM items").fetchall()
        done = cms("upgrade")
    running.close()
    assert (done.returncode, "stop it first" in done.stderr) == (1, True)


def test_changed_files_and_missing_packages_are_named(tmp_path, monkeypatch):
    package = tmp_path / "sen_cms_x-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: sen-cms-x\nVersion: 1\n"
        "Requires-Dist: flask>=99\nRequires-Dist: absent-package\n"
    )
    (tmp_path / "x.py").write_text("changed = True\n")
    digest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"  # of an empty file
    (package / "RECORD").write_text(f"x.py,sha256={digest},0\ny.py,sha256={digest},0\n")
    found = [importlib.metadata.Distribution.at(package)]
    monkeypatch.setattr(installed, "distributions", lambda: found)
    said = "\n".join(installed.installation_problems())
    for words in ("x.py was changed", "y.py is missing", "flask>=99", "absent-package"):
        assert words in said
