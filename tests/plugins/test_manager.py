"""Five verbs, five ways to go on when a plugin raises or hangs."""

import contextlib
import threading
from types import SimpleNamespace

import pluggy
import pytest
from sqlalchemy import false, select, text

from cms import EVERY_TYPE, speaks_for
from cms.database.transaction import transaction
from cms.errors import Busy, PluginError, Problem
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.plugins.breaker import FAILURE_LIMIT, PAUSE_SECONDS, CircuitBreaker
from cms.plugins.failures import FailureLog, recent
from cms.plugins.manager import Manager, Trouble
from cms.plugins.models import PluginState
from cms.richtext import tag
from cms.testing.hostile import hooks, raising


ERRORS = [ValueError("boom"), SystemExit(3), RecursionError(), MemoryError("much")]
ARGUMENTS = {
    "check_item": {"item": None, "data": {}, "transition": "submit", "actor": None},
    "filter_items": {"user": None, "action": "read"},
    "render_slot": {"slot": None, "item": None, "user": None},
    "on_login_failed": {"user": None, "network": "192.0.2.0/24"},
    **{
        hook: {"item": None, "actor": None}
        for hook in hooks()
        if hook.startswith("on_item_")
    },
}


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def manager(site, clock):
    return Manager(FailureLog(), CircuitBreaker(clock, budget=0.5))


def plugin(**hooks):
    module = type(pytest)("plugin")
    for name, function in hooks.items():
        function.__name__ = name
        setattr(module, name, hookimpl(function))
    return module


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("hook", hooks())
def test_every_called_hook_survives_every_exception(manager, hook, error):
    manager.register("hostile", raising(hook, error))
    verb = hook.split("_")[0]
    method = {"on": "notify"}.get(verb, verb)
    result = getattr(manager, method)(hook, **ARGUMENTS[hook])
    if verb == "check":
        assert [one.plugin for one in result] == ["hostile"]
        assert result[0].block
    elif verb == "filter":
        assert result[0].criterion.compare(false())
    elif verb == "render":
        assert isinstance(result[0], Trouble)
    manager.failures.flush()
    assert [one.plugin for one in recent()] == ["hostile"]


@pytest.mark.parametrize("hook", hooks(("register",)))
def test_every_register_hook_names_the_plugin_that_raised(manager, hook):
    manager.register("hostile", raising(hook, SystemExit(1)))
    with pytest.raises(PluginError, match=r"hostile.*SystemExit") as caught:
        manager.collect(hook)
    assert caught.value.plugin == "hostile"


