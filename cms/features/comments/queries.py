"""Comments on an item as threads, and the number of open ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from cms.builtin.desk.queries import user_names
from cms.content.fields.forms import ItemForm
from cms.errors import NotFound
from cms.extensions import db
from cms.features.comments.models import Comment
from cms.features.comments.quotes import Found, find_quote


OPEN = "open"


@dataclass
class Thread:
    """A comment with its answers, and where its words stand now."""

    comment: Comment
    answers: list[Comment] = field(default_factory=list)
    found: Found = "whole"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.comment.state == OPEN

    @property
    def is_suggestion(self) -> bool:
        """Whether it asks for other words."""
        return self.comment.replacement is not None


def threads(
    item_id: int, data: Mapping[str, Any] | None = None, *, form: ItemForm | None = None
) -> list[Thread]:
    """Return what was said about an item, open threads first, else in its order.

    With the snapshot that is looked at and the form of its type, each thread
    knows whether its words still stand there.
    """
    query = select(Comment).where(Comment.item_id == item_id).order_by(Comment.id)
    found: dict[int, Thread] = {}
    for comment in db.session.scalars(query):
        if comment.parent_id is None:
            found[comment.id] = Thread(comment)
        elif comment.parent_id in found:
            found[comment.parent_id].answers.append(comment)
    if data is not None and form is not None:
        for thread in found.values():
            thread.found = find_quote(thread.comment, form, data)
    return sorted(found.values(), key=lambda one: not one.is_open)


def names(found: Iterable[Thread]) -> dict[int, str]:
    """Return the names of everybody who said or closed something."""
    return user_names(
        key
        for thread in found
        for one in (thread.comment, *thread.answers)
        for key in (one.user_id, one.closed_by_id)
    )


def open_comments(ids: Iterable[int]) -> dict[int, int]:
    """Return how many open comments each of these items has; items without are absent."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = (
        select(Comment.item_id, func.count())
        .where(
            Comment.item_id.in_(wanted),
            Comment.parent_id.is_(None),
            Comment.state == OPEN,
        )
        .group_by(Comment.item_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def get_comment(item_id: int, comment_id: int) -> Comment:
    """Return a comment on an item; raises NotFound, for one on another item too."""
    found = db.session.get(Comment, comment_id)
    if found is None or found.item_id != item_id:
        raise NotFound(f"No comment {comment_id} on item {item_id}.")
    return found
