"""All migrations are one transaction, on both databases."""

import pytest

from cms.builtin.operations import upgrade
from cms.builtin.operations.backup.creating import make_backup
from cms.builtin.operations.backup.database import check_live, revisions_of
from cms.builtin.operations.upgrade import migrate_whole, roll_back, write_note
from cms.database.migrate import downgrade
from cms.errors import SchemaError


def broken(_connection):
    raise SchemaError("A migration broke a reference.")


def test_the_last_step_takes_back_the_first(config, monkeypatch):
    downgrade(config, "news")
    downgrade(config, "cms", "0008")
    before = revisions_of(config.database_url)
    with monkeypatch.context() as patch:
        patch.setattr(upgrade, "check_references", broken)
        with pytest.raises(SchemaError):
            migrate_whole(config, print)
    assert revisions_of(config.database_url) == before
    said = []
    begun = write_note(config, make_backup(config).path)
    assert migrate_whole(config, said.append)
    assert {line.split(":")[0] for line in said} == {"Tables of cms", "Tables of news"}
    check_live(config.database_url)
    roll_back(config, begun, None, print)
    assert revisions_of(config.database_url) == before
    assert migrate_whole(config, print)
