"""Jobs and long commands, killed at moments of chance and run again: whole, nothing twice.

Every job of the registry is tried: one that is added needs a line in
``tests/support/long_work.py``. ``--kills 50`` tries each at many more moments.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from killing import Run, in_child
from long_work import COMMANDS, JOBS, NO_TRACE
from pydantic import SecretStr
from site_state import files_of, media_of, rows_of
from sqlalchemy import delete, select

from cms.builtin import mail
from cms.builtin.idempotency import service as idempotency
from cms.builtin.operations.claims import MAX_ATTEMPTS
from cms.builtin.operations.worker import Worker
from cms.content.revisions import projection
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.links import asking
from cms.jobs import enqueue
from cms.jobs.models import JobRow


PLUGINS = ("news", "directory", "conferences", "inspections", "reports", "extraction")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.plugins(*PLUGINS),
]
# A letter with a new secret is another letter; the log says that there were two.
WRITTEN_AGAIN = {
    "accounts.mail_reset": "audit_entries",
    "export": "audit_entries",
}
# What stores bytes before it has rows for them: those of the killed are swept later.
STAGES = {"several files"}
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}|[0-9a-f]{64}")


@pytest.fixture
def config(config, tmp_path):
    sends = {"smtp_url": SecretStr("smtp://127.0.0.1:9"), "mail_from": "a@b.example"}
    kept = {"static_copy": {"folder": str(tmp_path / "copy")}}
    return config.model_copy(update=sends | kept)


@dataclass(frozen=True)
class State:
    """What work has left: rows and files here, letters and questions elsewhere."""

    rows: dict[str, list[str]] = field(repr=False)
    files: dict[str, str] = field(repr=False)
    sent: frozenset[str]


class Trial:
    """One site in which much waits to be done, put back as it was for each attempt."""

    def __init__(self, build: Any, folder: Path) -> None:
        self.build, self.folder = build, folder
        self.instance = build.config.instance
        self.outside = folder / "outside"
        self.saved = folder / "before"
        self.copy = folder / "copy"

    def save(self) -> None:
        self._close()
        self.outside.write_text("")
        shutil.copytree(self.instance, self.saved)

    def put_back(self) -> None:
        self._close()
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.rmtree(self.instance)
        shutil.copytree(self.saved, self.instance)
        self.outside.write_text("")

    def attempt(self, work: Any, last: int = 0) -> Run | None:
        """Do the work in a child, which is killed at its ``last`` step, if one."""
        self._close()

        def done() -> None:
            with self.build.app.app_context():
                work()

        return in_child(done, last)

    def state(self, work: str) -> State:
        database = self.instance / "site.db"
        rows, names, files = rows_of(database), media_of(database), {}
        rows.pop(WRITTEN_AGAIN.get(work, ""), None)
        sent = frozenset(self.outside.read_text().splitlines())
        for path, digest in files_of(self.instance).items():
            key = KEY.search(path)
            if key is None or key[0] in names:
                files[KEY.sub(lambda key: names[key[0]], path)] = digest
            elif work not in STAGES:
                files[path] = digest
        if self.copy.exists():
            copied = files_of(self.copy).items()
            files |= {name: seal for name, seal in copied if name[:5] != ".copy"}
        return State(rows, files, sent)

    def job_states(self, name: str) -> list[tuple[str, str | None]]:
        rows = db.session.execute(
            select(JobRow.state, JobRow.error).where(JobRow.name == name)
        ).all()
        self._close()
        return [(row.state, row.error) for row in rows]

    def _close(self) -> None:
        db.session.remove()
        db.engine.dispose()


def run_job(trial: Trial, name: str) -> None:
    """Run what waits of a job, as its worker does; what it enqueues of itself, too."""

    @contextmanager
    def builds():
        yield trial.build.registry.jobs

    worker = Worker(builds, trial.instance / "queue.db", lease_seconds=0.001)
    open_ones = select(JobRow.id).where(
        JobRow.name == name, JobRow.state.in_(("queued", "running"))
    )
    for _attempt in range(20):
        identity = db.session.scalar(open_ones.order_by(JobRow.id).limit(1))
        db.session.rollback()
        if identity is None:
            return
        worker.execute(identity)


@pytest.fixture
def trial(site, tmp_path, monkeypatch):
    """The site with all its work prepared; what leaves it is written into a file."""
    made = Trial(site, tmp_path)

    def note(words: str) -> None:
        with made.outside.open("a") as file:
            file.write(f"{words}\n")

    class Server:
        def send_message(self, letter: Any) -> None:
            key = letter["Message-ID"]
            mark = key if key.startswith(("<notice-", "<anchor-")) else ""
            note(f"{letter['To']} {letter['Subject']} {mark}")

    @contextmanager
    def connection(_config: Any):
        yield Server()

    def ask(url: str, _guard: Any) -> int:
        note(url)
        raise asking.Unreachable("404")

    monkeypatch.setattr(mail, "connection", connection)
    monkeypatch.setattr(asking, "ask", ask)
    # Batches of two, so that work has a middle.
    monkeypatch.setattr(projection, "MOST_AT_ONCE", 2)
    monkeypatch.setattr("cms_extraction.backlog.AT_ONCE", 2)
    monkeypatch.setattr("cms_conferences.jobs.BATCH", 2)
    monkeypatch.setattr(idempotency, "PATIENCE", 0.0)
    folder = tmp_path / "outside-the-site"
    folder.mkdir()
    assert set(JOBS) == set(site.registry.jobs)
    arguments = {name: prepare(folder) for name, prepare in JOBS.items()}
    for command in COMMANDS.values():
        command.prepare(folder)
    with transaction() as session:
        session.execute(delete(JobRow))  # what preparing has enqueued by itself
        for name, given in arguments.items():
            enqueue(name, **given)
    made.save()
    return made


def works(trial: Trial) -> dict[str, Any]:
    """Return what is tried by its name."""
    folder = trial.instance / "made"
    jobs = {name: partial(run_job, trial, name) for name in JOBS}
    return jobs | {
        name: partial(run_command, command, folder)
        for name, command in COMMANDS.items()
    }


def run_command(command: Any, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    command.run(folder)


def differences(found: State, wanted: State) -> str:
    """Return in short what is not as it should be."""
    rows = {
        name: (
            sorted(set(found.rows[name]) - set(wanted.rows[name])),
            sorted(set(wanted.rows[name]) - set(found.rows[name])),
            len(found.rows[name]),
            len(wanted.rows[name]),
        )
        for name in wanted.rows
        if found.rows[name] != wanted.rows[name]
    }
    files = set(found.files.items()) ^ set(wanted.files.items())
    sent = found.sent ^ wanted.sent
    return json.dumps([rows, sorted(files), sorted(sent)], ensure_ascii=False, indent=1)


def test_work_killed_anywhere_and_run_again_is_whole_and_nothing_twice(trial, request):
    rounds = request.config.getoption("--kills")
    seed = int(os.environ.get("CMS_FAULT_SEED", "0")) or secrets.randbelow(1 << 30)
    chance, killed, faults = random.Random(seed), 0, []  # noqa: S311 - not a secret
    for name, work in works(trial).items():
        trial.put_back()
        before = trial.state(name)
        done = trial.attempt(work)
        wanted = trial.state(name)
        if name not in NO_TRACE:
            assert wanted != before, name
        for _round in range(rounds):
            trial.put_back()
            moments = done.moments(chance, MAX_ATTEMPTS - 1)
            killed += sum(trial.attempt(work, one) is None for one in moments)
            trial.attempt(work)
            if name in JOBS:
                ends = trial.job_states(name)
                if set(ends) != {("done", None)}:
                    faults.append(f"{name} {moments} ended so: {ends}")
            found = trial.state(name)
            if found != wanted:
                faults.append(f"{name} {moments}: {differences(found, wanted)}")
    assert not faults, f"CMS_FAULT_SEED={seed}\n" + "\n".join(faults)
    assert killed > len(JOBS)
