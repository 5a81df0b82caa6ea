"""What somebody reads whose next try must wait."""

from __future__ import annotations

from flask_babel import gettext as _, ngettext


def wait_message(seconds: int) -> str:
    """Return what somebody reads whose next try must wait."""
    minutes = -(-seconds // 60)
    return (
        ngettext(
            "Too many failed attempts. Please try again in %(num)d second.",
            "Too many failed attempts. Please try again in %(num)d seconds.",
            seconds,
        )
        if seconds < 60
        else ngettext(
            "Too many failed attempts. Please try again in %(num)d minute.",
            "Too many failed attempts. Please try again in %(num)d minutes.",
            minutes,
        )
    )


def crowded_message() -> str:
    """Return what somebody reads whose password could not be looked at for now."""
    return _("Many people are logging in at this moment. Please try again.")
