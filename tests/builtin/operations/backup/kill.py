"""Restore a backup, killed again and again at a later step; then to its end.

``python -m tests.builtin.operations.backup.kill BACKUP INSTANCE STRIDE [DATABASE_URL]``:
a step is a rename or a statement. Each child process is killed by SIGKILL at its
second step, or with STRIDE that many steps later than the one before. Prints how
many were killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from cms.builtin.operations.backup.restoring import (
    PENDING,
    continue_restore,
    restore_backup,
)


def count_down(left):
    """Kill this process before its n-th step."""

    def step(*_arguments):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    rename = Path.rename

    def counted(self, target):
        step()
        made = rename(self, target)
        step()
        return made

    Path.rename = counted
    event.listen(Engine, "before_cursor_execute", step)


def attempt(backup, instance, address, kill_at):
    """Begin or go on in a child process; return whether it lived to the end."""
    child = os.fork()
    if child == 0:
        try:
            count_down(kill_at)
            if (instance / PENDING).exists():
                continue_restore(instance)
            else:
                restore_backup(instance, backup, database_url=address)
        except BaseException as error:  # noqa: BLE001 - the child must not go on
            sys.stderr.write(f"at {kill_at}: {error!r}\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit("the restore failed")
    return not os.WIFSIGNALED(status)


def main(backup, instance, stride, address=None):
    killed = 0
    # The second step of every attempt is behind something that was done.
    while not attempt(backup, instance, address, 1 + bool(killed) + killed * stride):
        killed += 1
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
