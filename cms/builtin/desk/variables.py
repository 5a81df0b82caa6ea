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
    "links.check": _l("started a link check"),
    "item.save": _l("saved it"),
    "item.move": _l("moved it to another place in its list"),
    "item.import": _l("imported it"),
    "item.submit": _l("submitted it for review"),
    "item.take_back": _l("withdrew it from review"),
    "item.send_back": _l("returned it"),
    "item.approve": _l("approved it"),
    "item.schedule": _l("scheduled it"),
    "item.publish": _l("published it"),
    "item.archive": _l("archived it"),
    "item.expire": _l("archived it: it had expired"),
    "item.revive": _l("published it again"),
    "item.invite": _l("invited somebody by link"),
    "item.revoke_invitation": _l("revoked a link"),
    "item.guest_approve": _l("approved it by link"),
    "item.guest_return": _l("returned it by link"),
    "item.guest_comment": _l("commented by link"),
    "item.comment": _l("commented"),
    "item.suggest": _l("suggested a change"),
    "item.answer": _l("replied"),
    "item.accept": _l("accepted a suggestion"),
    "item.decline": _l("declined a suggestion"),
    "item.resolve": _l("resolved a comment"),
    "item.reopen": _l("reopened a comment"),
    "item.uncomment": _l("deleted their comment"),
    "item.deadline": _l("set the review deadline"),
    "item.withdraw": _l("withdrew it"),
    "item.correct": _l("published a small correction"),
    "item.banner": _l("changed the note to readers"),
    "item.readers": _l("changed who may read it"),
    "item.discard": _l("discarded the unpublished changes"),
    "item.refile": _l("moved it to another section"),
    "item.replace": _l("redirected the links to it"),
    "item.lock": _l("locked it"),
    "item.unlock": _l("unlocked it"),
    "item.take_over": _l("took over the lock"),
    "item.undo": _l("undid the last step"),
    "item.delete": _l("deleted it permanently"),
    "item.replace_media": _l("replaced a picture"),
    "item.trash": _l("moved it to the trash"),
    "item.untrash": _l("restored it from the trash"),
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
