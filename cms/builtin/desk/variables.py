"""What the templates of the desk use besides what their view gives."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user

from cms.build_context import current_build
from cms.builtin.desk.relative_times import when_words
from cms.contributions import Panel
from cms.i18n import site_zone
from cms.plugins.manager import Trouble


ACTIONS = {
    "item.create": _l("created it"),
    "links.check": _l("had the links checked"),
    "item.save": _l("saved it"),
    "item.move": _l("moved it to another place in its list"),
    "item.import": _l("imported it"),
    "item.submit": _l("sent it to review"),
    "item.take_back": _l("took it back"),
    "item.send_back": _l("returned it"),
    "item.approve": _l("approved it"),
    "item.schedule": _l("scheduled it"),
    "item.publish": _l("published it"),
    "item.archive": _l("archived it"),
    "item.expire": _l("archived it: its time was over"),
    "item.revive": _l("published it again"),
    "item.invite": _l("invited somebody by link"),
    "item.revoke_invitation": _l("took a link back"),
    "item.guest_approve": _l("approved it by link"),
    "item.guest_return": _l("returned it by link"),
    "item.guest_comment": _l("commented by link"),
    "item.comment": _l("commented"),
    "item.suggest": _l("suggested other words"),
    "item.answer": _l("answered"),
    "item.accept": _l("took over a suggestion"),
    "item.decline": _l("did not take over a suggestion"),
    "item.resolve": _l("dealt with a comment"),
    "item.reopen": _l("opened a comment again"),
    "item.uncomment": _l("deleted a comment of their own"),
    "item.deadline": _l("set by when to review it"),
    "item.withdraw": _l("withdrew it"),
    "item.correct": _l("published a small correction"),
    "item.banner": _l("changed what readers are told"),
    "item.readers": _l("changed who may read it"),
    "item.discard": _l("set the unpublished changes aside"),
    "item.refile": _l("filed it differently"),
    "item.replace": _l("let what pointed here point elsewhere"),
    "item.lock": _l("kept it to themselves"),
    "item.unlock": _l("released it"),
    "item.take_over": _l("took it over"),
    "item.undo": _l("took back the last step"),
    "item.delete": _l("deleted it for good"),
    "item.replace_media": _l("put another picture in the place of one"),
    "item.trash": _l("moved it to the trash"),
    "item.untrash": _l("brought it back from the trash"),
}


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
    """Return an instant as a ``datetime-local`` input shows it, in the site's zone."""
    return moment.astimezone(site_zone()).strftime("%Y-%m-%dT%H:%M") if moment else ""


def action_words(action: str) -> str:
    """Return what somebody did, as the end of a sentence."""
    return str(ACTIONS.get(action, action))


def panel_body(panel: Panel) -> Any:
    """Return a plugin's panel, guarded: a failing one is empty and is recorded."""
    build = current_build()
    plugin = build.registry.plugin_of("panel", panel.id) or ""
    body = build.manager.guard(plugin, f"panel {panel.id}", panel.render, current_user)
    return None if isinstance(body, Trouble) else body
