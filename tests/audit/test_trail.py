"""The audit trail: entries hold with their act, and tampering is found."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from cms.audit import record
from cms.audit.models import AuditEntry
from cms.builtin.operations.audit.checking import check_trail
from cms.builtin.operations.audit.rows import last_seal, read_entries
from cms.database.engines import engine_options, wire
from cms.database.transaction import transaction
from cms.extensions import Base, db


class Actor:
    id = 7
    username = "lan"


@pytest.fixture
def app(database_url):
    app = Flask("t")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    with app.app_context():
        wire(db.engine)
        Base.metadata.create_all(db.engine, tables=[AuditEntry.__table__])
        yield app
        db.session.remove()
        db.engine.dispose()


def write(count):
    for number in range(count):
        with transaction():
            record("item.publish", actor=Actor(), item_id=number, subject="Hội nghị")


def tamper(statement):
    """Change the table as somebody would who has the file, past the triggers."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_entries_update")
            connection.exec_driver_sql("DROP TRIGGER audit_entries_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER ALL")
        connection.exec_driver_sql(statement)


def broken(head=None):
    """Return where the trail does not fit: the number of the entry and why."""
    return check_trail(read_entries(db.session()), head=head).broken


def test_an_untouched_chain_is_whole(app):
    write(5)
    assert broken() == []
    assert last_seal(db.session())[0] == 5


def test_an_entry_falls_with_its_act(app):
    def act():
        with transaction():
            record("item.publish", actor=Actor())
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()
    assert last_seal(db.session())[0] == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_entries SET subject='x'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_entries(app, verb):
    write(1)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        db.session.execute(sa.text(verb))
    db.session.rollback()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entries SET subject='x' WHERE id=2", 2),
        ("UPDATE audit_entries SET actor_id=1 WHERE id=3", 3),
        ("UPDATE audit_entries SET at='2020-01-01 00:00:00.000000' WHERE id=4", 4),
        ("UPDATE audit_entries SET detail='{\"a\": 1}' WHERE id=1", 1),
        ("DELETE FROM audit_entries WHERE id=2", 3),
        ("UPDATE audit_entries SET seal='f' WHERE id=2", 2),
        (
            "INSERT INTO audit_entries (id, at, action, actor_name, subject, detail,"
            " address, seal) VALUES (9, '2026-01-01 00:00:00.000000', 'x', '', '',"
            " '{}', '', 'aa')",
            9,
        ),
    ],
)
def test_tampering_is_found(app, statement, found):
    write(5)
    tamper(statement)
    assert broken()[0].id == found


def test_a_cut_tail_is_found_with_a_noted_seal(app):
    write(5)
    _count, _id, head = last_seal(db.session())
    db.session.rollback()
    tamper("DELETE FROM audit_entries WHERE id>3")
    assert broken() == []
    assert [one.id for one in broken(head)] == [3]


def test_many_writers_make_one_chain(app):
    def work():
        with app.app_context():
            write(20)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken() == []
    assert last_seal(db.session())[0] == 80
