"""Add comments and replies, resolve and reopen them, accept or decline suggestions.

Each function is one transaction and raises as :mod:`cms.content.service` says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit, inputs
from cms.actors import Actor, Identity
from cms.builtin.audience import approvers, authors
from cms.content.effects import apply_effects
from cms.content.fields.forms import ItemForm
from cms.content.revisions.drafts import amend
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import (
    working_revision,
)
from cms.content.spine.workflow import SUBMITTED
from cms.contributions import Step
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.features.comments.models import Comment
from cms.features.comments.quotes import find_quote, is_quotable, with_replacement


audit.declare(
    {
        "item.comment": _l("commented"),
        "item.suggest": _l("suggested a change"),
        "item.answer": _l("replied"),
        "item.accept": _l("accepted a suggestion"),
        "item.decline": _l("declined a suggestion"),
        "item.resolve": _l("resolved a comment"),
        "item.reopen": _l("reopened a comment"),
        "item.uncomment": _l("deleted their comment"),
    }
)


MAX_BODY = 5000
MAX_QUOTE = 2000
_AROUND = 80


def add(
    item: Item,
    *,
    user: Actor | None = None,
    guest: str = "",
    field: str = "",
    quote: str = "",
    body: str = "",
    replacement: str | None = None,
    parent_id: int | None = None,
    before: str = "",
    after: str = "",
    also: Collection[int] = (),
) -> Comment:
    """Add a comment to ``item``, or a reply to the comment ``parent_id``.

    With ``replacement`` it is a suggestion to put other words for ``quote`` in
    ``field``; ``before`` and ``after`` are a few words around it. Either a
    ``user``, who must be one who may edit or publish the item, or a ``guest``
    by name, whose right the caller has checked. It concerns the other side and
    the users ``also``.
    """
    with transaction() as session:
        if user is not None:
            _may_speak(user, item)
        comment = Comment(
            item_id=item.id,
            parent_id=parent_id,
            field=field,
            quote=_tidy(quote)[:MAX_QUOTE],
            before=_tidy(before)[-_AROUND:],
            after=_tidy(after)[:_AROUND],
            body=_tidy(body),
            replacement=_tidy(replacement) if replacement is not None else None,
            user_id=user.id if user is not None else None,
            guest=guest[:200],
        )
        _check(item, comment)
        concerned = {*_other_side(item, comment), *also}
        session.add(comment)
        session.flush()
        kind = _kind(comment)
        actor = user if user is not None else audit_name(guest)
        _note(actor, item, {"suggestion": "suggest"}.get(kind, kind), _words(comment))
        step = "guest_comment" if guest else kind
        apply_effects(
            Step(step, item, actor, words=_words(comment), audience=concerned)
        )
    return comment


class _Guest:
    """Somebody without an account, as the audit trail names them."""

    id: int | None = None

    def __init__(self, name: str) -> None:
        self.name = name


def audit_name(guest: str) -> Identity:
    """Return a guest as an actor of the audit trail."""
    return _Guest(guest)


def _tidy(words: str | None) -> str:
    plain = inputs.clean_text(words or "").replace("\u00a0", " ")
    return plain.strip("\n") if plain.strip() else ""


def _check(item: Item, comment: Comment) -> None:
    """Refuse what says nothing, speaks of nothing, or cannot be done."""
    if comment.parent_id is not None:
        parent = db.session.get(Comment, comment.parent_id)
        if parent is None or parent.item_id != item.id or parent.parent_id is not None:
            raise NotFound(f"No comment {comment.parent_id}.")
        comment.field, comment.quote, comment.replacement = parent.field, "", None
    if not comment.body and comment.replacement is None:
        raise Refused([Problem(_("Please write something."), "body")])
    if len(comment.body) > MAX_BODY or len(comment.replacement or "") > MAX_BODY:
        message = _("Please keep to %(max)d characters.", max=MAX_BODY)
        raise Refused([Problem(message, "body")])
    data = Snapshot.of(item)
    if comment.field:
        comment.field = data.path_of(comment.field) or ""
        if not comment.field:
            raise Refused([Problem(_("This field is not there."), "field")])
    if comment.replacement is not None:
        _check_suggestion(comment, data)


def _check_suggestion(comment: Comment, data: Snapshot) -> None:
    form = data.form
    if not comment.quote or not is_quotable(comment, form, data):
        message = _("Please say which passage of which field should be changed.")
        raise Refused([Problem(message, "quote")])
    if comment.quote == comment.replacement:
        raise Refused(
            [Problem(_("The suggestion is the same as the text."), "replacement")]
        )
    if find_quote(comment, form, data) == "gone":
        message = _(
            "No single paragraph contains exactly this passage. Quote it exactly, "
            "or write a comment instead."
        )
        raise Refused([Problem(message, "quote")])


def _may_speak(user: Actor, item: Item) -> None:
    rights = (access.WRITE, access.PUBLISH)
    if not any(access.can(user, right, item) for right in rights):
        raise Forbidden(_("You may not comment here."))


def _kind(comment: Comment) -> str:
    if comment.parent_id is not None:
        return "answer"
    return "comment" if comment.replacement is None else "suggestion"


def _words(comment: Comment) -> str:
    """Return what a notice and the history quote of it."""
    if comment.replacement is None:
        return comment.body
    words = comment.replacement or "∅"
    asked = f"{comment.quote} → {words}"
    return f"{asked} – {comment.body}" if comment.body else asked


def _other_side(item: Item, comment: Comment) -> set[int]:
    """Return who should know: of an answer, the thread; else authors or reviewers."""
    session = db.session
    if comment.parent_id is not None:
        query = select(Comment.user_id).where(
            (Comment.id == comment.parent_id) | (Comment.parent_id == comment.parent_id)
        )
        people = set(session.scalars(query))
        if people <= {None, comment.user_id}:
            people |= authors(item, working_revision(item.id))
    else:
        people = set(authors(item, working_revision(item.id)))
        if comment.user_id in people and item.stage == SUBMITTED:
            spoken = select(Comment.user_id).where(Comment.item_id == item.id)
            others = set(session.scalars(spoken)) - people
            people |= others or set(approvers(item))
    return {one for one in people if one is not None and one != comment.user_id}


def _load(actor: Actor, comment_id: int) -> tuple[Comment, Item]:
    """Return a comment and its item, when the actor may know of it and speak there."""
    query = (
        select(Comment, Item)
        .join(Item, Item.id == Comment.item_id)
        .where(
            Comment.id == comment_id,
            Item.deleted_at.is_(None),
            access.editable(actor),
        )
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(f"No comment {comment_id}.")
    _may_speak(actor, row[1])
    return row[0], row[1]


def resolve(actor: Actor, comment_id: int) -> Comment:
    """Mark a comment as resolved."""
    with transaction():
        comment, item = _load(actor, comment_id)
        _close(actor, comment, "resolved")
        _note(actor, item, "resolve", _words(comment))
    return comment


def reopen(actor: Actor, comment_id: int) -> Comment:
    """Reopen a resolved or declined comment."""
    with transaction():
        comment, item = _load(actor, comment_id)
        if comment.state not in ("resolved", "declined"):
            raise Refused([Problem(_("This is not closed."))])
        comment.state, comment.closed_at, comment.closed_by_id = "open", None, None
        _note(actor, item, "reopen", _words(comment))
    return comment


def remove(actor: Actor, comment_id: int) -> Item:
    """Delete one's own comment, while nobody has answered it or taken it over."""
    with transaction() as session:
        comment, item = _load(actor, comment_id)
        if comment.user_id is None or comment.user_id != actor.id:
            raise Forbidden(_("Only its author can delete it."))
        answered = select(Comment.id).where(Comment.parent_id == comment.id).limit(1)
        if comment.state == "accepted" or session.scalar(answered) is not None:
            message = _("This has been answered or accepted and cannot be deleted.")
            raise Refused([Problem(message)])
        _note(actor, item, "uncomment")
        session.delete(comment)
    return item


