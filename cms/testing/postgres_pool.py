"""Copies of a PostgreSQL template that tests use one after another.

Making and dropping a database for each test costs more than most tests. A copy is
put back to the template's rows instead: tables that a test has added go, and a copy
whose other tables were changed is dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import LiteralString

import psycopg
from sqlalchemy import URL

from cms.testing.postgres import database


# What every copy has beside its tables: the template's rows, the values of its
# sequences, the names and the shape of its tables, and a function that restores all
# but the last.
_PRISTINE: LiteralString = """
DROP SCHEMA IF EXISTS pristine CASCADE; -- of the template of this template
CREATE SCHEMA pristine;

CREATE FUNCTION pristine.shape() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', count(*), sum(hashtextextended(line, 0))) FROM (
    SELECT concat_ws(' ', relname, relkind, attname, atttypid, attnotnull,
                     atthasdef, attisdropped) AS line
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', proname, md5(prosrc))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ) AS lines
$$;

DO $$
DECLARE name text; filled boolean;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', name, name);
    END IF;
  END LOOP;
END $$;

CREATE TABLE pristine."the sequences" AS
  SELECT sequencename, coalesce(last_value, start_value) AS value,
         last_value IS NOT NULL AS called
  FROM pg_sequences WHERE schemaname = 'public';

CREATE TABLE pristine."the tables" AS
  SELECT tablename FROM pg_tables WHERE schemaname = 'public';

CREATE TABLE pristine."the shape" AS SELECT pristine.shape() AS value;

CREATE FUNCTION pristine.restore() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE name text; filled boolean; columns text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
      EXCEPT SELECT tablename FROM pristine."the tables" LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', name);
  END LOOP;
  IF (SELECT value FROM pristine."the shape") <> pristine.shape() THEN
    RETURN false;
  END IF;
  -- Neither foreign keys nor the triggers that keep the audit trail whole.
  SET LOCAL session_replication_role = replica;
  -- Most tables have never had a row: their file, and nothing else, is asked for that.
  FOR name IN SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND (pg_stat_file(pg_relation_filepath(oid), true)).size > 0 LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'pristine' AND tablename NOT LIKE 'the %' LOOP
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = format('public.%I', name)::regclass
      AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    EXECUTE format('INSERT INTO public.%I (%s) SELECT %s FROM pristine.%I',
                   name, columns, columns, name);
  END LOOP;
  PERFORM setval(format('public.%I', sequencename)::regclass, value, called)
  FROM pristine."the sequences";
  RETURN true;
END $$;
"""
_END_OTHERS: LiteralString = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class DatabasePool:
    """Lends copies of a server's templates; :meth:`close` drops them all."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._free: dict[str, list[tuple[URL, ExitStack]]] = defaultdict(list)
        self._prepared: set[str] = set()

    @contextmanager
    def lend(self, template: str) -> Iterator[URL]:
        """Yield the address of a database like ``template`` that nobody else uses."""
        url, stack = (
            self._free[template].pop()
            if self._free[template]
            else (self._copy(template))
        )
        try:
            yield url
        finally:
            if self._restore(url):
                self._free[template].append((url, stack))
            else:
                stack.close()

    def close(self) -> None:
        """Drop what is left."""
        for copies in self._free.values():
            for _url, stack in copies:
                stack.close()
        self._free.clear()

    def _copy(self, template: str) -> tuple[URL, ExitStack]:
        if template not in self._prepared:
            with _connect(self._server.set(database=template)) as connection:
                connection.execute(_PRISTINE)
            self._prepared.add(template)
        stack = ExitStack()
        return stack.enter_context(database(self._server, template)), stack

    def _restore(self, url: URL) -> bool:
        """Put the template's rows back; tell whether that could be done."""
        try:
            with _connect(url) as connection:
                connection.execute(_END_OTHERS)
                row = connection.execute("SELECT pristine.restore()").fetchone()
        except psycopg.Error:  # a test that changed what tables are called
            return False
        return bool(row and row[0])


def _connect(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address)
