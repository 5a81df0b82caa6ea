"""What comments add to every build: their forms, their places, what is said of them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import Column, ExchangePart, Fragment, Message, Slot
from cms.features.comments import views
from cms.features.comments.models import Comment
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return where comments are sent to."""
    return [views.comments]


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return the comments, for archives of the site."""
    states = ("open", "accepted", "declined", "resolved")
    key = ("item_id", "created_at")
    return [ExchangePart("comments", Comment, key, choices={"state": states})]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return comments beside the form of an item and on the page of its review."""
    return [
        Fragment("comments.beside_form", Slot.DESK_ITEM_SIDE, views.beside_form),
        Fragment("comments.answers", Slot.DESK_ITEM_ASIDE, views.form_of_answers),
        Fragment("comments.review", Slot.DESK_REVIEW_ASIDE, views.on_review),
    ]


@hookimpl
def register_columns() -> Iterable[Column]:
    """Return the number of open comments, for lists where something is open."""
    return [Column("comments.open", _l("Open comments"), views.open_counts)]


@hookimpl
def register_messages() -> Iterable[Message]:
    """Return the notices of comments and suggestions."""
    return [
        Message("comment", _l("%(name)s commented on “%(title)s”: %(words)s")),
        Message(
            "suggestion",
            _l("%(name)s suggested a change in “%(title)s”: %(words)s"),
            "pencil-line",
        ),
        Message("answer", _l("%(name)s replied to you in “%(title)s”: %(words)s")),
        Message(
            "accepted",
            _l("%(name)s accepted your suggestion in “%(title)s”."),
            "circle-check",
        ),
        Message(
            "declined",
            _l("%(name)s declined your suggestion in “%(title)s”."),
        ),
        Message(
            "guest_comment",
            _l("%(name)s, invited by link, commented on “%(title)s”: %(words)s"),
        ),
    ]
