"""What the operator's part adds to every build: its job and facts of the audit log."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.builtin.keys import rotation  # noqa: F401 - declares its action
from cms.builtin.operations.audit import restored  # noqa: F401 - declares its action
from cms.builtin.operations.audit.facts import install
from cms.builtin.operations.audit.job import anchor_when_due
from cms.builtin.operations.views import make_blueprint
from cms.contributions import Job
from cms.hookspecs import hookimpl


ANCHOR_SECONDS = 300


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the addresses for monitors."""
    return [make_blueprint()]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return what signs the head of the audit log by schedule."""
    install()
    title = _l("Sign the audit log")
    return [Job("operations.anchor", anchor_when_due, ANCHOR_SECONDS, title)]
