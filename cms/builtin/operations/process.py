"""What a process that serves does once, before its first request: its log, its reports."""

from __future__ import annotations

import os
from typing import Final

from cms.builtin.operations.logs.formats import configure
from cms.builtin.operations.options import operations
from cms.builtin.operations.reports import report_errors
from cms.config import Config


#: Set by ``cms serve`` for the workers that it starts.
SERVED: Final = "CMS_SERVED"
_prepared: set[int] = set()


def prepare_process(config: Config) -> None:
    """Set the log up, and reports of errors; once in each process."""
    if os.getpid() in _prepared:
        return
    _prepared.add(os.getpid())
    options = operations(config)
    configure(options)
    report_errors(options)


def prepare_served(config: Config) -> None:
    """Do so in a worker of ``cms serve``; elsewhere whoever embeds the site decides."""
    if os.environ.get(SERVED):
        prepare_process(config)
