"""Import an archive, killed again and again; then once more to its end.

``python -m tests.builtin.exchange.kill ARCHIVE INSTANCE OUTPUT SEED KILLS``:
each child process is killed with SIGKILL before a statement or a move of a
file that chance names. Prints how many were killed, and writes the site that
came of it to OUTPUT. The instance's database stands in ``CMS_DATABASE_URL``,
or is SQLite.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from cms.accounts.permissions import SYSTEM
from cms.build import PARTS, build
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.config import Config
from cms.features import FEATURES
from cms.media.storage import LocalStorage


def count_down(kill_at):
    """Kill this process before its n-th statement; files that are kept count too."""
    left = kill_at

    def step(*_arguments, **_more):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    take = LocalStorage.take

    def counted(self, key, name, source):
        step()
        take(self, key, name, source)
        step()

    LocalStorage.take = counted


def count_steps(config, archive):
    """Return how many statements an import has, by one that leaves nothing behind."""
    ends = os.pipe()
    if os.fork() == 0:
        made = build(config)
        steps = 0

        def step(*_arguments):
            nonlocal steps
            steps += 1

        with made.app.app_context():
            event.listen(Engine, "before_cursor_execute", step)
            import_archive(archive, SYSTEM, is_dry_run=True)
        os.write(ends[1], str(steps).encode())
        os._exit(0)
    os.wait()
    return int(os.read(ends[0], 20))


def run(config, archive, kill_at=0, output=None):
    """Import in a child process; return whether it lived to the end."""
    child = os.fork()
    if child == 0:
        try:
            if kill_at:
                count_down(kill_at)
            made = build(config)
            with made.app.app_context():
                import_archive(archive, SYSTEM)
                if output is not None:
                    assert import_archive(archive, SYSTEM).added == 0
                    export_archive(output, has_revisions=True)
        except BaseException as error:  # noqa: BLE001 - the child must not go on
            sys.stderr.write(f"at {kill_at}: {error!r}\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.WEXITSTATUS(status):
        sys.exit("the import failed")
    return True


def import_parts():
    """Import what every child would import again."""
    for module in PARTS.values():
        importlib.import_module(module)
    for name in FEATURES:
        importlib.import_module(f"cms.features.{name}.plugin")


def main(archive, instance, output, seed, kills):
    import_parts()
    config = Config.load(instance)
    chance = random.Random(seed)  # noqa: S311 - not a secret
    steps = count_steps(config, archive)
    killed = 0
    for _attempt in range(kills):
        killed += not run(config, archive, chance.randint(1, steps))
    run(config, archive, output=output)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    paths = [Path(one) for one in sys.argv[1:4]]
    main(*paths, int(sys.argv[4]), int(sys.argv[5]))
