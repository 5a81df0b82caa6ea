"""What notices say: a sentence for each kind, made in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l

from cms.i18n import date_time


MAX_WORDS = 200


@dataclass(frozen=True)
class Kind:
    """A sort of notice: its sentence with places for values, and its picture.

    ``%(title)s`` is the item's title now, ``%(name)s`` who did it,
    ``%(words)s`` what they wrote, ``%(when)s`` an instant.
    """

    sentence: Any
    icon: str


KINDS: Final[Mapping[str, Kind]] = {
    "submitted": Kind(_l("%(name)s sent “%(title)s” to review."), "send"),
    "resubmitted": Kind(
        _l("%(name)s sent “%(title)s” again, which you had returned."), "send"
    ),
    "edited": Kind(
        _l("%(name)s changed “%(title)s” while it was in review."), "pencil-line"
    ),
    "reopened": Kind(
        _l("%(name)s changed “%(title)s”: it must be approved again."), "pencil-line"
    ),
    "returned": Kind(_l("%(name)s returned “%(title)s”: %(words)s"), "undo-2"),
    "approved": Kind(_l("%(name)s approved “%(title)s”."), "circle-check"),
    "scheduled": Kind(
        _l("%(name)s approved “%(title)s”; it goes live at %(when)s."),
        "calendar-clock",
    ),
    "published": Kind(_l("“%(title)s” is on the site now."), "globe"),
    "expired": Kind(_l("The time of “%(title)s” is over."), "archive"),
    "comment": Kind(_l("%(name)s commented on “%(title)s”: %(words)s"), "info"),
    "suggestion": Kind(
        _l("%(name)s suggested a change in “%(title)s”: %(words)s"), "pencil-line"
    ),
    "answer": Kind(_l("%(name)s answered you in “%(title)s”: %(words)s"), "info"),
    "accepted": Kind(
        _l("%(name)s took over your suggestion in “%(title)s”."), "circle-check"
    ),
    "declined": Kind(
        _l("%(name)s did not take over your suggestion in “%(title)s”."), "info"
    ),
    "due": Kind(_l("“%(title)s” should be reviewed by %(when)s."), "calendar-clock"),
    "overdue": Kind(
        _l("“%(title)s” should have been reviewed by %(when)s."), "triangle-alert"
    ),
    "guest_approved": Kind(
        _l("%(name)s, invited by link, approved “%(title)s”."), "circle-check"
    ),
    "guest_returned": Kind(
        _l("%(name)s, invited by link, returned “%(title)s”: %(words)s"), "undo-2"
    ),
    "plugin_suspended": Kind(
        _l(
            "A part of the plugin “%(title)s” (%(name)s) kept failing and is"
            " suspended until you decide: %(words)s"
        ),
        "octagon-alert",
    ),
    "guest_comment": Kind(
        _l("%(name)s, invited by link, commented on “%(title)s”: %(words)s"), "info"
    ),
}


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
    known = KINDS.get(kind)
    if known is None:
        return given["title"]
    return (str(known.sentence) % given).strip()


def icon(kind: str) -> str:
    """Return the name of the picture that stands beside a notice."""
    known = KINDS.get(kind)
    return known.icon if known is not None else "info"


def short(words: str) -> str:
    """Return words cut to what a notice quotes of them."""
    words = " ".join(words.split())
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"
