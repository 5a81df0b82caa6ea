"""Enabled plugins, and the generation that says when a new build is needed."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import cast

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.database.schema import status
from cms.database.transaction import transaction
from cms.errors import NotFound, Problem, Refused
from cms.extensions import db
from cms.plugins.discovery import Installed
from cms.plugins.models import PluginState, SiteState, SuspendedHook
from cms.plugins.order import dependants


audit.declare(
    {
        "plugin.enable": _l("Plugin enabled"),
        "plugin.disable": _l("Plugin disabled"),
    },
    plugin=_l("Plugins"),
)


THE_ROW = 1


@dataclass(frozen=True)
class State:
    """What the database says: the generation, then the names that are on."""

    generation: int
    enabled: frozenset[str]


def read_generation(connection: Connection) -> int:
    """Return the site's generation; 0 before anything has ever changed."""
    table = cast(Table, SiteState.__table__)
    query = select(table.c.generation).where(table.c.id == THE_ROW)
    return connection.execute(query).scalar_one_or_none() or 0


def read_state(connection: Connection) -> State:
    """Return the state; the number first, so that a change in between is seen later."""
    generation = read_generation(connection)
    names = connection.execute(select(PluginState.__table__.c.name)).scalars()
    return State(generation, frozenset(names))


def bump(session: Session) -> None:
    """Increase the generation, so that every process makes a new build."""
    table = cast(Table, SiteState.__table__)
    moved = session.execute(
        update(table)
        .where(table.c.id == THE_ROW)
        .values(generation=table.c.generation + 1)
    )
    if not moved.rowcount:  # type: ignore[attr-defined] # a CursorResult: it selects nothing
        session.execute(insert(table).values(id=THE_ROW, generation=1))


def enable(actor: Actor, *names: str) -> None:
    """Switch plugins on, all or none, after one trial; each may need those before it.

    Raises NotFound when one is not installed, Refused with the reasons when it
    cannot work: requirements that are missing or off, tables that are not
    there, or a trial that fails. A plugin that is left out hinders no other.
    """
    build, enabled = current_build(), _enabled()
    for name in names:
        if name not in build.installed:
            raise NotFound(f"No plugin called {name!r} is installed.")
    new = [name for name in dict.fromkeys(names) if name not in enabled]
    if not new:
        return
    # The trial reads the same database: it must not wait for our own lock.
    db.session.commit()
    for number, name in enumerate(new):
        before = enabled.union(new[:number])
        _refuse_if(obstacles(build.installed[name], before), name)
    candidate = (enabled - build.left_out.keys()).union(new)
    _refuse_if(build.trial(candidate, new), ", ".join(new))
    with transaction() as session:
        for name in new:
            session.execute(insert(PluginState).values(name=name))
            audit.record("plugin.enable", actor=actor, subject=name)
        bump(session)


def disable(actor: Actor, name: str) -> None:
    """Switch a plugin off, after a trial without it; its data stays.

    Raises NotFound when it is not on, Refused when plugins that are on need it
    or the site cannot serve without it.
    """
    build, enabled = current_build(), _enabled()
    found: list[str] = []
    if name in enabled and not build.safe_mode:
        candidate = enabled - build.left_out.keys() - {name}
        if not dependants(name, candidate, build.installed):
            db.session.commit()
            found = build.trial(candidate)
    _refuse_if(found, name)
    disable_untried(actor, name, build.installed)


def disable_untried(
    actor: Actor, name: str, installed: Mapping[str, Installed]
) -> None:
    """Switch a plugin off whatever state the site is in; needs the database alone.

    Raises NotFound and Refused as :func:`disable` does.
    """
    enabled = _enabled()
    if name not in enabled:
        raise NotFound(f"No plugin called {name!r} is on.")
    needing = dependants(name, enabled, installed)
    if needing:
        message = _("Disable first: %(names)s.", names=", ".join(needing))
        raise Refused([Problem(message, plugin=name)])
    with transaction() as session:
        session.execute(delete(PluginState).where(PluginState.name == name))
        session.execute(delete(SuspendedHook).where(SuspendedHook.plugin == name))
        audit.record("plugin.disable", actor=actor, subject=name)
        bump(session)


def _refuse_if(found: list[str], name: str) -> None:
    if found:
        raise Refused([Problem(text, plugin=name) for text in found])


def obstacles(plugin: Installed, enabled: frozenset[str]) -> list[str]:
    """Return why a plugin cannot be switched on, without building anything."""
    found = list(plugin.obstacles())
    found += [
        _("Needs the plugin %(name)s, which is disabled.", name=needed)
        for needed in plugin.requires
        if needed not in enabled
    ]
    return found or schema_obstacles(plugin)


def schema_obstacles(plugin: Installed) -> list[str]:
    """Return what stands against a plugin's tables."""
    engine = db.engine
    for state in Context().run(status, engine, {plugin.name}):
        if state.broken:
            return [state.problem or ""]
        if state.current != state.head:
            return [_("Its tables are not up to date: run `cms db upgrade`.")]
    return []


def enabled_names(installed: Mapping[str, Installed]) -> list[str]:
    """Return the names that are on and installed, for lists."""
    return sorted(_enabled() & installed.keys())


def _enabled() -> frozenset[str]:
    return frozenset(db.session.scalars(select(PluginState.name)))
