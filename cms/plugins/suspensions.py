"""Hooks that failed too often in a row: not called until an administrator decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.exc import IntegrityError

from cms import audit
from cms.actors import Actor, Identity
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db
from cms.plugins.models import SuspendedHook
from cms.plugins.state import bump


audit.declare(
    {
        "plugin.suspend": _l("Plugin suspended: it kept failing"),
        "plugin.resume": _l("Plugin resumed"),
    }
)


TABLE = cast(Table, SuspendedHook.__table__)


def read_suspended(connection: Connection) -> dict[tuple[str, str], str]:
    """Return the codes of the failures, by plugin and hook."""
    rows = connection.execute(select(TABLE.c.plugin, TABLE.c.hook, TABLE.c.reference))
    return {(plugin, hook): reference for plugin, hook, reference in rows}


def suspended_hooks(plugin: str | None = None) -> Sequence[SuspendedHook]:
    """Return what is suspended, the latest first; of one plugin when named."""
    query = select(SuspendedHook).order_by(SuspendedHook.since.desc())
    if plugin is not None:
        query = query.where(SuspendedHook.plugin == plugin)
    return db.session.scalars(query).all()


def suspend(actor: Identity | None, row: SuspendedHook) -> bool:
    """Suspend a hook in every process; False when another one has done so before."""
    try:
        with transaction() as session:
            session.add(row)
            audit.record(
                "plugin.suspend",
                actor=actor,
                subject=row.plugin,
                detail={"hook": row.hook, "code": row.reference},
            )
            bump(session)
    except IntegrityError:
        return False
    return True


def resume(actor: Actor, plugin: str) -> None:
    """Call the hooks of a plugin again, counting its failures from nothing.

    Raises NotFound when none of them is suspended.
    """
    with transaction() as session:
        query = delete(TABLE).where(TABLE.c.plugin == plugin).returning(TABLE.c.hook)
        hooks = sorted(session.scalars(query))
        if not hooks:
            raise NotFound(f"No hook of {plugin!r} is suspended.")
        audit.record(
            "plugin.resume", actor=actor, subject=plugin, detail={"hooks": hooks}
        )
        bump(session)
