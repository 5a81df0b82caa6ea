"""Sites to move between: filled ones and empty ones, of both kinds of database."""

from __future__ import annotations

import itertools
from contextlib import contextmanager

import pytest

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


@pytest.fixture
def empty_site(tmp_path, plugins, extra_plugins):
    """Return a function that opens a new, empty site with the same plugins."""

    @contextmanager
    def opening(server=None, names=None):
        folder = tmp_path / f"site-{next(_numbers)}"
        folder.mkdir()
        if server is None:
            config = Config.load(folder, secret_key=SECRET)
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
