"""What a process that was frozen leaves behind is read once, by one of the next."""

import fcntl

import pytest

from cms.plugins import timeouts
from cms.plugins.failures import FailureLog, recent
from cms.plugins.suspensions import suspended_hooks
from cms.plugins.timeouts import call_within
from cms.plugins.watchdog import CallTable, Watchdog, read_calls


@pytest.fixture
def table(tmp_path, monkeypatch):
    made = CallTable(tmp_path / "frozen-1.calls")
    monkeypatch.setattr(timeouts, "calls", made)
    return made


def test_a_call_stands_in_the_table_only_while_it_is_made(site, table, tmp_path):
    path = tmp_path / "frozen-1.calls"
    seen = call_within(1, lambda: read_calls(path), ("news", "render_slot"))
    assert [(one.plugin, one.hook) for one in seen] == [("news", "render_slot")]
    assert read_calls(path) == []


def test_more_calls_at_once_than_places_are_made_all_the_same(site, table):
    table._free.clear()
    assert call_within(1, lambda: "made", ("news", "render_slot")) == "made"


@pytest.fixture
def left_behind(site):
    """The files of a process that ended while it called a hook."""
    folder = site.config.instance
    with CallTable(folder / "frozen-1.calls").calling(("toy", "render_slot")):
        content = (folder / "frozen-1.calls").read_bytes()
    (folder / "frozen-1.calls").write_bytes(content)
    (number,) = {one.thread for one in read_calls(folder / "frozen-1.calls")}
    (folder / "frozen-1.trace").write_text(
        "Timeout (0:00:10)!\n"
        f'Thread 0x{number:016x} (most recent call first):\n  File "toy.py", line 3 in x\n'
        '\nThread 0x1 (most recent call first):\n  File "other.py", line 4 in y\n'
    )
    return folder


def test_it_is_suspended_once_with_the_traceback_of_its_thread(site, left_behind):
    watchdog = Watchdog(site.config)
    (seen,) = watchdog.report(FailureLog())
    assert (seen.plugin, seen.hook) == ("toy", "render_slot")
    assert [one.hook for one in suspended_hooks("toy")] == ["render_slot"]
    assert "toy.py" in recent()[0].traceback
    assert "other.py" not in recent()[0].traceback
    assert watchdog.report(FailureLog()) == []
    assert list(left_behind.glob("frozen-*")) == []


def test_a_process_that_lives_is_left_alone(site, left_behind):
    with (left_behind / "frozen-1.trace").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert Watchdog(site.config).report(FailureLog()) == []
    assert suspended_hooks() == []


def test_a_process_that_was_stopped_blames_nobody(site, left_behind):
    (left_behind / "frozen-1.trace").write_text("")
    assert Watchdog(site.config).report(FailureLog()) == []
    assert suspended_hooks() == []
