"""Those who manage plugins are notified when a hook that keeps failing is suspended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from cms.accounts.models import User
from cms.accounts.permissions import holds
from cms.build_context import Build
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices.service import notify
from cms.plugins.failures import Seen


def notify_of_suspensions(state: Any) -> None:
    """Have the build call :func:`notify_managers` when a hook is suspended."""
    build: Build = state.app.extensions["cms"]
    build.manager.failures.on_suspended = notify_managers


def notify_managers(seen: Seen) -> None:
    """Send a notice about a hook that has been suspended."""
    people = db.session.scalars(select(User).where(User.active.is_(True)))
    managers = [one.id for one in people if holds(one, "site.plugins")]
    with transaction():
        notify(
            managers,
            "plugin_suspended",
            title=seen.plugin,
            name=seen.hook,
            plugin=seen.plugin,
            words=seen.message,
        )
