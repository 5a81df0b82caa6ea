"""Trials: plugins or a theme are tried in a child process before any worker has them.

Whatever the candidate does there (ends the process, takes all memory, never
returns, breaks the mappers) is over with the child.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cms.errors import Busy, CmsError
from cms.plugins.discovery import PathState, path_state
from cms.trial.templates import compile_templates


if TYPE_CHECKING:
    from cms.build import Build
    from cms.config import Config

# Wall time for each plugin that is looked at, beside what its build steps may take;
# and the memory of a trial.
SECONDS = 30.0
MEGABYTES = 2048
LOCK_FILE = "trial.lock"


@dataclass(frozen=True)
class Candidate:
    """What is tried: the plugins that would be on, those to look at, the theme.

    Without ``theme`` the site's own is used.
    """

    enabled: tuple[str, ...]
    names: tuple[str, ...] = ()
    theme: str | None = None


# What has passed in this process, which holds the same code for as long as it lives.
_passed: set[tuple[str, Candidate, PathState]] = set()


def try_in_child(
    config: Config, candidate: Candidate, *, again: bool = False
) -> list[str]:
    """Return why a candidate cannot serve, in sentences; empty when it can.

    What has passed before is tried ``again`` only when asked for, or when something
    was installed. Raises
    Busy while another trial of this instance runs.
    """
    key = (config.database_url, candidate, path_state())
    if key in _passed and not again:
        return []
    found = _try(config, candidate)
    if not found:
        _passed.add(key)
    return found


def try_here(candidate: Candidate, make: Callable[..., Build]) -> list[str]:
    """Return what stands against plugins that only this process knows; for tests.

    ``make`` builds strictly. Nothing of the request that asks is the candidate's:
    neither its transaction nor its language.
    """

    def attempt() -> None:
        made = make(candidate.enabled, candidate.theme)
        try:
            compile_templates(made, frozenset(candidate.enabled))
        finally:
            made.close()

    try:
        Context().run(attempt)
    except CmsError as error:
        return [str(error)]
    return []


def _try(config: Config, candidate: Candidate) -> list[str]:
    seconds = SECONDS * max(len(candidate.names), 1)
    with _alone(config):
        process = subprocess.Popen(
            [sys.executable, "-m", "cms.trial.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            order = _order(config, candidate, seconds)
            output, errors = process.communicate(order, seconds)
            timed_out = False
        except subprocess.TimeoutExpired:
            _end(process)
            output, errors = process.communicate()
            timed_out = True
        finally:
            _end(process)
    found = _verdict(
        _lines(output), errors, process.returncode, seconds if timed_out else 0
    )
    if not candidate.names:
        return found
    who = f"Plugin '{', '.join(candidate.names)}': "
    return [one if one.startswith("Plugin '") else who + one for one in found]


def config_values(config: Config) -> dict[str, Any]:
    """Return a configuration as values for JSON, the secrets included."""
    values = config.model_dump(mode="json")
    for name in ("secret_key", "smtp_url"):
        values[name] = getattr(config, name).get_secret_value()
    return values


def _order(config: Config, candidate: Candidate, seconds: float) -> bytes:
    """Return what the child reads: nothing of it shows in a list of processes."""
    order = {
        "config": config_values(config),
        "candidate": asdict(candidate),
        "path": sys.path,
        "seconds": seconds,
        "megabytes": MEGABYTES,
    }
    return json.dumps(order).encode()


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """Let one trial run at a time: each takes a process, and a thread that waits."""
    with (config.instance / LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy("Another plugin is being tried.") from error
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _lines(output: bytes) -> list[dict[str, Any]]:
    """Return what the child has reported, line by line."""
    found = []
    for line in output.splitlines():
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


def _verdict(
    reports: list[dict[str, Any]], errors: bytes, status: int, gone: float
) -> list[str]:
    """Return the problems that were found, or how the child ended without an answer."""
    for report in reports:
        if "problems" in report:
            return [str(one) for one in report["problems"]]
    stage = next((one["stage"] for one in reversed(reports) if "stage" in one), "start")
    if gone:
        return [f"the trial ({stage}) did not end within {gone:g} s."]
    last = errors.decode(errors="replace").strip().splitlines()[-1:]
    cause = f": {last[0]}" if last else "."
    return [f"the trial ({stage}) ended its process with status {status}{cause}"]