def decline(actor: Actor, comment_id: int) -> Comment:
    """Decline a suggestion and notify its author."""
    with transaction():
        comment, item = _load_suggestion(actor, comment_id)
        _close(actor, comment, "declined")
        _note(actor, item, "decline", _words(comment))
        _notify_suggester(actor, item, comment, "declined")
    return comment


def accept(actor: Actor, comment_id: int, version: int) -> Item:
    """Accept a suggestion: save its text into the draft as the actor.

    Refused when the quoted words have changed or stand there more than once.
    An author may do so while the review goes on: a reviewer has asked for it.
    """
    with transaction():
        comment, item = _load_suggestion(actor, comment_id)
        if item.version != version:
            message = _("Somebody else has saved this in the meantime.")
            raise Conflict(message, item)
        data = Snapshot.of(item)
        form = data.form
        values = with_replacement(comment, form, data)
        if values is None:
            raise Refused([Problem(_why_not(comment, form, data))])
        saved = amend(
            actor,
            item.id,
            values,
            version,
            asked=comment.user_id != actor.id,
        )
        _close(actor, comment, "accepted")
        _note(actor, saved, "accept", _words(comment))
        _notify_suggester(actor, saved, comment, "accepted")
    return saved


def _why_not(comment: Comment, form: ItemForm, data: Mapping[str, Any]) -> str:
    if find_quote(comment, form, data) == "several":
        return _(
            "“%(words)s” is found more than once; change the right one yourself.",
            words=comment.quote,
        )
    return _(
        "The text has changed: “%(words)s” is no longer there.",
        words=comment.quote,
    )


def _load_suggestion(actor: Actor, comment_id: int) -> tuple[Comment, Item]:
    comment, item = _load(actor, comment_id)
    if comment.replacement is None or comment.state != "open":
        raise Refused([Problem(_("This suggestion is not open any more."))])
    return comment, item


def _close(actor: Actor, comment: Comment, state: str) -> None:
    if comment.parent_id is not None or comment.state != "open":
        raise Refused([Problem(_("This is closed already."))])
    comment.state, comment.closed_at = state, utcnow()
    comment.closed_by_id = actor.id


def _notify_suggester(actor: Actor, item: Item, comment: Comment, kind: str) -> None:
    if comment.user_id is not None:
        apply_effects(Step(kind, item, actor, audience={comment.user_id}))


def _note(actor: Identity, item: Item, name: str, words: str = "") -> None:
    audit.record(
        f"item.{name}",
        actor=actor,
        item_id=item.id,
        subject=item.title,
        detail={"note": words[:300]} if words else None,
    )