def test_the_user_can_still_interrupt(manager):
    manager.register("hostile", raising("render_slot", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        manager.render("render_slot", **ARGUMENTS["render_slot"])


def test_others_go_on_after_a_failing_one(manager):
    manager.register("bad", raising("render_slot", ValueError()))
    manager.register("good", plugin(render_slot=lambda slot: tag("p", "gut")))
    pieces = manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert isinstance(pieces[0], Trouble)
    assert pieces[1] == "<p>gut</p>"


def test_an_implementation_takes_only_the_arguments_it_wants(manager):
    manager.register("a", plugin(check_item=lambda actor: [Problem(str(actor))]))
    found = manager.check("check_item", **{**ARGUMENTS["check_item"], "actor": "An"})
    assert [one.message for one in found] == ["An"]


def test_a_hook_that_does_not_exist_is_refused(manager):
    with pytest.raises(PluginError, match="no hook called register_navv"):
        manager.register("typo", plugin(register_navv=lambda: [1]))


def test_an_argument_that_does_not_exist_is_refused(manager):
    with pytest.raises(PluginError, match="usr"):
        manager.register("typo", plugin(filter_items=lambda usr: None))


@pytest.mark.parametrize("tool", ["tryfirst", "trylast", "wrapper", "hookwrapper"])
def test_orders_and_wrappers_are_refused(manager, tool):
    marker = pluggy.HookimplMarker("cms")

    def check_item():
        yield

    module = type(pytest)("sharp")
    module.check_item = marker(**{tool: True})(check_item)
    with pytest.raises(PluginError, match=tool):
        manager.register("sharp", module)


@pytest.mark.parametrize(
    ("hook", "value"),
    [("check_item", ["no"]), ("filter_items", True), ("render_slot", "<b>")],
)
def test_a_value_of_the_wrong_kind_is_a_failure(manager, hook, value):
    manager.register("odd", plugin(**{hook: lambda: value}))
    verb = hook.split("_")[0]
    result = getattr(manager, verb)(hook, **ARGUMENTS[hook])
    assert len(result) == 1
    assert result[0] != value


def test_a_failing_query_leaves_the_callers_transaction_whole(manager):
    def check_item():
        db.session.execute(text("select * from no_such_table"))

    manager.register("query", plugin(check_item=check_item))
    with transaction():
        db.session.add(PluginState(name="kept"))
        assert manager.check("check_item", **ARGUMENTS["check_item"])
    assert db.session.scalars(select(PluginState.name)).all() == ["kept"]


def test_what_a_failing_notification_wrote_is_gone_and_others_are_kept(manager):
    def good():
        db.session.add(PluginState(name="good"))

    def bad():
        db.session.add(PluginState(name="bad"))
        db.session.flush()
        raise ValueError

    manager.register("bad", plugin(on_item_published=bad))
    manager.register("good", plugin(on_item_published=good))
    manager.notify("on_item_published", **ARGUMENTS["on_item_published"])
    db.session.rollback()
    assert db.session.scalars(select(PluginState.name)).all() == ["good"]


def test_what_fails_so_often_in_a_row_is_suspended_and_not_called_again(manager, clock):
    calls = []

    def render_slot():
        calls.append(1)
        raise ValueError("again")

    manager.register("bad", plugin(render_slot=render_slot))
    for _ in range(FAILURE_LIMIT + 2):
        assert isinstance(
            manager.render("render_slot", **ARGUMENTS["render_slot"])[0], Trouble
        )
    assert len(calls) == FAILURE_LIMIT
    clock.now += 1_000_000
    manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert len(calls) == FAILURE_LIMIT
    assert manager.breaker.resting() == [("bad", "render_slot")]


def test_a_suspended_check_refuses_and_a_suspended_filter_hides(manager):
    manager.register("bad", raising("check_item", ValueError()))
    manager.register("worse", raising("filter_items", ValueError()))
    for _ in range(FAILURE_LIMIT + 1):
        problems = manager.check("check_item", **ARGUMENTS["check_item"])
        said = manager.filter("filter_items", **ARGUMENTS["filter_items"])
    assert len(manager.breaker.resting()) == 2
    assert problems[0].block
    assert said[0].criterion.compare(false())


def test_what_hangs_rests_at_once_for_a_minute_and_gets_another_chance(manager, clock):
    calls = []

    def render_slot():
        calls.append(1)
        while True:
            pass

    manager.register("slow", plugin(render_slot=render_slot))
    for _ in range(3):
        manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert len(calls) == 1
    assert manager.breaker.resting() == [("slow", "render_slot")]
    clock.now += PAUSE_SECONDS
    manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert len(calls) == 2
    manager.failures.flush()
    assert recent()[0].count == 2
    assert "render_slot" in recent()[0].traceback


def test_what_still_hangs_is_not_called_beside_itself(manager, clock):
    calls, go_on = [], threading.Event()

    def render_slot():
        calls.append(1)
        go_on.wait(20)

    manager.register("slow", plugin(render_slot=render_slot))
    for _ in range(3):
        manager.render("render_slot", **ARGUMENTS["render_slot"])
        clock.now += PAUSE_SECONDS
    assert len(calls) == 1
    go_on.set()


def test_a_busy_database_suspends_nobody(manager):
    manager.register("asks", raising("filter_items", Busy("locked")))
    for _ in range(FAILURE_LIMIT + 1):
        said = manager.filter("filter_items", **ARGUMENTS["filter_items"])
    assert said[0].criterion.compare(false())
    assert manager.breaker.resting() == []


def test_a_part_of_the_core_is_never_suspended(site):
    manager = Manager(FailureLog(), CircuitBreaker(), ["core"])
    manager.register("core", raising("render_slot", ValueError()))
    for _ in range(FAILURE_LIMIT + 1):
        manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert manager.breaker.resting() == []


@pytest.mark.parametrize(
    ("kind", "blocks"), [("bad.thing", True), ("good.thing", False)]
)
def test_a_failing_check_blocks_the_types_of_its_plugin_only(manager, kind, blocks):
    manager.types = {"bad.thing": "bad", "good.thing": "good"}
    manager.register("bad", raising("check_item", ValueError()))
    item = SimpleNamespace(type=kind)
    found = manager.check("check_item", **{**ARGUMENTS["check_item"], "item": item})
    assert [one.block for one in found] == [blocks]
    assert "bad" in found[0].message


def test_a_filter_speaks_for_its_own_types_and_those_that_it_declares(manager):
    manager.types = {"a.one": "a", "b.one": "b", "c.one": "c"}

    def declared(*types):
        return plugin(filter_items=speaks_for(*types)(lambda: false()))

    manager.register("a", declared())
    manager.register("b", declared("c.one"))
    manager.register("c", declared(EVERY_TYPE))
    said = manager.filter("filter_items", **ARGUMENTS["filter_items"])
    assert [one.types for one in said] == [{"a.one"}, {"b.one", "c.one"}, None]


def test_success_forgets_earlier_failures(manager):
    fail = [True, True, False, True, True]

    def render_slot():
        if fail.pop(0):
            raise ValueError

    manager.register("moody", plugin(render_slot=render_slot))
    for _ in range(5):
        manager.render("render_slot", **ARGUMENTS["render_slot"])
    assert manager.breaker.resting() == []


def test_a_write_interrupted_in_a_transaction_undoes_it_whole_and_says_so(manager):
    """SQLite takes the whole transaction back; nothing of it may be reported as saved."""

    def check_item():
        db.session.execute(
            text(
                "INSERT INTO plugin_state (name, enabled_at) "
                "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
                "SELECT 'p' || n, '2026-01-01 00:00:00' FROM more"
            )
        )

    manager.register("slow", plugin(check_item=check_item))

    def save():
        with transaction() as session:
            session.add(PluginState(name="before"))
            session.flush()
            manager.check("check_item", **ARGUMENTS["check_item"])
            session.add(PluginState(name="after"))

    is_sqlite = db.engine.dialect.name == "sqlite"
    with pytest.raises(Busy) if is_sqlite else contextlib.nullcontext():
        save()

    names = set(db.session.scalars(select(PluginState.name)))
    assert names & {"before", "after"} == (set() if is_sqlite else {"before", "after"})
