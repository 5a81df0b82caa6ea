"""The contract that every plugin keeps, as tests to inherit.

::

    from cms.testing import PluginContract


    class TestContract(PluginContract):
        name = "news"
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.build_context import Build
from cms.builtin.exchange import item_rows
from cms.config import Config
from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot
from cms.database.migrations import runner as migrate
from cms.database.sources import plugin_source
from cms.extensions import db
from cms.plugins.discovery import Installed, discover
from cms.testing import snapshots
from cms.testing.browser import Browser
from cms.testing.databases import with_requirements
from cms.testing.form_values import form_values
from cms.testing.hostile import hanging_plugin, hostile_plugin, sleep
from cms.testing.people import logged_in, make_user
from cms.trial import source_rules
from cms.trial.pages import addresses
from cms.trial.templates import compile_templates


class PluginContract:
    """Tests of one installed plugin; ``name`` is its entry point's name."""

    name: str = ""
    # The same code builds on every database; what a plugin asks of it its own tests try.
    pytestmark = pytest.mark.one_database

    @pytest.fixture
    def plugin(self) -> Installed:
        """The plugin as it is installed."""
        return discover()[self.name]

    @pytest.fixture
    def plugins(self) -> tuple[str, ...]:
        """What is on in the fixture ``demo``, beside what the plugin requires."""
        return (self.name,)

    @contextmanager
    def opened(
        self, config: Config, names: Any, extra: tuple[Installed, ...] = ()
    ) -> Iterator[Build]:
        """Yield a strict build with plugins and what they require, in its context."""
        wanted = with_requirements(names, extra)
        made = build(config, wanted, 1, strict=True, extra_plugins=extra)
        compile_templates(made, frozenset(made.enabled))
        with made.app.app_context():
            yield made
            db.session.rollback()
        made.close()

    def test_it_builds_alone_and_with_all_others(self, config: Config) -> None:
        """Every template compiles, every name is in its namespace, every view guarded."""
        for names in ([self.name], list(discover())):
            with self.opened(config, names) as made:
                assert self.name in made.enabled

    def test_it_builds_twice_in_one_process_and_is_the_same(
        self, config: Config
    ) -> None:
        """Nothing is kept in its modules that a second build would miss or double."""
        seen = []
        for _ in range(2):
            with self.opened(config, [self.name]) as made:
                seen.append(snapshots.of(made))
        assert seen[0] == seen[1]

    def test_nothing_of_it_is_there_when_it_is_off(self, config: Config) -> None:
        """A build without it is the same before and after one with it."""
        needed = [one for one in with_requirements([self.name], ()) if one != self.name]
        with self.opened(config, needed) as made:
            before = snapshots.of(made)
        with self.opened(config, [self.name]):
            pass
        with self.opened(config, needed) as made:
            assert snapshots.of(made) == before
            assert not snapshots.traces(made, self.name)

    def test_it_imports_only_public_names(self, plugin: Installed) -> None:
        """What is not in ``cms.__all__`` may change without notice."""
        assert source_rules.foreign_imports(plugin) == []

    def test_it_keeps_out_of_what_is_the_cores(self, plugin: Installed) -> None:
        """No commits, no event listeners, no signals, no markup from strings."""
        assert source_rules.forbidden_calls(plugin) == []

    def test_its_tables_begin_with_its_name(self, plugin: Installed) -> None:
        """Foreign keys point to the core and to what it requires, never elsewhere."""
        plugin.load()
        assert source_rules.foreign_tables(plugin) == []

    def test_its_migrations_go_up_down_and_up_and_equal_its_models(
        self, config: Config, plugin: Installed
    ) -> None:
        """On the database that ``--database`` names."""
        source = plugin_source(plugin)
        if source is not None and source.folder.is_dir():
            migrate.downgrade(config, self.name)
            migrate.upgrade(config)
        assert migrate.check(config, only=self.name) == []

    def test_its_package_holds_what_it_needs(self, plugin: Installed) -> None:
        """Templates in its own folder, migrations when it has tables."""
        assert source_rules.missing_files(plugin) == []

    def test_everything_it_adds_has_a_title(self, config: Config) -> None:
        """Staff read these words."""
        with self.opened(config, [self.name]) as made:
            assert snapshots.untitled(made, self.name) == []

    def test_no_page_of_it_fails(self, demo: Build) -> None:
        """With its demonstration loaded: a visitor, a reporter, an administrator."""
        assert self._failing_pages(demo) == []

    def test_it_survives_a_plugin_that_raises_in_every_hook(
        self, config: Config
    ) -> None:
        """Its pages stay; what the other one refuses or hides is no error."""
        bad = hostile_plugin("zz_hostile")
        with self.opened(config, [self.name, "zz_hostile"], (bad,)) as made:
            assert self._failing_pages(made) == []

    def test_it_survives_a_plugin_that_hangs_in_every_hook(
        self, config: Config
    ) -> None:
        """A hook that never returns costs its time once, and no page."""
        bad = hanging_plugin("zz_hostile", sleep)
        with self.opened(config, [self.name, "zz_hostile"], (bad,)) as made:
            self._load_demo(made)
            assert self._failing_pages(made) == []

    def test_saving_its_demonstration_unchanged_changes_nothing(
        self, demo: Build
    ) -> None:
        """Whatever a form shows, it takes back: no field loses its value on the way."""
        staff = logged_in(demo.app, make_user("administrator"))
        kinds = [
            name
            for name, one in demo.registry.content_types.items()
            if one.plugin == self.name
        ]
        for kind in kinds:
            for item in self._some_items(kind):
                assert self._changed_by_saving(staff, item) == {}, item.path

    def _some_items(self, kind: str) -> list[Item]:
        query = select(Item).where(Item.type == kind).order_by(Item.id).limit(3)
        return list(db.session.scalars(query))

    def _changed_by_saving(self, staff: Browser, item: Item) -> dict[str, Any]:
        """Send an item's form back as it came; return the fields that differ then."""
        before = current_snapshot(item)
        db.session.rollback()
        page = staff.get(f"/ban-lam-viec/sua/{item.id}").text
        answer = staff.post(
            f"/ban-lam-viec/sua/{item.id}", data=MultiDict(form_values(page))
        )
        assert answer.status_code < 400, answer.text
        db.session.expire_all()
        after = current_snapshot(item)
        db.session.rollback()
        return {
            name: after.get(name)
            for name, value in before.items()
            if after.get(name) != value
        }

    def _load_demo(self, made: Build) -> None:
        for owner in with_requirements([self.name], ()):
            for name, rows in made.registry.demo:
                if name == owner:
                    item_rows.load(list(rows()), SYSTEM)

    def _failing_pages(self, made: Build) -> list[str]:
        """Return the addresses that somebody gets a server error from."""
        visitors = {
            "visitor": Browser(made.app),
            "reporter": logged_in(made.app, make_user("reporter")),
            "administrator": logged_in(made.app, make_user("administrator")),
        }
        pages = addresses(made, self.name)
        found = []
        for who, browser in visitors.items():
            for address in pages:
                status = browser.get(address).status_code
                if status >= 500:
                    found.append(f"{who} {address} {status}")
        return found
