"""A worker process for the tests: ``python -m tests.jobs.process FOLDER LEASE JOBS URL``."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from cms.builtin.operations.worker import Worker
from cms.contributions import Job
from cms.database.engines import engine_options, wire
from cms.database.transaction import transaction
from cms.extensions import Base, db
from cms.jobs import finish
from cms.jobs.models import JobRow


effects = sa.Table(
    "effects",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tag", sa.Text),
)


def make_app(url):
    app = Flask("t")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        wire(db.engine)
        Base.metadata.create_all(db.engine, tables=[JobRow.__table__])
        effects.create(db.engine, checkfirst=True)
    return app


def leave_effect(tag):
    with transaction() as session:
        session.execute(effects.insert().values(tag=tag))
        finish()


def slow(tag, seconds):
    Path(f"{sys.argv[1]}/{tag}.started").write_text(str(os.getpid()))
    time.sleep(seconds)
    leave_effect(tag)


def slow_after(tag, seconds):
    """Have the effect and be killed before the worker can say so."""
    leave_effect(tag)
    Path(f"{sys.argv[1]}/{tag}.started").touch()
    time.sleep(seconds)


def fail():
    raise ValueError("cannot")


JOBS = {
    job.name: job
    for job in (
        Job("t.slow", slow),
        Job("t.slow_after", slow_after),
        Job("t.effect", leave_effect),
        Job("t.fail", fail),
        Job("t.tick", lambda: leave_effect("tick"), every=2),
    )
}


def make_worker(app, folder, lease=1.0, jobs=None):
    @contextmanager
    def builds():
        with app.app_context():
            yield JOBS if jobs is None else jobs

    return Worker(builds, folder / "queue.db", lease)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    names = sys.argv[3].split(",")
    make_worker(
        make_app(sys.argv[4]), place, float(sys.argv[2]), {n: JOBS[n] for n in names}
    ).run()
