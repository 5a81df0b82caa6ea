"""Every table of the house is in the archive, follows from what is, or is named here."""

import pytest

from cms.builtin.exchange.archive import NAME
from cms.builtin.exchange.names import Names
from cms.builtin.exchange.parts import Exchange, make_parts
from cms.content.spine.models import ItemDetail
from cms.extensions import Base, registry_of
from cms.plugins.discovery import discover


pytestmark = pytest.mark.one_database

# Written anew from snapshots and texts.
DERIVED = {
    "item_duties",
    "item_references",
    "item_relations",
    "item_search",
    "item_tags",
    "block_uses",
    "media_uses",
    "out_links",
}
# Within the rows of other parts.
WITHIN = {"grants", "revisions"}
# Of this very site, of one visit, or secret.
STAYS = {
    "audit_entries",
    "authenticator_apps",
    "conferences_reminder",
    "extraction_file",
    "extraction_made",
    "extraction_model_answer",
    "extraction_refused",
    "extraction_run",
    "failures",
    "feed_states",
    "idempotency_keys",
    "invitations",
    "item_locks",
    "jobs",
    "login_attempts",
    "notices",
    "one_time_codes",
    "openid_identities",
    "passkeys",
    "plugin_state",
    "presences",
    "recovery_codes",
    "search_words",
    "second_factor_resets",
    "sessions",
    "site_state",
    "suspended_hooks",
    "undo_records",
    "used_challenges",
}


@pytest.fixture
def plugins():
    return tuple(discover())


def mappers():
    packages = {one.module.partition(".")[0] for one in discover().values()}
    found = list(Base.registry.mappers)
    return found + [one for name in packages for one in registry_of(name).mappers]


def detail_tables():
    """The tables of details, and those whose rows belong to a detail."""
    found = {
        mapper.local_table.name
        for mapper in mappers()
        if issubclass(mapper.class_, ItemDetail)
    }
    for table in Base.metadata.tables.values():
        targets = {key.column.table.name for key in table.foreign_keys}
        if targets & found:
            found.add(table.name)
    return found


def test_no_table_is_forgotten(site, plugins):
    prefixes = tuple(f"{name}_" for name in plugins)
    parts = make_parts(site.registry.exchange_parts, Exchange(Names()))
    known = {part.table for part in parts} | DERIVED | WITHIN | STAYS | detail_tables()
    own = {
        name
        for name, table in Base.metadata.tables.items()
        if name.startswith(prefixes) or _is_of_the_core(table)
    }
    assert own - known == set()


def _is_of_the_core(table):
    models = [one.class_ for one in mappers() if one.local_table is table]
    return any(one.__module__.startswith("cms.") for one in models)


def test_no_column_is_called_as_the_name_of_a_row(site):
    for part in make_parts(site.registry.exchange_parts, Exchange(Names())):
        assert NAME not in part.columns


def test_parts_come_after_what_they_point_to(site):
    parts = make_parts(site.registry.exchange_parts, Exchange(Names()))
    seen = set()
    for part in parts:
        assert part.needs() <= seen
        seen.add(part.table)
