"""Jobs: they hold with their transaction, run again after a kill, and count once."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from waiting import wait_for

from cms.builtin.operations.claims import MAX_ATTEMPTS, claim
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs import enqueue
from cms.jobs.models import JobRow
from cms.jobs.queue import messages
from tests.jobs.process import JOBS, effects, make_worker


ROOT = Path(__file__).parents[2]
LEASE = dt.timedelta(seconds=30)


def add(name, **options):
    with transaction():
        return enqueue(name, **options)


def row(identity):
    db.session.rollback()
    return db.session.get_one(JobRow, identity, populate_existing=True)


def tags():
    db.session.rollback()
    return list(db.session.scalars(sa.select(effects.c.tag)))


@pytest.fixture
def start(tmp_path, database_url):
    """Start worker processes; all are gone when the test ends."""
    processes = []

    def run(*names, lease="1"):
        command = [
            sys.executable,
            "-m",
            "tests.jobs.process",
            str(tmp_path),
            lease,
            ",".join(names),
            database_url,
        ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.wait()


def test_a_job_of_a_failed_transaction_does_not_exist(app):
    def act():
        with transaction():
            enqueue("t.effect", tag="a")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()
    assert db.session.scalar(sa.select(sa.func.count(JobRow.id))) == 0


def test_a_waiting_job_is_not_doubled_and_a_started_one_does_not_block(app):
    first = add("t.effect", dedupe="k", tag="a")
    assert add("t.effect", dedupe="k", tag="a") is None
    assert claim(first, ["t.effect"], LEASE)
    assert add("t.effect", dedupe="k", tag="a") is not None


def test_a_job_is_claimed_once(app):
    identity = add("t.effect", tag="a")
    assert claim(identity, ["t.effect"], LEASE).args == {"tag": "a"}
    assert claim(identity, ["t.effect"], LEASE) is None


def test_a_job_waits_for_its_time_and_for_its_code(app):
    later = add("t.effect", run_at=utcnow() + dt.timedelta(hours=1), tag="a")
    strange = add("absent.job")
    assert claim(later, ["t.effect"], LEASE) is None
    assert claim(strange, ["t.effect"], LEASE) is None


def test_a_failing_job_is_tried_later_and_parked_in_the_end(app, tmp_path):
    worker = make_worker(app, tmp_path)
    identity = add("t.fail")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with transaction() as session:
            session.execute(sa.update(JobRow).values(run_at=utcnow()))
        worker.execute(identity)
        assert row(identity).attempts == attempt
    assert (row(identity).state, row(identity).error) == (
        "failed",
        "ValueError: cannot",
    )


def test_a_failed_attempt_pauses_before_the_next(app, tmp_path):
    identity = add("t.fail")
    make_worker(app, tmp_path).execute(identity)
    assert row(identity).run_at > utcnow() + dt.timedelta(seconds=5)


def test_a_message_is_the_number_of_a_job_and_needs_no_key(tmp_path):
    seen = []
    task = messages(tmp_path / "queue.db", seen.append)
    task(4711)
    huey = task.huey
    assert huey.storage.enqueued_items() == [b"4711"]
    huey.execute(huey.dequeue())
    assert seen == [4711]

    huey.storage.enqueue(pickle.dumps(print))
    with pytest.raises(ValueError, match="invalid literal"):
        huey.dequeue()


def test_who_lost_the_lease_has_no_effect(app, tmp_path):
    def taken_over():
        with transaction() as session:
            session.execute(sa.update(JobRow).values(attempts=2))
        JOBS["t.effect"].run(tag="late")

    identity = add("t.taken")
    jobs = {"t.taken": type(JOBS["t.effect"])("t.taken", taken_over)}
    make_worker(app, tmp_path, jobs=jobs).execute(identity)
    assert tags() == []
    assert row(identity).state == "running"


def test_a_job_whose_worker_always_dies_is_parked(app, tmp_path):
    identity = add("t.effect", tag="a")
    with transaction() as session:
        session.execute(
            sa.update(JobRow).values(
                state="running", attempts=MAX_ATTEMPTS, lease_until=utcnow()
            )
        )
    make_worker(app, tmp_path).poll()
    assert row(identity).state == "failed"


@pytest.mark.parametrize("name", ["t.slow", "t.slow_after"])
def test_a_job_whose_worker_is_killed_runs_again_with_one_effect(
    app, tmp_path, start, name
):
    identity = add(name, tag="a", seconds=0.6)
    first = start(name)
    wait_for((tmp_path / "a.started").exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    start(name)
    wait_for(lambda: row(identity).state == "done")
    assert tags() == ["a"]
    assert row(identity).attempts == (2 if name == "t.slow" else 1)


def test_three_workers_on_one_queue_do_each_job_once_though_one_is_killed(
    app, tmp_path, start
):
    names = ("t.effect", "t.slow")
    workers = {worker.pid: worker for worker in (start(*names) for _ in range(3))}
    wanted = [f"quick-{number}" for number in range(30)]
    ids = [add("t.effect", tag=tag) for tag in wanted]
    ids += [add("t.slow", tag=f"slow-{number}", seconds=2) for number in range(3)]
    wanted += [f"slow-{number}" for number in range(3)]
    begun = tmp_path / "slow-0.started"
    wait_for(lambda: begun.exists() and begun.read_text())
    workers[int(begun.read_text())].kill()
    ids += [add("t.effect", tag=f"late-{number}") for number in range(10)]
    wanted += [f"late-{number}" for number in range(10)]
    wait_for(lambda: all(row(identity).state == "done" for identity in ids), 60)
    assert sorted(tags()) == sorted(wanted)
    assert row(ids[30]).attempts > 1


def test_periodic_jobs_run_once_a_slot_with_two_workers(app, start):
    start("t.tick")
    start("t.tick")
    wait_for(lambda: len(tags()) >= 3)
    db.session.rollback()
    keys = list(db.session.scalars(sa.select(JobRow.dedupe)))
    assert len(set(keys)) == len(keys)
    finished = sa.select(sa.func.count(JobRow.id)).where(JobRow.state == "done")
    assert len(tags()) == db.session.scalar(finished)


def test_a_worker_lets_its_job_end_before_it_goes(app, tmp_path, start):
    identity = add("t.slow", tag="a", seconds=1)
    worker = start("t.slow", lease="30")
    wait_for((tmp_path / "a.started").exists)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert row(identity).state == "done"
