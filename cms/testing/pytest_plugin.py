"""Fixtures for every test of the core and of plugins; loaded by pytest itself."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest


if TYPE_CHECKING:
    from cms.accounts.models import User
    from cms.build_context import Build
    from cms.config import Config
    from cms.content.spine.models import Item
    from cms.site import Site
    from cms.testing.browser import Browser
    from cms.testing.demonstrations import Demonstrations
    from cms.testing.engines import CompiledStatements
    from cms.testing.postgres_pool import DatabasePool

# A machine that is busy with other tests must not interrupt innocent hooks.
HOOK_SECONDS = 10.0
SECRET = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - a test's


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--database``: which kind the fixtures open."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="kind of database that the fixtures use",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare our markers."""
    config.addinivalue_line(
        "markers", "plugins(*names): the plugins that are on in the fixture 'site'"
    )
    config.addinivalue_line(
        "markers", "one_database: has nothing to show on another kind of database"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """With ``--database postgresql``, keep what asks the database and no browser.

    Everything else has no difference to show there.
    """
    if config.getoption("--database") != "postgresql":
        return
    kept = [
        item
        for item in items
        if "database_template" in getattr(item, "fixturenames", ())
        and not item.get_closest_marker("browser")
        and not item.get_closest_marker("packaging")
        and not item.get_closest_marker("one_database")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_collection_finish() -> None:
    """Let the collector of garbage look seldom, and not at all modules each time."""
    gc.set_threshold(20_000, 20, 20)
    _leave_to_the_process()


def _leave_to_the_process() -> None:
    """Keep the collector from what is there now and lives as long as the process.

    Every build leaves garbage, and going through all modules for it each time took
    a quarter of the time of a test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """Kind of the database: sqlite or postgresql."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def database_template(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A migrated database with the seed roles, from which each test's is copied."""
    from cms.config import Config
    from cms.testing.databases import migrated, postgres_template

    folder = tmp_path_factory.mktemp("template")
    if database_kind == "sqlite":
        migrated(Config.load(folder, secret_key=SECRET))
        _leave_to_the_process()
        yield folder / "site.db"
        return
    with postgres_template(folder, SECRET) as template:
        _leave_to_the_process()
        yield template


@pytest.fixture(scope="session")
def demonstrations(
    database_template: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstrations]:
    """Templates with the items of plugins' demonstrations, made when first needed."""
    from cms.testing.demonstrations import Demonstrations

    folder = tmp_path_factory.mktemp("demonstrations")
    made = Demonstrations(database_template, folder, SECRET)
    yield made
    made.close()


@pytest.fixture(scope="session")
def compiled_statements() -> CompiledStatements:
    """What the engines of all tests have compiled."""
    from cms.testing.engines import CompiledStatements

    return CompiledStatements()


@pytest.fixture
def quick_engines(
    monkeypatch: pytest.MonkeyPatch, compiled_statements: CompiledStatements
) -> None:
    """Let engines share compiled statements and not wait for the disk."""
    from cms.testing.engines import speed_up

    speed_up(monkeypatch, compiled_statements)


@pytest.fixture
def template(
    request: pytest.FixtureRequest,
    database_template: Any,
    plugins: tuple[str, ...],
    extra_plugins: tuple[Any, ...],
) -> Any:
    """The database that this test gets a copy of: an empty one unless it has ``demo``."""
    if "demo" not in request.fixturenames:
        return database_template
    return request.getfixturevalue("demonstrations").of(plugins, extra_plugins)


@pytest.fixture(scope="session")
def database_pool(database_template: Any) -> Iterator[DatabasePool]:
    """Copies of PostgreSQL templates that tests use one after another."""
    from cms.testing.postgres_pool import DatabasePool

    pool = DatabasePool(database_template[0])
    yield pool
    pool.close()


@pytest.fixture
def config(
    request: pytest.FixtureRequest,
    database_kind: str,
    template: Any,
    tmp_path: Path,
    quick_engines: None,
) -> Iterator[Config]:
    """The configuration of an instance with a fresh, migrated database."""
    from cms.config import Config

    folder = tmp_path / "instance"
    folder.mkdir()
    if database_kind == "sqlite":
        shutil.copyfile(template, folder / "site.db")
        yield Config.load(folder, secret_key=SECRET, hook_seconds=HOOK_SECONDS)
        return
    pool: DatabasePool = request.getfixturevalue("database_pool")
    with pool.lend(template[1]) as url:
        written = url.render_as_string(hide_password=False)
        yield Config.load(
            folder,
            secret_key=SECRET,
            database_url=written,
            hook_seconds=HOOK_SECONDS,
        )


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Names of the plugins that are on; ``@pytest.mark.plugins("news")`` sets them.

    What they require is switched on with them. Override it in a conftest.
    """
    marker = request.node.get_closest_marker("plugins")
    return tuple(marker.args) if marker else ()


@pytest.fixture
def extra_plugins() -> tuple[Any, ...]:
    """Further plugins (``cms.testing.inline``) that count as installed."""
    return ()


@pytest.fixture
def site(
    config: Config, plugins: tuple[str, ...], extra_plugins: tuple[Any, ...]
) -> Iterator[Build]:
    """A build with ``plugins`` on, within its application context."""
    from cms.testing.databases import opened

    with opened(config, plugins, extra_plugins) as build:
        yield build


@pytest.fixture
def demo(
    site: Build,
    demonstrations: Demonstrations,
    plugins: tuple[str, ...],
    extra_plugins: tuple[Any, ...],
) -> Build:
    """``site`` with the items of its plugins' demonstrations."""
    files = demonstrations.media_of(plugins, extra_plugins)
    if files.is_dir():
        shutil.copytree(files, site.config.instance / "media", dirs_exist_ok=True)
    return site


@pytest.fixture
def served(
    config: Config, plugins: tuple[str, ...], extra_plugins: tuple[Any, ...]
) -> Iterator[Site]:
    """The whole WSGI object, which follows the generation."""
    from cms.site import Site
    from cms.testing.databases import switch_on

    switch_on(config, plugins, extra_plugins)
    whole = Site(config, extra_plugins=extra_plugins)
    yield whole
    whole.close()


@pytest.fixture
def other_worker(
    served: Site, config: Config, extra_plugins: tuple[Any, ...]
) -> Iterator[Site]:
    """A second worker on the same database."""
    from cms.site import Site

    whole = Site(config, extra_plugins=extra_plugins)
    yield whole
    whole.close()


@pytest.fixture
def client(site: Build) -> Browser:
    """A browser of somebody who is not logged in."""
    from cms.testing.browser import Browser

    return Browser(site.app)


@pytest.fixture
def user(site: Build) -> Callable[..., User]:
    """``user("reporter")``: a new person with a role, in all sections or some."""
    from cms.testing.people import make_user

    return make_user


@pytest.fixture
def login_as(site: Build) -> Callable[..., Browser]:
    """``login_as("approver")``: a browser of somebody with that role.

    Takes a role's name or a person; the person is ``browser.user``.
    """
    from cms.testing.people import logged_in, make_user

    def login(who: str | User = "administrator") -> Browser:
        person = make_user(who) if isinstance(who, str) else who
        return logged_in(site.app, person)

    return login


@pytest.fixture
def make_item(site: Build) -> Callable[..., Item]:
    """``make_item("news.article", title="…", status="published")``: a new item."""
    from cms.testing.items import make

    return make
