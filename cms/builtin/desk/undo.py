"""Undo an action on items, unless they have been changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete, or_, select

from cms import audit
from cms.actors import Actor
from cms.builtin.desk.bulk_edit import apply_changes
from cms.builtin.idempotency.service import in_parts
from cms.content.effects import notify_after_commit
from cms.content.revisions.drafts import load_for
from cms.content.revisions.projection import (
    keep_references,
    refresh_linking,
    write_detail,
    write_index,
    write_spine,
)
from cms.content.revisions.snapshot import Snapshot
from cms.content.revisions.trash import (
    refuse_without_parent,
    trash_children,
    untrash_children,
)
from cms.content.spine import access
from cms.content.spine.models import Item, ItemDetail, Revision, UndoRecord
from cms.content.spine.queries import (
    content_type_of,
    live_revision,
    with_details,
    working_revision,
)
from cms.content.spine.workflow import ARCHIVED, PUBLISHED
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import CmsError, Conflict, Forbidden, NotFound, Refused
from cms.extensions import db


audit.declare(
    {
        "item.undo": _l("undid the last step"),
    }
)


KEPT = dt.timedelta(days=1)
TIMES = (
    "publish_at",
    "published_at",
    "deleted_at",
    "expires_at",
    "proposed_at",
    "due_at",
    "sort_date",
)
WORDS = ("status", "stage", "banner")
OF_REVISION = ("state", "sealed", "note", "approved_by_id", "submitted_by_id")

Step = dict[str, Any]


def state_of(item: Item) -> Step:
    """Return, as JSON, what a move may change of an item and :func:`_go_back` restores."""
    live, working = live_revision(item.id), working_revision(item.id)
    times = {name: getattr(item, name) for name in TIMES}
    return {
        **{name: getattr(item, name) for name in WORDS},
        **{name: value and value.isoformat() for name, value in times.items()},
        "live": live.id if live else None,
        "working": working
        and {
            "id": working.id,
            **{name: getattr(working, name) for name in OF_REVISION},
        },
    }


def filing_of(item: Item, names: tuple[str, ...]) -> Step:
    """Return the fields ``names`` of an item's live and open snapshots."""
    live, working = live_revision(item.id), working_revision(item.id)
    return {
        "live": live and {name: live.data.get(name) for name in names},
        "working": working and {name: working.data.get(name) for name in names},
    }


def keep(
    actor: Actor, action: str, steps: list[Step], failed: list[Step]
) -> UndoRecord:
    """Write down what was done and what not; part of a transaction."""
    record = UndoRecord(user_id=actor.id, action=action, steps=steps, failed=failed)
    db.session.add(record)
    db.session.flush()
    return record


def keep_part(actor: Actor, action: str, act: str, step: Step) -> None:
    """Write down one step of an act done in parts; in the transaction of the part.

    Who is killed before the last part can still take back the others.
    """
    keep(actor, action, [step], []).about = {"act": act}


def join_parts(actor: Actor, action: str, act: str, failed: list[Step]) -> UndoRecord:
    """Make one record of all parts of an act; part of a transaction.

    What a part of the same act did before it was sent again has not failed.
    """
    query = select(UndoRecord).where(
        UndoRecord.user_id == actor.id, UndoRecord.about["act"].as_string() == act
    )
    parts = list(db.session.scalars(query.order_by(UndoRecord.id)))
    steps = [step for part in parts for step in part.steps]
    for part in parts:
        db.session.delete(part)
    done = {step["id"] for step in steps}
    return keep(actor, action, steps, [one for one in failed if one["id"] not in done])


@contextmanager
def remembered(
    actor: Actor, item: Item, action: str, right: str
) -> Iterator[list[Any]]:
    """Run a transition of one item so that it can be undone; yields a list for the record.

    One transaction: the record is there when the move holds.
    """
    kept: list[UndoRecord] = []
    with transaction():
        step = {"id": item.id, "title": item.title or _("Untitled")}
        step |= {"from": item.version, "right": right, "before": state_of(item)}
        yield kept
        db.session.flush()
        kept.append(keep(actor, action, [{**step, "version": item.version}], []))


def record_of(actor: Actor, record_id: int | None) -> UndoRecord | None:
    """Return the record when it is the actor's own and its time has not passed."""
    return db.session.scalar(
        select(UndoRecord).where(
            UndoRecord.id == record_id,
            UndoRecord.user_id == actor.id,
            UndoRecord.created_at > utcnow() - KEPT,
        )
    )


def revert(actor: Actor, record_id: int) -> UndoRecord:
    """Undo a record: restore every item of it, each in its own transaction.

    It is used once all are done: killed before, it restores the rest when it is
    asked for again. An item that somebody has changed since stays as it is; the
    record that is returned names it. Raises NotFound for another person's record
    and for one that was used already.
    """
    failed: list[Step] = []
    with in_parts() as act:
        with transaction():
            record = record_of(actor, record_id)
            if record is None or record.used_at is not None:
                raise NotFound(f"No undo record {record_id}.")
            steps = list(record.steps)
        for step in reversed(steps):
            try:
                _revert(actor, step, act)
            except CmsError as error:
                failed.append(
                    {"id": step["id"], "title": step["title"], "reason": reason(error)}
                )
    with transaction() as session:
        session.get_one(UndoRecord, record_id).used_at = utcnow()
        done = join_parts(actor, "undo", act, failed)
        _carry_over(
            actor, {(one["id"], one["from"]): one["version"] for one in done.steps}
        )
        return done


