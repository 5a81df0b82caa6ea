"""Run a command of ``cms`` in copies of an instance: once whole, and killed at chance.

``python -m kill_command INSTANCE SEED ROUNDS COMMAND…``: ``INSTANCE-whole`` is what
the command makes when nobody stops it. In each round ``INSTANCE-killed`` begins
as the instance is; the command is killed there once or more, and run to its end.
What is there then must be the same. Prints how often it was killed.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path

from killing import Run, import_parts, in_child
from site_state import files_of, rows_of

from cms.builtin.operations import installed
from cms.cli import main as run_cms
from cms.database.base import utcnow


MOST_KILLS = 3


def run(instance: Path, command: list[str], last: int = 0) -> Run | None:
    """Run the command in a child; return how, None when it was killed."""

    # Two backups of one second have one name: the second one is refused in words.
    while list((instance / "backups").glob(f"sen-{utcnow():%Y%m%dT%H%M%S}*")):
        time.sleep(0.05)

    def work() -> None:
        sys.argv = ["cms", "--instance", str(instance), *command]
        try:
            run_cms()
        except SystemExit as stopped:
            if stopped.code:
                raise

    return in_child(work, last)


def left_behind(folder: Path) -> tuple[dict[str, list[str]], set[str]]:
    """Return rows and names of files; backups have the time in theirs.

    The bytes of media are told by their rows: what a killed process had stored
    before it had a row for it is swept later.
    """
    database = folder / "site.db"
    files = {name for name in files_of(folder) if not name.startswith("media/")}
    return rows_of(database) if database.exists() else {}, files


def different(
    found: dict[str, list[str]], wanted: dict[str, list[str]]
) -> list[tuple[str, set[str]]]:
    """Return the rows that only one of two states has, by table."""
    return [
        (name, rows)
        for name in sorted(found.keys() | wanted.keys())
        if (rows := set(found.get(name, ())) ^ set(wanted.get(name, ())))
    ]


def copy(instance: Path, target: Path) -> None:
    """Begin a run where the instance stands; nothing is there for one yet to be made."""
    if instance.exists():
        shutil.copytree(instance, target)


def main(instance: Path, seed: int, rounds: int, command: list[str]) -> None:
    import_parts()
    # The same files each time, and much to read.
    installed.installation_problems = lambda: iter(())
    whole, killed = (Path(f"{instance}-{name}") for name in ("whole", "killed"))
    copy(instance, whole)
    done = run(whole, command)
    assert done is not None
    wanted, count = left_behind(whole), 0
    assert wanted != left_behind(instance)
    chance = random.Random(seed)  # noqa: S311 - not a secret
    for _round in range(rounds):
        copy(instance, killed)
        moments = done.moments(chance, MOST_KILLS)
        count += sum(run(killed, command, moment) is None for moment in moments)
        run(killed, command)
        found = left_behind(killed)
        assert found == wanted, (moments, different(found[0], wanted[0]), found[1])
        shutil.rmtree(killed)
    sys.stdout.write(f"killed {count} times of {done.count} steps\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
