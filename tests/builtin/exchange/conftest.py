"""Sites to move between: filled ones and empty ones, of both kinds of database."""

from __future__ import annotations

import itertools
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from furnished import furnish

from cms.builtin.exchange.exporting import export_archive
from cms.config import Config
from cms.testing.databases import migrated, opened
from cms.testing.postgres import database
from cms.testing.pytest_plugin import SECRET


WHOLE = ("news", "directory", "conferences", "inspections", "reports")
_numbers = itertools.count(1)


@pytest.fixture
def plugins(request):
    marker = request.node.get_closest_marker("plugins")
    return tuple(marker.args) if marker else ("news",)


@pytest.fixture
def extra_plugins():
    return ()


@pytest.fixture
def site(config, plugins, extra_plugins):
    with opened(config, plugins, extra_plugins) as build:
        yield build


@pytest.fixture(scope="session")
def furnished_archive(database_template, tmp_path_factory):
    """The archive of an SQLite site with one of everything, made once: copy it."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copyfile(database_template, folder / "site.db")
    with opened(Config.load(folder, secret_key=SECRET), ("news",), ()):
        furnish()
        export_archive(folder / "site.zip")
    return folder / "site.zip"


@pytest.fixture
def empty_site(tmp_path, plugins, extra_plugins, database_template, quick_engines):
    """Return a function that opens a new, empty site with the same plugins."""

    @contextmanager
    def opening(server=None, names=None):
        folder = tmp_path / f"site-{next(_numbers)}"
        folder.mkdir()
        if server is None:
            config = Config.load(folder, secret_key=SECRET)
            if isinstance(database_template, Path):
                shutil.copyfile(database_template, folder / "site.db")
            else:
                migrated(config)
            with opened(config, names or plugins, extra_plugins) as build:
                yield build
            return
        with database(server) as url:
            address = url.render_as_string(hide_password=False)
            config = Config.load(folder, secret_key=SECRET, database_url=address)
            migrated(config)
            with opened(config, names or plugins, extra_plugins) as build:
                yield build

    return opening
