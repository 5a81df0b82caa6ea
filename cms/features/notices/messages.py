"""What notices say: a sentence for each kind, made in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from cms.contributions import Message
from cms.i18n import date_time
from cms.registry import registry


MAX_WORDS = 200


MESSAGES = (
    Message("submitted", _l("%(name)s submitted “%(title)s” for review."), "send"),
    Message(
        "resubmitted",
        _l("%(name)s resubmitted “%(title)s”, which you had returned."),
        "send",
    ),
    Message(
        "edited",
        _l("%(name)s changed “%(title)s” while it was in review."),
        "pencil-line",
    ),
    Message(
        "reopened",
        _l("%(name)s changed “%(title)s”: it must be approved again."),
        "pencil-line",
    ),
    Message("returned", _l("%(name)s returned “%(title)s”: %(words)s"), "undo-2"),
    Message("approved", _l("%(name)s approved “%(title)s”."), "circle-check"),
    Message(
        "scheduled",
        _l("%(name)s approved “%(title)s”; it goes live at %(when)s."),
        "calendar-clock",
    ),
    Message("published", _l("“%(title)s” is on the site now."), "globe"),
    Message("expired", _l("“%(title)s” has expired."), "archive"),
    Message("due", _l("“%(title)s” should be reviewed by %(when)s."), "calendar-clock"),
    Message(
        "plugin_suspended",
        _l(
            "A part of the plugin “%(title)s” (%(name)s) kept failing and is"
            " suspended until you decide: %(words)s"
        ),
        "octagon-alert",
    ),
    Message(
        "overdue",
        _l("“%(title)s” should have been reviewed by %(when)s."),
        "triangle-alert",
    ),
)


class _Values(dict[str, str]):
    """The values of a sentence; one that is not there leaves its place empty."""

    def __missing__(self, _key: str) -> str:
        return ""


def sentence(kind: str, title: str, values: Mapping[str, Any]) -> str:
    """Return what a notice says, in the current language.

    ``title`` is the item's; of a notice without an item ``values`` may have one.
    """
    given = _Values({key: str(value) for key, value in values.items()})
    given["title"] = title or given["title"] or _("Untitled")
    if values.get("when"):
        given["when"] = date_time(values["when"])
    known = registry().messages.get(kind)
    if known is None:
        return given["title"]
    return (str(known.sentence) % given).strip()


def icon(kind: str) -> str:
    """Return the name of the picture that stands beside a notice."""
    known = registry().messages.get(kind)
    return known.icon if known is not None else "info"


def short(words: str) -> str:
    """Return words cut to what a notice quotes of them."""
    words = " ".join(words.split())
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"
