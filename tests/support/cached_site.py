"""A site with two workers whose pages are kept, shared by the tests of a module."""

import shutil
import time
from contextlib import ExitStack, contextmanager

import pytest
from flask import Blueprint, request
from toy_site import ToyPlugin as ToyTypes
from werkzeug.test import Client

from cms import page_shows, public, visible
from cms.accounts.current import current_user
from cms.config import Config
from cms.content.spine.models import Item
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.site import Site
from cms.testing import inline
from cms.testing.databases import switch_on
from cms.testing.engines import speed_up
from cms.testing.pytest_plugin import SECRET


SESSION = {"Cookie": "sen_session=somebody"}
blueprint = Blueprint("toy", __name__, url_prefix="/do-choi")
made = []  # what views of the toy have made


@blueprint.get("/dem")
@public
def counted():
    made.append("dem")
    time.sleep(0.05)
    return f"{db.session.query(Item).where(visible(current_user)).count()} {len(made)}"


@blueprint.get("/khong-ten")
@public
def nameless():
    made.append("khong-ten")
    return f"{len(made)}"


@blueprint.get("/tinh")
@public
def named():
    page_shows("tinh")
    made.append("tinh")
    return f"{len(made)}"


@blueprint.get("/hoi/<what>")
@public
def asking(what):
    page_shows("hoi")
    made.append(what)
    asked = {
        "agent": lambda: request.headers.get("User-Agent"),
        "address": lambda: request.remote_addr,
        "cookie": lambda: request.cookies.get("vai"),
        "environ": lambda: request.environ.get("HTTP_REFERER"),
        "query": lambda: request.query_string.decode(),
        "url": lambda: request.url,
        "args": lambda: dict(request.args),
        "one": lambda: request.args.get("trang"),
    }
    return f"{asked[what]()} {len(made)}"


class ToyPlugin(ToyTypes):
    @hookimpl
    def register_blueprints(self):
        return [blueprint]


PLUGINS = (inline("toy", ToyPlugin()),)


class CachedSite:
    """Two workers on one database; ``now`` moves the clocks of both."""

    def __init__(self, config):
        self.config = config
        self.ahead = 0.0
        self.workers = [
            Site(
                config,
                extra_plugins=PLUGINS,
                clock=lambda: time.monotonic() + self.ahead,
            )
            for _ in range(2)
        ]

    def read(self, path, headers=None, *, worker=0, **options):
        client = Client(self.workers[worker], use_cookies=False)
        options.setdefault("method", "GET")
        # Buffered: a request is over, and its build left, once the answer is read.
        return client.open(path, headers=headers or {}, buffered=True, **options)

    def uncached(self, path, headers=None):
        """Return what the application itself answers now."""
        build = self.workers[0].enter()
        try:
            client = build.app.test_client(use_cookies=False)
            return client.get(path, headers=headers or {})
        finally:
            build.leave()

    @contextmanager
    def desk(self):
        """Open the newest build to act in."""
        build = self.workers[0].enter()
        try:
            with build.app.app_context():
                yield build
        finally:
            build.leave()

    def hits(self, worker=0):
        return self.workers[worker].pages.numbers.hits

    def comes_from_memory(self, path, headers=None, *, worker=0, **options):
        """Tell whether a second request of this kind is answered from memory."""
        self.read(path, headers, worker=worker, **options)
        before = self.hits(worker)
        self.read(path, headers, worker=worker, **options)
        return self.hits(worker) > before


@pytest.fixture(scope="module")
def cached(
    request, database_kind, database_template, tmp_path_factory, compiled_statements
):
    """The two workers; a module may have ``CONFIGURATION``, a function of ``request``."""
    folder = tmp_path_factory.mktemp("cached") / "instance"
    folder.mkdir()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        speed_up(patch, compiled_statements)
        options = getattr(request.module, "CONFIGURATION", lambda _request: {})(request)
        if database_kind == "sqlite":
            shutil.copyfile(database_template, folder / "site.db")
        else:
            pool = request.getfixturevalue("database_pool")
            url = stack.enter_context(pool.lend(database_template[1]))
            options["database_url"] = url.render_as_string(hide_password=False)
        config = Config.load(folder, secret_key=SECRET, hook_seconds=10, **options)
        switch_on(config, ("toy",), PLUGINS)
        site = CachedSite(config)
        yield site
        for worker in site.workers:
            worker.close()
