"""Tests get a PostgreSQL database as good as new, though another test had it before."""

import psycopg
import pytest

from cms.testing.postgres import database
from cms.testing.postgres_pool import DatabasePool


TABLES = """
CREATE TABLE roles (id serial PRIMARY KEY, name text,
                    length int GENERATED ALWAYS AS (length(name)) STORED);
CREATE TABLE holders (role int REFERENCES roles);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE ''kept for ever''; END';
CREATE TABLE trail (word text);
CREATE TRIGGER kept BEFORE DELETE ON trail EXECUTE FUNCTION refuse();
INSERT INTO roles (name) VALUES ('editor');
INSERT INTO holders VALUES (1);
"""


@pytest.fixture(scope="module")
def template(postgresql):
    with database(postgresql) as url:
        run(url, TABLES)
        yield url.database


@pytest.fixture
def pool(postgresql):
    made = DatabasePool(postgresql)
    yield made
    made.close()


def run(url, statement):
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_the_next_has_the_rows_of_the_template_and_no_others(pool, template):
    with pool.lend(template) as first:
        run(first, "INSERT INTO roles (name) VALUES ('reader')")
        run(first, "UPDATE roles SET name = 'chief' WHERE id = 1")
        run(first, "INSERT INTO trail VALUES ('written')")
    with pool.lend(template) as second:
        assert second == first
        assert run(second, "SELECT * FROM roles") == [(1, "editor", 6)]
        assert run(second, "SELECT * FROM holders") == [(1,)]
        assert run(second, "SELECT * FROM trail") == []
        run(second, "INSERT INTO roles (name) VALUES ('next')")
        assert run(second, "SELECT max(id) FROM roles") == [(2,)]


def test_what_a_test_has_added_goes(pool, template):
    with pool.lend(template) as first:
        run(first, "CREATE TABLE another (id serial PRIMARY KEY, role int)")
        run(first, "ALTER TABLE another ADD FOREIGN KEY (role) REFERENCES roles (id)")
    with pool.lend(template) as second:
        assert second == first
        assert run(second, "SELECT to_regclass('another')") == [(None,)]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE roles ADD COLUMN word text",
        "DROP TABLE holders",
        "DROP TRIGGER kept ON trail",
        "ALTER TABLE trail DISABLE TRIGGER kept",
        "CREATE INDEX roles_name ON roles (name)",
        "DROP SCHEMA pristine CASCADE",
    ],
)
def test_a_database_whose_tables_were_changed_is_not_used_again(pool, template, change):
    with pool.lend(template) as first:
        run(first, change)
    with pool.lend(template) as second:
        assert second != first
        assert run(second, "SELECT name FROM roles") == [("editor",)]


def test_two_at_once_have_one_each(pool, template):
    with pool.lend(template) as first, pool.lend(template) as second:
        assert first != second


def test_whoever_is_still_connected_is_cut_off(pool, template):
    with pool.lend(template) as url:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        forgotten = psycopg.connect(address)
        forgotten.execute("LOCK TABLE roles")
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
