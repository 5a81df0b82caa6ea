"""What somebody reads whose next try must wait."""

from __future__ import annotations

from flask_babel import ngettext


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
