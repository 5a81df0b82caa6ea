"""All migrations are one transaction, on both databases."""

import os
import subprocess
import sys

import pytest

from cms.builtin.operations import upgrade
from cms.builtin.operations.backup.creating import make_backup
from cms.builtin.operations.backup.database import check_live, revisions_of
from cms.builtin.operations.upgrade import migrate_whole, roll_back, write_note
from cms.database.migrations.runner import downgrade
from cms.errors import SchemaError


def broken(_connection):
    raise SchemaError("A migration broke a reference.")


MIGRATE = """
import sys
from pathlib import Path

from cms.builtin.operations.upgrade import migrate_whole
from cms.config import Config

sys.exit(not migrate_whole(Config.load(Path(sys.argv[1])), print))
"""


def migrate_apart(config):
    """Migrate in a process without the tests' own models; return the lines it tells."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, str(config.instance)],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "CMS_DATABASE_URL": config.database_url,
            "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
        },
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_the_last_step_takes_back_the_first(config, monkeypatch):
    downgrade(config, "news")
    downgrade(config, "cms", "0008")
    before = revisions_of(config.database_url)
    with monkeypatch.context() as patch:
        patch.setattr(upgrade, "check_references", broken)
        with pytest.raises(SchemaError):
            migrate_whole(config, print)
    assert revisions_of(config.database_url) == before
    begun = write_note(config, make_backup(config).path)
    said = migrate_apart(config)
    assert {line.split(":")[0] for line in said} == {"Tables of cms", "Tables of news"}
    check_live(config.database_url)
    roll_back(config, begun, None, print)
    assert revisions_of(config.database_url) == before
    assert migrate_apart(config) == said
