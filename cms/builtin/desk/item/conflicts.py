"""Conflicting saves of one form: merged, or shown to choose from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, request
from flask_babel import gettext as _

from cms import inputs
from cms.accounts.current import current_user
from cms.builtin.desk.compare.diff import changes, titles_for
from cms.builtin.requests import Parameters
from cms.content import service
from cms.content.fields.answers import mark
from cms.content.fields.forms import ItemForm
from cms.content.revisions.snapshot import Snapshot
from cms.content.service import Saved
from cms.content.spine import access, locks, workflow
from cms.content.spine.models import Item
from cms.theming import render


MINE, THEIRS, HAND = "mine", "theirs", "hand"
HAND_PREFIX = "hand-"
# What a form sends besides its content.
NOT_CONTENT = frozenset({"csrf_token", "version", "base", "seen", "then", "unanswered"})
# So many sends without an answer are looked at; a page keeps no more.
UNANSWERED = 3


def base_of(data: Snapshot) -> dict[str, str]:
    """Return the marks that a page carries of the values it was loaded with.

    Rich text has two: of the document, and of the plain text that a page
    without script sends instead.
    """
    found = data.marks()
    for field in data.form:
        if field.shape == "rich":
            found[f"{field.short_name}__text"] = mark(_plain(field.plain))
    return found


def _plain(typed: str) -> str:
    return inputs.clean_text(typed).strip()


def posted_marks(name: str = "base") -> dict[str, str] | None:
    """Return the marks that came with a form; None when it carries none."""
    given = request.form.get(name)
    if given is None:
        return None
    try:
        found = inputs.load_json(given)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def typed(data: Snapshot, base: Mapping[str, str]) -> Snapshot:
    """Return what was posted, without rich text whose plain text was left alone."""
    return data.without(
        name
        for name in data
        if (sent := request.form.get(f"{name}__text")) is not None
        and base.get(f"{name}__text") == mark(_plain(sent))
    )


def save_posted(item: Item, data: Snapshot, *, autosave: bool = False) -> Saved:
    """Save a posted form, merged with what others have saved since it was loaded.

    Raises FieldConflict when that cannot be done, and everything that a save raises.
    """
    base = posted_marks()
    if base is None:
        version = request.form.get("version", type=int) or 0
        saved = service.save(current_user, item.id, data, version, autosave=autosave)
        return Saved(saved, {}, saved.version, data)
    values = typed(data, base)
    base |= arrived(item)
    return service.save_merged(current_user, item.id, values, base, autosave=autosave)


def arrived(item: Item) -> dict[str, str]:
    """Return the marks of fields that are stored as this page itself had sent them.

    A save may be written and its answer lost on the way: the page goes on from
    an older value, and this is no change by somebody else.
    """
    bodies = _unanswered()
    if not bodies:
        return {}
    stored = Snapshot.of(item)
    shape, known = stored.content_type.form, stored.marks()
    found: dict[str, str] = {}
    for body in bodies[:UNANSWERED]:
        sent = Parameters(parse_qsl(body, keep_blank_values=True))
        names = {key.partition("-")[0] for key in sent}
        form = shape(sent, data=dict(stored))
        for name, own in Snapshot.read(form, stored.content_type).marks().items():
            if name.partition("/")[0] in names and known.get(name) == own:
                found[name] = own
    return found


def _unanswered() -> list[str]:
    """Return the forms, as sent, that a page had no answer to; none for nonsense."""
    try:
        given = inputs.load_json(request.form.get("unanswered", "[]"))
    except ValueError:
        return []
    return (
        [one for one in given if isinstance(one, str)]
        if isinstance(given, list)
        else []
    )


def proposal_mark(choice: str, other: str = "") -> str:
    """Return the mark of the proposed time that a page shows."""
    return mark([choice, other])


def sent_proposal() -> str:
    """Return the mark of the proposed time that came with a form."""
    return proposal_mark(
        request.form.get("proposed", ""), request.form.get("proposed_other", "")
    )


def proposes() -> bool:
    """Tell whether the proposed time was changed on the page that was sent."""
    return (posted_marks() or {}).get("proposed") != sent_proposal()


def named(form: ItemForm, who: Mapping[str, str]) -> list[dict[str, str]]:
    """Return fields with their labels and with who has changed them, for a page."""
    return [
        {"name": name, "label": str(label_of(form, name)), "who": person}
        for name, person in who.items()
    ]


def label_of(form: ItemForm, name: str) -> Any:
    """Return the label of a field; the lead's is the type's own word for it."""
    if name == "summary" and form.summary_label:
        return form.summary_label
    return form[name].label.text if name in form else name


def merged_words(form: ItemForm, who: Mapping[str, str]) -> str:
    """Return in a sentence what others have changed and is in the text now."""
    parts = [
        _(
            "%(name)s changed %(field)s; the change was merged.",
            name=person or _("Somebody"),
            field=label_of(form, name),
        )
        for name, person in who.items()
    ]
    return " ".join(parts)


def state_of(item: Item, lock: locks.Held | None) -> str:
    """Return what an open page must be shown anew for when it changes."""
    holder = lock.user_id if lock else ""
    return f"{item.status}/{item.stage or workflow.DRAFT}/{holder}"


def surroundings(item: Item, data: Snapshot) -> dict[str, Any]:
    """Return what the edit page shows of other people: the lock, marks."""
    lock = locks.held(item.id)
    # The marks are of the very values that the page shows, not of a later save.
    shown = data if request.method == "GET" else Snapshot.of(item)
    choice = item.proposed_at.isoformat() if item.proposed_at else ""
    base = {**base_of(shown), "proposed": proposal_mark(choice)}
    return {
        # A form that was not taken still goes on from what it was loaded with.
        "base": request.form.get("base") or json.dumps(base),
        "lock": lock,
        "lock_hours": locks.AWAY // dt.timedelta(hours=1),
        "locked": lock is not None and lock.user_id != current_user.id,
        "mine_last": item.updated_by_id == current_user.id,
    }


def conflict_page(
    item: Item, data: Snapshot, who: Mapping[str, str], hand: Any, status: int = 409
) -> Response:
    """Show both versions of the fields in ``who``, to choose from one by one.

    ``hand`` is the form, prefixed, whose fields one edits by hand. Whoever may
    not write now only sees the difference.
    """
    theirs, form = Snapshot.of(item).complete, data.form
    known = titles_for(current_user, theirs.content_type, theirs, data)
    found = {one.name: one for one in changes(theirs.content_type, theirs, data, known)}
    lock = locks.held(item.id)
    locked = lock is not None and lock.user_id != current_user.id
    page = render(
        "desk/item/conflict.html",
        item=item,
        fields=[
            (name, label_of(form, name), person, found.get(name), hand[name])
            for name, person in who.items()
            if name in hand
        ],
        lock=lock,
        may_choose=access.can(current_user, access.WRITE, item) and not locked,
        seen=json.dumps({name: mark(theirs.get(name)) for name in who}),
        base=request.form.get("base", "{}"),
        kept=list(_kept(request.form.items(multi=True))),
        sent_version=request.form.get("version", ""),
    )
    return Response(page, status)


def _kept(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in pairs:
        chosen = name.startswith((HAND_PREFIX, "choose-"))
        if name not in NOT_CONTENT and not chosen:
            yield name, value


def chosen(
    values: Mapping[str, Any], base: dict[str, str], hand: Any
) -> tuple[dict[str, Any], dict[str, str], bool]:
    """Apply the choices of a conflict page; tell whether all are one's own version.

    A chosen field goes on from what the page showed: when that was changed
    once more meanwhile, it is a conflict again.
    """
    result, marks_, own = dict(values), dict(base), True
    for name, shown in (posted_marks("seen") or {}).items():
        choice = request.form.get(f"choose-{name}", MINE)
        own = own and choice == MINE
        if choice == THEIRS:
            result.pop(name, None)
            continue
        marks_[name] = shown
        if choice == HAND and name in hand:
            result[name] = hand[name].json
    return result, marks_, own
