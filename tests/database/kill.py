"""Upgrade a database again and again, killed at each statement in turn.

``python -m tests.database.kill FOLDER STEP``: each child process works on a
new copy of nothing, is killed with SIGKILL before its n-th statement, and a
second one must then reach the end. Prints the number of kills.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from cms.config import Config
from cms.database.engines import make_engine
from cms.database.migrations.runner import require_schema, upgrade


def run(config, kill_at):
    """Upgrade in a child process; return whether it lived to the end."""
    child = os.fork()
    if child == 0:
        count = 0

        @event.listens_for(Engine, "before_cursor_execute")
        def _count(*_arguments):
            nonlocal count
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            upgrade(config)
        except BaseException as error:  # noqa: BLE001 - the child must not go on
            sys.stderr.write(f"at {kill_at}: {error!r}\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.WEXITSTATUS(status):
        sys.exit("the upgrade failed")
    return True


def prepare(folder):
    """Upgrade once in this process: each child would import and compile all of it again."""
    folder.mkdir()
    upgrade(Config.load(folder))
    gc.disable()  # the children are short


def main(folder, step):
    prepare(folder / "once")
    kills = 0
    for number in range(1, 10_000, step):
        place = folder / str(number)
        place.mkdir()
        config = Config.load(place)
        if run(config, number):
            break
        kills += 1
        run(config, 0)
        engine = make_engine(config.database_url)
        require_schema(engine)
        engine.dispose()
    sys.stdout.write(f"{kills}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
