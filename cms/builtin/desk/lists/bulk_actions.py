"""One action on several items: a transaction and a result for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms.accounts.permissions import sections_where
from cms.actors import Actor
from cms.builtin.desk.bulk_edit import refile
from cms.builtin.desk.undo import (
    Step,
    filing_of,
    join_parts,
    keep_part,
    reason,
    state_of,
)
from cms.builtin.idempotency.service import in_parts
from cms.content.fields.forms import VISIBILITIES
from cms.content.publishing import transitions
from cms.content.revisions.drafts import load_for
from cms.content.revisions.trash import load_trashed, purge, trash, untrash
from cms.content.spine import access, workflow
from cms.content.spine.models import Item, Section, UndoRecord
from cms.contributions import Action
from cms.database.transaction import transaction
from cms.errors import CmsError, Problem, Refused
from cms.extensions import db
from cms.registry import registry


MOST = 500


def _to_section(actor: Actor, item_id: int, version: int, value: Any) -> Item:
    if value is not None and db.session.get(Section, value) is None:
        raise Refused([Problem(_("Please choose a section."))])
    return refile(
        actor,
        item_id,
        version,
        lambda data: data.with_stored({"section_id": value or None}),
    )


def _to_visibility(actor: Actor, item_id: int, version: int, value: Any) -> Item:
    if value not in dict(VISIBILITIES):
        raise Refused([Problem(_("Please choose who may see it."))])
    return refile(
        actor, item_id, version, lambda data: data.with_stored({"visibility": value})
    )


def _schedule(actor: Actor, item_id: int, version: int, value: Any) -> Item:
    if not isinstance(value, dt.datetime):
        raise Refused([Problem(_("Please give a date and time."))])
    return transitions.schedule(actor, item_id, version, value)


WRITE, PUBLISH = access.WRITE, access.PUBLISH
# The labels of moves are those of the workflow.
_MOVES = {name: move.label for name, move in workflow.TRANSITIONS.items()}
ACTIONS = (
    Action(
        "submit",
        _MOVES["submit"],
        _l("%(number)d submitted for review."),
        WRITE,
        lambda actor, key, version, _value: transitions.submit(actor, key, version),
        order=50,
    ),
    Action(
        "approve",
        _MOVES["approve"],
        _l("%(number)d approved."),
        PUBLISH,
        lambda actor, key, version, _value: transitions.approve(actor, key, version),
        order=50,
    ),
    Action(
        "publish",
        _MOVES["publish"],
        _l("%(number)d published."),
        PUBLISH,
        lambda actor, key, version, _value: transitions.publish(actor, key, version),
        order=50,
    ),
    Action(
        "schedule",
        _l("Approve and schedule"),
        _l("%(number)d scheduled."),
        PUBLISH,
        _schedule,
        asks="time",
        order=50,
    ),
    Action(
        "archive",
        _MOVES["archive"],
        _l("%(number)d archived."),
        PUBLISH,
        lambda actor, key, version, _value: transitions.archive(actor, key, version),
        order=50,
    ),
    Action(
        "section",
        _l("Move to a section"),
        _l("%(number)d moved to another section."),
        WRITE,
        _to_section,
        asks="section",
        fields=("section_id",),
        order=50,
    ),
    Action(
        "visibility",
        _l("Change who may see it"),
        _l("%(number)d given another visibility."),
        WRITE,
        _to_visibility,
        asks="visibility",
        fields=("visibility",),
        order=50,
    ),
    Action(
        "trash",
        _l("Move to the trash"),
        _l("%(number)d moved to the trash."),
        WRITE,
        lambda actor, key, version, _value: trash(actor, key, version),
    ),
    Action(
        "untrash",
        _l("Restore from trash"),
        _l("%(number)d restored from the trash."),
        WRITE,
        lambda actor, key, version, _value: untrash(actor, key, version),
        trashed=True,
    ),
    Action(
        "purge",
        _l("Delete permanently"),
        _l("%(number)d permanently deleted."),
        WRITE,
        lambda actor, key, version, _value: purge(actor, key, version),
        undoable=False,
        trashed=True,
    ),
)


def run(
    actor: Actor, name: str, chosen: Iterable[tuple[int, int]], value: Any = None
) -> UndoRecord:
    """Run an action on items, given as (id, version); return the results.

    Each item is done wholly or not at all, by the function that does it to a
    single one, with its rights, its rules and its version. The record names
    what was done, so that it can be taken back, and what was not and why. Killed
    in the middle and sent again, the rest is done, and the record names all.
    """
    action = registry().actions[name]
    wanted = list(dict(chosen).items())[:MOST]
    titles = _titles(actor, [item_id for item_id, _version in wanted])
    failed: list[Step] = []
    with in_parts() as act:
        for item_id, version in wanted:
            title = titles.get(item_id) or _("No. %(number)d", number=item_id)
            try:
                with transaction():
                    step = _one(actor, action, item_id, version, value)
                    done = {"id": item_id, "title": title, **step}
                    keep_part(actor, name, act, done)
            except CmsError as error:
                db.session.rollback()
                failed.append({"id": item_id, "title": title, "reason": reason(error)})
    with transaction():
        return join_parts(actor, name, act, failed)


def _one(actor: Actor, act: Action, item_id: int, version: int, value: Any) -> Step:
    """Run an action on one item; return the step that undoes it."""
    with transaction():
        load = load_trashed if act.trashed else load_for
        item = load(actor, item_id, version, act.right)
        right = act.right
        if act.fields:
            names = act.fields(item) if callable(act.fields) else act.fields
            before: Step = {"fields": filing_of(item, names)}
            if before["fields"]["live"] and access.can(actor, PUBLISH, item):
                right = PUBLISH
        else:
            before = state_of(item)
        done = act.run(actor, item_id, version, value)
        db.session.flush()
        after = done.version if act.undoable else 0
        return {"from": version, "version": after, "right": right, "before": before}


def _titles(actor: Actor, ids: list[int]) -> dict[int, str]:
    query = select(Item.id, Item.title).where(Item.id.in_(ids), access.editable(actor))
    return {row.id: row.title or _("Untitled") for row in db.session.execute(query)}


def may_purge(actor: Actor) -> bool:
    """Tell whether the actor may delete anything for good."""
    return bool(sections_where(actor, "content.purge"))


def is_undoable(record: UndoRecord) -> bool:
    """Tell whether the record still offers a way back."""
    act = registry().actions.get(record.action)
    return (
        bool(record.steps)
        and record.used_at is None
        and (act is None or act.undoable)
        and record.action != "undo"
    )
