"""The child process of a trial: ``python -m cms.trial.child``, its order on stdin."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import json
import logging
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from cms.build import Build

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Try what the order says; report on what was stdout and end, whatever hangs."""
    gc.disable()  # the process is short
    report = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # a plugin that prints disturbs nothing
    order = json.load(sys.stdin.buffer)
    _limit(order)

    def tell(**line: Any) -> None:
        report.write(json.dumps(line) + "\n")

    try:
        problems = _try(order, tell)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - nobody else would say so
        problems = [f"{type(error).__name__}: {' '.join(str(error).split())}"]
    tell(problems=problems)
    os._exit(0)  # a thread that hangs is not waited for


def _limit(order: dict[str, Any]) -> None:
    """Bound the time and the memory of this process, and end it with its parent."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    memory = order["megabytes"] * 1024 * 1024
    seconds = int(order["seconds"]) + 5
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Its clock needs no Python: what keeps the interpreter's lock ends as well.
    faulthandler.dump_traceback_later(seconds, exit=True)


def _try(order: dict[str, Any], tell: Any) -> list[str]:
    """Return the problems of the candidate: the first stage that has any decides."""
    sys.path[:] = order["path"]
    from cms.build import build
    from cms.config import Config
    from cms.errors import CmsError
    from cms.plugins.discovery import discover
    from cms.trial import Candidate
    from cms.trial.checks import source_problems, table_problems
    from cms.trial.listeners import noted_listeners
    from cms.trial.pages import page_problems
    from cms.trial.templates import compile_templates

    logging.disable(logging.CRITICAL)
    config = Config(**order["config"])
    values = order["candidate"]
    names = tuple(values["names"])
    candidate = Candidate(tuple(values["enabled"]), names, values["theme"])
    installed = discover()
    plugins = [installed[name] for name in names if name in installed]

    def make(enabled: Any) -> Build:
        return build(config, enabled, 0, strict=True, theme=candidate.theme)

    if plugins:
        tell(stage="rules of the source")
        if found := [one for plugin in plugins for one in source_problems(plugin)]:
            return found
    tell(stage="build")
    packages = {plugin.module.partition(".")[0] for plugin in plugins}
    with noted_listeners(packages) as listeners:
        try:
            made = make(candidate.enabled)
            compile_templates(
                made, frozenset(made.enabled), core=candidate.theme is not None
            )
        except CmsError as error:
            return [str(error)]
        if plugins:
            tell(stage="tables")
            found = [one for plugin in plugins for one in table_problems(plugin)]
            if found := [*found, *listeners]:
                return found
        tell(stage="pages")
        return [*page_problems(made, candidate, make), *listeners]


if __name__ == "__main__":
    main()
