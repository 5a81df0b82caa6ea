"""What the templates of the desk use besides what their view gives."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.audit import action_words
from cms.build_context import current_build
from cms.builtin.desk.relative_times import when_words
from cms.content.fields.measures import field_value
from cms.contributions import Panel
from cms.i18n import site_zone
from cms.plugins.manager import Trouble


def desk_variables() -> dict[str, Any]:
    """Return what the desk's own templates use besides what their view gives."""
    return {
        "type_label": type_label,
        "local_input": local_input,
        "when_words": when_words,
        "action_words": action_words,
        "panel_body": panel_body,
        "picker_urls": picker_urls,
        "desk_search_url": url_for("desk.palette"),
    }


def picker_urls() -> dict[str, str]:
    """Return the addresses that forms and the editor ask, by name; "" for no other."""
    urls = {
        "items": url_for("desk.pick"),
        "media": url_for("desk.media_pick"),
        "upload": url_for("desk.media_upload"),
    }
    for name, picker in current_build().registry.pickers.items():
        urls[name] = url_for(picker.endpoint)
    return defaultdict(str, urls)


def type_label(name: str) -> str:
    """Return a content type's label; an absent type is named as such."""
    content_type = current_build().registry.content_types.get(name)
    if content_type is None:
        return _("%(name)s (plugin not enabled)", name=name)
    return str(content_type.label)


def local_input(moment: dt.datetime | None) -> str:
    """Return an instant as a field shows it, in the site's zone."""
    return field_value(moment.astimezone(site_zone())) if moment else ""


def panel_body(panel: Panel) -> Markup | None:
    """Return a plugin's panel, guarded: a failing one is empty and is recorded."""
    build = current_build()
    plugin = build.registry.plugin_of("panel", panel.id) or ""
    body = build.manager.guard(plugin, f"panel {panel.id}", panel.render, current_user)
    return None if isinstance(body, Trouble) else body
