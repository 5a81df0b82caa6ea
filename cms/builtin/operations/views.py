"""Addresses for monitors: alive, ready, measures."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.operations import metrics
from cms.builtin.operations.logs.requests import watch_queries, watch_requests
from cms.builtin.operations.options import operations
from cms.builtin.operations.process import prepare_served
from cms.builtin.operations.state import read_machine, read_state
from cms.config import Config
from cms.database.schema import require_schema
from cms.errors import CmsError, NotFound
from cms.extensions import db


# Comparing all tables with the code takes a while, and they change with an upgrade.
READY_SECONDS = 5.0


def make_blueprint() -> Blueprint:
    """Return the addresses; with them the application's requests are watched."""
    blueprint = Blueprint("operations", __name__)
    blueprint.get("/healthz")(alive)
    blueprint.get("/readyz")(ready)
    blueprint.get("/metrics")(measures)
    blueprint.record(_watch)
    return blueprint


def _watch(state: BlueprintSetupState) -> None:
    app: Any = state.app
    config = app.extensions["cms"].config
    prepare_served(config)
    options = operations(config)
    watch_requests(app, options)
    watch_queries(db.engine, options)


@public
def alive() -> ResponseReturnValue:
    """Say that this process answers; nothing else is asked."""
    return jsonify({"status": "ok"})


@public
def ready() -> ResponseReturnValue:
    """Say whether database and tables are there; 503 when not.

    Who may read the measures is also told of workers, jobs and disk.
    """
    config = current_build().config
    is_ready = _is_ready()
    said: dict[str, Any] = {"status": "ok" if is_ready else "not ready"}
    if metrics.may_read(operations(config)):
        said |= _details(config, has_database=is_ready)
    if is_ready:
        return jsonify(said)
    return jsonify(said), 503, {"Retry-After": "5"}


def _is_ready() -> bool:
    kept: dict[str, Any] = current_app.extensions.setdefault("cms.ready", {})
    if time.monotonic() - kept.get("at", -READY_SECONDS) >= READY_SECONDS:
        try:
            require_schema(db.engine, plugins=False)
        except CmsError:
            return False
        kept["at"] = time.monotonic()
    return True


def _details(config: Config, *, has_database: bool) -> dict[str, float | None]:
    """Return the measures by name; without a database those of the machine."""
    gauges = read_machine(config).gauges()
    if has_database:
        with suppress(CmsError):  # it has gone since
            gauges = read_state(config).gauges()
    return {name: value for name, _words, value in gauges}


@public
def measures() -> ResponseReturnValue:
    """Return the measures to who may read them; for everybody else nothing is here."""
    if not operations(current_build().config).has_metrics:
        raise NotFound("No measures are kept.")
    return metrics.answer()
