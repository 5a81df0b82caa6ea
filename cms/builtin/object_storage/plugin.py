"""What a bucket for files adds to every build: the store, its job, check and command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext as _l

from cms.build_context import current_build
from cms.builtin.object_storage.commands import push
from cms.builtin.object_storage.options import object_storage
from cms.builtin.object_storage.storage import BucketStorage, storage_of
from cms.contributions import Command, HealthCheck, Job
from cms.errors import Busy
from cms.hookspecs import hookimpl
from cms.media.storage import STORAGE, storage


AN_HOUR: Final = 3600
MEGABYTE: Final = 1024 * 1024

# It has no pages: it gives the application its store while the build is put together.
store = Blueprint("object_storage", __name__)


@store.record_once
def _install(state: BlueprintSetupState) -> None:
    kept = storage_of(state.app.extensions["cms"].config)
    if kept is not None:
        state.app.extensions[STORAGE] = kept


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return what gives the application its store."""
    return [store]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that keeps the folder of files within its size."""
    title = _l("Keep the folder of media files within its size")
    return [Job("core.media_trim", trim, every=AN_HOUR, title=title)]


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return the question whether the bucket answers."""
    return [HealthCheck("object_storage", problems)]


@hookimpl
def register_commands() -> Iterable[Command]:
    """Return `cms media push`."""
    return [Command("media", push)]


def trim() -> None:
    """Remove what is longest unused from the folder of this machine."""
    kept = storage()
    if isinstance(kept, BucketStorage):
        kept.trim(object_storage(current_build().config).cache_mb * MEGABYTE)


def problems() -> Iterator[str]:
    """Write, read and remove an object, as uploads do."""
    kept = storage()
    if not isinstance(kept, BucketStorage):
        return
    scratch = kept.scratch()
    name = f"probes/{scratch.name}"
    try:
        kept.bucket.put(name, scratch)
        if not kept.bucket.fetch(name, scratch):
            yield "The bucket forgets what was just written: look at its settings."
        kept.bucket.remove([name])
    except Busy as error:
        yield f"{error} Check [object_storage] in config.toml, and the store itself."
    finally:
        scratch.unlink(missing_ok=True)
