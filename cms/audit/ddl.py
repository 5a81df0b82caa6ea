"""Triggers that refuse to change or remove an audit entry, for both databases."""

from __future__ import annotations


_SQLITE = """
CREATE TRIGGER audit_entries_{verb} BEFORE {VERB} ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END
"""

_POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$
"""

_POSTGRESQL_TRIGGER = """
CREATE TRIGGER audit_entries_refuse
BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()
"""

# In the order of creation, by SQLAlchemy's name of the database.
TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        _SQLITE.format(verb=verb, VERB=verb.upper()) for verb in ("update", "delete")
    ),
    "postgresql": (_POSTGRESQL_FUNCTION, _POSTGRESQL_TRIGGER),
}

# What a downgrade runs before the table goes (SQLite drops triggers with it).
DROPS: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_entries_refuse() CASCADE",),
}
