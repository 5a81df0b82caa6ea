"""The first page of the desk: what waits for me, what I write, what went live."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from cms.accounts.current import current_user, get_current_user
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.me import queries
from cms.builtin.desk.me.duties import duties_of
from cms.content.spine import access, workflow
from cms.content.spine.models import Item
from cms.contributions import ContentType, Panel
from cms.database.base import utcnow
from cms.i18n import site_zone
from cms.theming import render


SHOWN = 8


@desk.get("/")
@requires_login
def dashboard() -> ResponseReturnValue:
    """Show the work of the day, the most urgent first."""
    user = get_current_user()
    return render(
        "desk/me/dashboard.html",
        waiting=queries.waiting_for(user, SHOWN),
        writing=queries.written_by(user, SHOWN),
        returned=queries.returned_to(user, SHOWN),
        duties=duties_of(user, SHOWN),
        today=utcnow().astimezone(site_zone()).date(),
        scheduled=queries.first_items(
            user,
            Item.stage == workflow.SCHEDULED,
            order=Item.publish_at.asc(),
            limit=SHOWN,
        ),
        fresh=queries.first_items(
            user,
            Item.status == workflow.PUBLISHED,
            Item.published_at <= utcnow(),
            Item.parent_id.is_(None),
            order=Item.published_at.desc(),
            limit=SHOWN,
        ),
        creatable=_creatable(),
        panels=_panels(),
        now=utcnow(),
    )


def _creatable() -> list[ContentType]:
    """Return what this user may write, the news of the site first."""
    types = [
        content_type
        for name, content_type in current_build().registry.content_types.items()
        if content_type.parent is None and access.may(current_user, access.WRITE, name)
    ]
    return sorted(types, key=lambda content_type: not content_type.feed)


def _panels() -> list[Panel]:
    """Return the plugins' blocks that this user may see."""
    return [
        panel
        for panel in current_build().registry.panels
        if panel.permission is None or holds(current_user, panel.permission)
    ]
