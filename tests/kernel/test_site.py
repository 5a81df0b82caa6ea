"""The switch: builds follow the generation while requests run."""

import collections
import gc
import threading
import weakref

import pytest
from sqlalchemy import delete, insert, update
from werkzeug.test import Client

import cms.site
from cms.build import build
from cms.database.engines import make_engine
from cms.errors import BuildError, SchemaError
from cms.plugins.models import PluginState, SiteState
from cms.plugins.state import read_generation
from cms.site import LOOK_SECONDS, Site


pytestmark = pytest.mark.plugins("bulletins")
PAGE = "/bang-thong-bao/"
LOGGED_IN = {"Cookie": "sen_session=somebody"}


class Switch:
    """Turns the toy plugin on and off as another process would."""

    def __init__(self, config):
        self.engine = make_engine(config.database_url)

    def turn(self, on):
        with self.engine.begin() as connection:
            connection.execute(delete(PluginState.__table__))
            if on:
                connection.execute(
                    insert(PluginState.__table__).values(name="bulletins")
                )
            self.bump(connection)

    def bump(self, connection):
        table = SiteState.__table__
        moved = connection.execute(
            update(table).values(generation=table.c.generation + 1)
        )
        if not moved.rowcount:
            connection.execute(insert(table).values(id=1, generation=1))

    def generation(self):
        with self.engine.connect() as connection:
            return read_generation(connection)


@pytest.fixture
def switch(config):
    switch = Switch(config)
    yield switch
    switch.engine.dispose()


def get(site, path=PAGE, headers=LOGGED_IN):
    response = Client(site, use_cookies=False).get(path, headers=headers)
    response.close()
    return response.status_code


def test_somebody_logged_in_sees_a_change_at_once(served, switch):
    assert get(served) == 200
    switch.turn(False)
    assert get(served) == 404
    switch.turn(True)
    assert get(served) == 200


def test_another_worker_follows(served, other_worker, switch):
    switch.turn(False)
    assert get(served) == 404
    assert get(other_worker) == 404


def test_an_anonymous_visitor_looks_at_most_once_a_second(
    config, plugins, extra_plugins, served, switch
):
    now = [1000.0]
    site = Site(config, extra_plugins=extra_plugins, clock=lambda: now[0])
    switch.turn(False)
    assert get(site, headers={}) == 200
    now[0] += LOOK_SECONDS
    assert get(site, headers={}) == 404
    site.close()


def test_an_anonymous_visitor_does_not_wait_for_a_build(served, switch, monkeypatch):
    started, go_on = threading.Event(), threading.Event()
    make = served._make

    def slow(generation):
        started.set()
        assert go_on.wait(10)
        return make(generation)

    monkeypatch.setattr(served, "_make", slow)
    switch.turn(False)
    thread = threading.Thread(target=get, args=(served,))
    thread.start()
    assert started.wait(10)
    served._looked = 0.0
    assert get(served, headers={}) == 200  # the old build, while the new one is made
    go_on.set()
    thread.join()
    assert get(served, headers={}) == 404


def test_the_generation_is_read_again_under_the_lock(served, switch, monkeypatch):
    """Trap 1: a thread with an older number must not build backwards."""
    switch.turn(False)
    numbers = iter([7, switch.generation()])
    monkeypatch.setattr(served, "_read", lambda: next(numbers))
    served.current()
    assert served._build.generation == switch.generation()
    assert served.builds == 2


def test_a_retired_build_is_not_entered(served, switch, monkeypatch):
    """Trap 2: a request that chose a build just before it was retired takes the next."""
    old = served._build
    switch.turn(False)
    served.current()
    assert not old.enter()
    monkeypatch.setattr(served, "current", lambda wait: old)
    assert get(served) == 404


def test_a_retired_build_closes_after_its_last_request(served, switch):
    """Trap 3: drain, then dispose."""
    old = served.enter()
    closed = []
    close = old.close
    old.close = lambda: (closed.append(True), close())
    switch.turn(False)
    served.current()
    assert not closed
    old.leave()
    assert closed == [True]


def test_a_failed_generation_is_tried_once(served, switch, monkeypatch, caplog):
    """Trap 4: remembered, not built again for every request."""
    tries = []

    def fail(*_args, **_kwargs):
        tries.append(1)
        raise BuildError("no")

    monkeypatch.setattr(cms.site, "build", fail)
    switch.turn(False)
    assert [get(served) for _ in range(5)] == [200] * 5
    assert len(tries) == 1
    monkeypatch.setattr(cms.site, "build", build)
    switch.turn(False)
    assert get(served) == 404


def test_switching_under_load_costs_nobody_an_answer(served, switch):
    seen = collections.Counter()
    errors = []
    stop = threading.Event()

    def read():
        client = Client(served, use_cookies=False)
        while not stop.is_set():
            try:
                response = client.get(PAGE, headers=LOGGED_IN)
                response.close()
                seen[response.status_code] += 1
            except Exception as error:  # noqa: BLE001 - distinguished below
                errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(12):
        threading.Event().wait(0.1)
        switch.turn(number % 2 == 1)
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert set(seen) <= {200, 404}
    assert served.builds <= 13


def test_old_builds_leave_nothing_behind(served, switch):
    old = weakref.ref(served._build.app)
    for number in range(6):
        switch.turn(number % 2 == 1)
        get(served)
    gc.collect()
    assert old() is None


def test_a_database_without_tables_is_not_served(tmp_path):
    from cms.config import Config
    from cms.testing.pytest_plugin import SECRET

    config = Config.load(tmp_path, secret_key=SECRET)
    with pytest.raises(SchemaError, match="cms db upgrade"):
        Site(config)


def test_an_unknown_host_is_refused(served):
    response = Client(served).get(PAGE, headers={"Host": "evil.example"})
    assert response.status_code == 400
    response.close()
