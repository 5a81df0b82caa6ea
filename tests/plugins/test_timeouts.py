"""A hook that hangs costs its budget once; the request keeps its session and goes on."""

import contextlib
import threading
import time

import pytest
from flask import g
from sqlalchemy import select, text

from cms.database.transaction import transaction
from cms.errors import TooLate
from cms.extensions import db
from cms.plugins.models import PluginState
from cms.plugins.timeouts import Overdue, call_within
from cms.testing.hostile import HANGS


BUDGET = 0.1
# Far less than what hangs would take, and room for a machine that is busy with much else.
LATEST = 10.0


def hang(hanging):
    started = time.monotonic()
    with pytest.raises(Overdue) as caught, db.session.begin_nested():
        call_within(BUDGET, hanging)
    assert time.monotonic() - started < LATEST
    return caught.value


@pytest.mark.parametrize("hanging", HANGS.values(), ids=HANGS.keys())
def test_whatever_hangs_is_given_up_in_time_and_says_where_it_was(site, hanging):
    late = hang(hanging)
    assert hanging.__name__ in "".join(late.stack)


@pytest.mark.parametrize("hanging", HANGS.values(), ids=HANGS.keys())
def test_the_transaction_of_the_caller_goes_on(site, hanging):
    with transaction():
        db.session.add(PluginState(name="before"))
        db.session.flush()
        hang(hanging)
        db.session.add(PluginState(name="after"))
    names = set(db.session.scalars(select(PluginState.name)))
    assert {"before", "after"} <= names


@pytest.mark.parametrize("name", ["loop", "query"])
def test_what_can_be_interrupted_leaves_no_thread_behind(site, name):
    assert not hang(HANGS[name]).hangs


def test_a_call_has_the_session_and_the_context_of_its_caller(site):
    with site.app.test_request_context("/?q=1"):
        g.word = "mine"
        db.session.add(PluginState(name="pending"))

        def look():
            assert threading.current_thread() is not threading.main_thread()
            return g.word, len(db.session.new)

        assert call_within(1, look) == ("mine", 1)
        db.session.rollback()


def test_a_loop_of_queries_is_stopped_and_its_transaction_goes_on(site):
    def many():
        while True:
            with db.session.begin_nested():
                db.session.execute(text("SELECT 1"))

    with transaction():
        db.session.add(PluginState(name="before"))
        db.session.flush()
        assert not hang(many).hangs
        db.session.add(PluginState(name="after"))
    assert set(db.session.scalars(select(PluginState.name))) == {"before", "after"}


def test_an_abandoned_call_never_meets_the_session_again(site):
    met, go_on, over = [], threading.Event(), threading.Event()
    session = db.session()

    def stubborn():
        with contextlib.suppress(BaseException):
            go_on.wait(10)
        met.append(db.session() is session)
        try:
            db.session.execute(text("SELECT 1"))
        except TooLate:
            met.append("refused")
        finally:
            over.set()

    hang(stubborn)
    go_on.set()
    assert over.wait(5)
    assert met == [False, "refused"]
    assert db.session() is session
    assert session.scalar(text("SELECT 1")) == 1


def test_time_spent_in_a_call_within_a_call_is_not_held_against_it(site):
    def patient():
        with pytest.raises(Overdue):
            call_within(BUDGET, HANGS["sleep"])
        return "went on"

    assert call_within(BUDGET, patient) == "went on"


def test_calls_in_a_row_share_threads(site):
    before = threading.active_count()
    for _ in range(50):
        assert call_within(1, threading.get_ident)
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), KeyboardInterrupt()])
def test_what_a_call_raises_reaches_the_caller(site, error):
    def fail():
        raise error

    with pytest.raises(type(error)) as caught:
        call_within(1, fail)
    assert caught.value is error
