"""What a shared Valkey adds to every build: the application's client, and a check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Blueprint, current_app
from flask.sansio.blueprints import BlueprintSetupState

from cms.builtin.valkey.client import VALKEY, Valkey, valkey_of
from cms.contributions import HealthCheck
from cms.hookspecs import hookimpl


# It has no pages: it gives the application its client while the build is put together.
blueprint = Blueprint("valkey", __name__)


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    app: Any = state.app
    app.extensions[VALKEY] = valkey_of(app.extensions["cms"].config)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return what gives the application its client."""
    return [blueprint]


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return the question whether the server answers."""
    return [HealthCheck("valkey", problems)]


def problems() -> Iterator[str]:
    """Write and read a key."""
    valkey: Valkey | None = current_app.extensions[VALKEY]
    if valkey is None:
        return
    key = f"{valkey.prefix}probe"
    if not valkey.ask(lambda redis: redis.set(key, b"1", px=1000)):
        yield (
            "Valkey does not answer, or takes nothing: each worker counts and keeps for"
            " itself meanwhile. Check valkey_url in config.toml, and the server."
        )