def _carry_over(actor: Actor, versions: Mapping[tuple[int, int], int]) -> None:
    """Keep earlier records valid after this undo.

    An item is now what it was at an earlier version: a record that waits for
    that version waits for the present one instead.
    """
    query = select(UndoRecord).where(
        UndoRecord.user_id == actor.id,
        UndoRecord.used_at.is_(None),
        UndoRecord.created_at > utcnow() - KEPT,
    )
    for record in db.session.scalars(query):
        found = [(step["id"], step.get("version", 0)) for step in record.steps]
        if any(key in versions for key in found):
            record.steps = [
                {**step, "version": versions.get(key, key[1])}
                for step, key in zip(record.steps, found, strict=True)
            ]


def reason(error: CmsError) -> str:
    """Return in words why something was not done."""
    if isinstance(error, Refused):
        return " ".join(str(problem.message) for problem in error.problems)
    if isinstance(error, NotFound):
        return _("It is no longer there.")
    if isinstance(error, Conflict):
        return _("Somebody else has saved this in the meantime.")
    return str(error)


def _revert(actor: Actor, step: Step, act: str) -> None:
    """Restore one item in one transaction, as a part of an act."""
    with transaction():
        item = _load(actor, step)
        before, was_there, was = step["before"], _is_there(item), item.status
        if "fields" in before:
            _refile_back(actor, item, before["fields"])
        else:
            _go_back(actor, item, before)
        if hook := _hook_of(item, was_there, was):
            notify_after_commit(hook, item, actor)
        item.updated_at, item.updated_by_id = utcnow(), actor.id
        audit.record("item.undo", actor=actor, item_id=item.id, subject=item.title)
        db.session.flush()
        done = {name: step[name] for name in ("id", "title", "from")}
        keep_part(actor, "undo", act, {**done, "version": item.version})


def _is_there(item: Item) -> bool:
    return item.deleted_at is None


def _hook_of(item: Item, was_there: bool, was: str) -> str | None:
    """Return the hook that tells what an item is now and was not before."""
    if _is_there(item) != was_there:
        return "on_item_restored" if _is_there(item) else "on_item_trashed"
    if item.status == was:
        return None
    return {ARCHIVED: "on_item_archived", PUBLISHED: "on_item_restored"}.get(
        item.status
    )


def _load(actor: Actor, step: Step) -> Item:
    """Return the item of a step for a change, in the trash or not."""
    criterion = Item.id == step["id"]
    item = db.session.scalar(select(Item).where(criterion, access.editable(actor)))
    if item is None or item.deleted_at is None:
        return load_for(actor, step["id"], step["version"], step["right"])
    if not access.can(actor, step["right"], item):
        raise Forbidden(_("You may not do this here."))
    if item.version != step["version"]:
        raise Conflict(_("Somebody else has saved this in the meantime."), item)
    return item


def _refile_back(actor: Actor, item: Item, before: Mapping[str, Any]) -> None:
    """Put the old values of some fields back into the live and the open snapshot."""
    opened = working_revision(item.id)
    if before["working"] is None and opened is not None:
        # The change was the first over a live page: it is set aside again.
        opened.state = "kept"
        item.stage = None
    live, working = before["live"], before["working"]
    apply_changes(
        actor,
        item,
        (lambda data: data.with_stored(live)) if live else None,
        (lambda data: data.with_stored(working)) if working else None,
    )


def _go_back(actor: Actor, item: Item, before: Mapping[str, Any]) -> None:
    """Restore what :func:`state_of` returned, and the rows when other data is live."""
    _set(item, {name: before[name] for name in WORDS})
    trashed_at = item.deleted_at
    moments = {name: _moment(before[name]) for name in TIMES}
    _set(item, moments)
    now_live = live_revision(item.id)
    _revisions_back(item, before)
    db.session.flush()
    if trashed_at != item.deleted_at:
        _children_back(actor, item, trashed_at)
        db.session.flush()
        refresh_linking(item)
    if now_live is None or now_live.id == before["live"]:
        return
    _show_again(item)
    _set(item, moments)


def _children_back(actor: Actor, item: Item, trashed_at: dt.datetime | None) -> None:
    """Move children to the trash, or restore them, with their parent."""
    if item.deleted_at is not None:
        trash_children(actor, item)
    elif trashed_at is not None:
        refuse_without_parent(item)
        untrash_children(actor, item, trashed_at)


def _revisions_back(item: Item, before: Mapping[str, Any]) -> None:
    """Make the same revisions live and open as before; later ones are history."""
    live = db.session.get(Revision, before["live"] or 0)
    opened = before["working"]
    later = Revision.number > (live.number if live else 0)
    query = select(Revision).where(
        Revision.item_id == item.id,
        or_(Revision.state == "working", (Revision.state == "published") & later),
    )
    for revision in db.session.scalars(query):
        revision.state = "kept"
    if opened:
        found = db.session.get_one(Revision, opened["id"])
        _set(found, {name: opened[name] for name in OF_REVISION})


def _set(row: Item | ItemDetail | Revision, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _show_again(item: Item) -> None:
    """Write the rows of an item whose live revision is another one than before."""
    live, working = live_revision(item.id), working_revision(item.id)
    shown = live or working
    if shown is None:
        return
    data = Snapshot.stored(item, shown)
    write_spine(item, data)
    db.session.flush()
    if live is not None:
        write_detail(item, data)
    elif content_type_of(item).detail is not None:
        detail = with_details([item]).get(item.id)
        if detail is not None:
            db.session.delete(detail)
    write_index(item, data)
    if live is not None and working is not None:
        keep_references(item, Snapshot.stored(item, working))


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def delete_expired_steps(now: dt.datetime | None = None) -> None:
    """Delete expired undo records."""
    limit = (now or utcnow()) - KEPT
    with transaction() as session:
        session.execute(delete(UndoRecord).where(UndoRecord.created_at <= limit))
