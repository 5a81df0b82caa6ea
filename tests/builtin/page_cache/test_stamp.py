"""The stamp of what readers may see moves with every write that can change a page."""

import pytest
from sqlalchemy import text

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.builtin.dry_run import dry_run
from cms.content.spine.models import Section
from cms.database import changes
from cms.database.changes import READ_STAMP, is_seen, unseen
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs import enqueue


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO items (id) VALUES (1)",
        "insert or replace into items values (1)",
        'UPDATE "items" SET title = ?',
        "UPDATE a_plugin_of_strangers SET x = 1",
        "DELETE FROM item_fts WHERE rowid = 1",
        "WITH old AS (SELECT 1) UPDATE items SET id = 1",
        "  \n DELETE FROM ONLY items",
        "REPLACE INTO items VALUES (1)",
        "TRUNCATE TABLE items",
        "COPY items FROM STDIN",
    ],
)
def test_a_write_is_seen(statement):
    assert is_seen(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        "SELECT id FROM items FOR UPDATE",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "PRAGMA query_only=0",
        "BEGIN IMMEDIATE",
        "SAVEPOINT sa_savepoint_1",
        "UPDATE sessions SET last_seen = ?",
        "INSERT INTO audit_entries (id) VALUES (1)",
        "DELETE FROM item_locks WHERE item_id = ?",
    ],
)
def test_what_no_page_depends_on_is_not(statement):
    assert not is_seen(statement)


def fail_after(statement):
    with transaction() as session:
        session.execute(text(statement))
        raise ZeroDivisionError


def stamp():
    db.session.commit()
    with db.engine.connect() as connection:
        return connection.execute(READ_STAMP).scalar_one_or_none() or 0


def test_the_stamp_moves_with_the_commit_of_a_change_and_not_else(site):
    seen = [stamp()]

    def moved():
        seen.append(stamp())
        return seen[-1] not in seen[:-1]

    with transaction() as session:
        session.add(Section(slug="a", title="A"))
    assert moved()
    with transaction() as session:
        session.execute(text("UPDATE sections SET title = 'B'"))
    assert moved()
    with db.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE sections SET title = 'C'"))
    assert moved()
    with transaction() as session:
        audit.record("settings.save", actor=SYSTEM)
        enqueue("core.refresh_linking", item_id=1)
    assert not moved()
    with dry_run() as session:
        session.add(Section(slug="b", title="B"))
        session.flush()
    assert not moved()
    with pytest.raises(ZeroDivisionError):
        fail_after("UPDATE sections SET title = 'D'")
    assert not moved()
    with transaction() as session:
        first = Section(slug="c", title="C")
        session.add(first)
        with unseen(session):
            session.execute(text("UPDATE sections SET title = 'E'"))
    assert moved()  # what was waiting before the block is seen
    with transaction() as session, unseen(session):
        session.execute(text("UPDATE sections SET title = 'F'"))
    assert not moved()
    with transaction() as session:
        changes.renew(session.connection())
    assert moved()
