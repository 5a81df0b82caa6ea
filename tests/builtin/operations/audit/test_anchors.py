"""Manipulations of the trail by somebody who has the database, and knows how it is sealed."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
import sqlalchemy as sa

from cms.accounts.permissions import SYSTEM
from cms.audit import record
from cms.audit.models import AuditEntry
from cms.audit.trail import FIRST_SEAL, seal_of
from cms.builtin.operations.audit.anchors import (
    PUBLIC_KEY,
    SIGNING_KEY,
    public_keys,
    signing_key,
)
from cms.builtin.operations.audit.checking import check_trail, read_anchors
from cms.builtin.operations.audit.job import anchor_trail
from cms.builtin.operations.audit.rows import read_entries
from cms.database.transaction import transaction
from cms.extensions import db


TABLE = AuditEntry.__table__
FILE = "audit-anchors.jsonl"


def write(*subjects):
    for subject in subjects:
        with transaction():
            record("settings.save", actor=SYSTEM, subject=subject)


@pytest.fixture
def trail(site):
    """Six entries; signed after the third and the last."""
    write("1", "2", "3")
    anchor_trail()
    write("4", "5", "6")
    anchor_trail()
    return site.config.instance


def check(folder, key=None):
    keys = public_keys(key or folder / PUBLIC_KEY)
    anchors, broken = read_anchors(folder / FILE, keys)
    return broken + check_trail(read_entries(db.session()), anchors).broken


def ids():
    return list(db.session.scalars(sa.select(TABLE.c.id).order_by(TABLE.c.id)))


def tamper(*statements):
    """Run statements past the triggers."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.exec_driver_sql(
                    f"DROP TRIGGER IF EXISTS audit_entries_{verb}"
                )
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
        for one in statements:
            connection.execute(one)


def reseal(first):
    """Seal every entry from ``first`` on anew, as the site itself would have."""
    before = FIRST_SEAL
    changes = []
    for entry in list(read_entries(db.session())):
        if entry["id"] >= first:
            seal = seal_of(before, entry)
            changes.append(
                sa.update(TABLE).where(TABLE.c.id == entry["id"]).values(seal=seal)
            )
            before = seal
        else:
            before = entry["seal"]
    tamper(*changes)


def at(place):
    return TABLE.c.id == ids()[place]


def change(place, **values):
    tamper(sa.update(TABLE).where(at(place)).values(**values))


def remove(*places):
    tamper(sa.delete(TABLE).where(TABLE.c.id.in_([ids()[one] for one in places])))


def move(place, to):
    tamper(sa.update(TABLE).where(at(place)).values(id=to))


def swap(one, other):
    first, second = ids()[one], ids()[other]
    tamper(
        sa.update(TABLE).where(TABLE.c.id == first).values(id=9999),
        sa.update(TABLE).where(TABLE.c.id == second).values(id=first),
        sa.update(TABLE).where(TABLE.c.id == 9999).values(id=second),
    )


def insert(place, **values):
    row = next(one for one in read_entries(db.session()) if one["id"] == ids()[place])
    tamper(sa.insert(TABLE).values({**row, "seal": "a" * 64, **values}))


def cut_and_go_on():
    """Remove the newest entries and let the site write others under their numbers."""
    remove(-1, -2)
    write("5'", "6'")


MANIPULATIONS = {
    "a changed subject": lambda: change(1, subject="9"),
    "another actor": lambda: change(1, actor_name="lan", actor_id=7),
    "another time": lambda: change(1, at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
    "another action": lambda: change(1, action="media.purge"),
    "another request": lambda: change(1, request_id="x"),
    "a removed entry in the middle": lambda: remove(2),
    "the first entry removed": lambda: remove(0),
    "the newest entry removed": lambda: remove(-1),
    "everything removed": lambda: remove(*range(6)),
    "two entries that changed places": lambda: swap(1, 2),
    "an inserted entry": lambda: insert(2, id=9999),
    "a chain sealed anew from a changed entry on": lambda: (
        change(1, subject="9"), reseal(0)),
    "a chain sealed anew after a removal": lambda: (remove(1), reseal(0)),
    "a chain sealed anew after a removal in its last part": lambda: (
        remove(4), reseal(0)),
    "numbers given again after a cut": cut_and_go_on,
    "the last entry under another number": lambda: move(-1, 9999),
}  # fmt: skip


@pytest.mark.parametrize("what", MANIPULATIONS)
def test_a_manipulation_is_found(trail, what):
    assert check(trail) == []
    MANIPULATIONS[what]()
    assert check(trail) != []


def test_what_is_written_afterwards_is_no_manipulation(trail):
    write("7", "8")
    assert check(trail) == []
    anchor_trail()
    assert check(trail) == []


@pytest.mark.one_database
class TestAnchorsThemselves:
    def lines(self, trail):
        return (trail / FILE).read_text().splitlines()

    def put(self, trail, lines):
        (trail / FILE).write_text("".join(f"{line}\n" for line in lines))

    def test_one_that_is_missing_is_found(self, trail):
        write("7")
        anchor_trail()
        first, _second, third = self.lines(trail)
        self.put(trail, [first, third])
        assert check(trail)

    def test_two_that_changed_places_are_found(self, trail):
        self.put(trail, self.lines(trail)[::-1])
        assert check(trail)

    def test_a_changed_one_is_found(self, trail):
        first, second = self.lines(trail)
        self.put(trail, [first, json.dumps({**json.loads(second), "count": 5})])
        assert check(trail)

    def test_one_that_another_key_has_signed_is_found(self, trail, tmp_path):
        write("7")
        kept = trail / "kept.pem"
        shutil.copy(trail / PUBLIC_KEY, kept)
        (trail / SIGNING_KEY).unlink()
        anchor_trail()
        assert check(trail, kept)
        # The instance's own file has the former key, too.
        assert check(trail) == []

    def test_the_same_head_is_signed_once(self, trail):
        before = self.lines(trail)
        anchor_trail()
        assert self.lines(trail) == before

    def test_a_line_that_a_kill_has_torn_is_written_anew(self, trail):
        write("7")
        with (trail / FILE).open("a") as file:
            file.write('{"at": "2026')
        anchor_trail()
        assert check(trail) == []
        assert len(self.lines(trail)) == 3

    def test_the_key_is_for_its_owner_only(self, trail):
        assert (trail / SIGNING_KEY).stat().st_mode & 0o77 == 0
        signing_key(trail)
        assert len(public_keys(trail / PUBLIC_KEY)) == 1
