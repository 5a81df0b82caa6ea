"""Addresses for monitors: alive, ready, measures."""

from __future__ import annotations

import time
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
    """Say whether database and tables are there; 503 when not."""
    kept: dict[str, Any] = current_app.extensions.setdefault("cms.ready", {})
    if time.monotonic() - kept.get("at", -READY_SECONDS) >= READY_SECONDS:
        try:
            require_schema(db.engine, plugins=False)
        except CmsError:
            return jsonify({"status": "not ready"}), 503, {"Retry-After": "5"}
        kept["at"] = time.monotonic()
    return jsonify({"status": "ok"})


@public
def measures() -> ResponseReturnValue:
    """Return the measures to who may read them; for everybody else nothing is here."""
    if not operations(current_build().config).has_metrics:
        raise NotFound("No measures are kept.")
    return metrics.answer()
