"""What reviewers look at: the page as it will be, what changed, the history."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.compare.page_diff import compare_snapshots
from cms.builtin.desk.item.checks import check_results
from cms.builtin.desk.item.proposed_times import proposed_in_future
from cms.builtin.desk.item.review_state import review_state
from cms.builtin.desk.item.revision_comparison import prepared_page
from cms.builtin.desk.queries import entries_of, user_names
from cms.builtin.dry_run import dry_run
from cms.builtin.loading import get_item
from cms.builtin.pages.items import render_item
from cms.content import service
from cms.content.publishing.change_notes import waiting_note
from cms.content.publishing.transitions import go_live
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import (
    content_type_of,
    history,
    live_revision,
    working_revision,
)
from cms.content.spine.workflow import possible
from cms.errors import Conflict, Refused
from cms.i18n import date_time
from cms.theming import render
from cms.views import flash_problems


PER_PAGE = 50


@desk.get("/sua/<int:item_id>/xem-truoc")
@requires_login
def preview(item_id: int) -> ResponseReturnValue:
    """Show the item as the public would see it if it went live now."""
    get_item(current_user, item_id)
    with dry_run() as session:
        item = session.get_one(Item, item_id)
        if working_revision(item.id) is not None:
            go_live(current_user, item)
            session.flush()
        return render_item(item, preview=True)


@desk.get("/sua/<int:item_id>/duyet")
@requires_login
def review(item_id: int) -> ResponseReturnValue:
    """Show what waits for review as a diff, and the steps that the reviewer may take."""
    return review_page(get_item(current_user, item_id))


def review_page(item: Item, status: int = 200) -> ResponseReturnValue:
    """Render the review page; what was typed into a refused comment stays there."""
    if not access.can(current_user, access.WRITE, item) and not access.can(
        current_user, access.PUBLISH, item
    ):
        abort(403)
    revision, live = working_revision(item.id), live_revision(item.id)
    if revision is None:
        return redirect(url_for("desk.edit", item_id=item.id))
    page_diff = compare_snapshots(
        content_type_of(item), live.data if live else None, revision.data, current_user
    )
    proposed = proposed_in_future(item)
    page = render(
        "desk/item/review.html",
        item=item,
        content_type=content_type_of(item),
        revision=revision,
        live=live,
        check_results=check_results(item),
        clean=request.args.get("ban") == "sach",
        moves={move.name: move for move in possible(item.status, item.stage)},
        may_publish=access.can(current_user, access.PUBLISH, item),
        proposed=proposed,
        change_note=request.form.get("change_note", waiting_note(item.id)),
        people=_people([revision]),
        **review_state(item),
        **prepared_page(page_diff),
    )
    return Response(page, status)


@desk.get("/sua/<int:item_id>/lich-su")
@requires_login
def item_history(item_id: int) -> ResponseReturnValue:
    """List the versions and everything done to the item, a page at a time."""
    item = get_item(current_user, item_id)
    number = max(request.args.get("trang", 1, type=int), 1)
    revisions = history(item.id)
    start = (number - 1) * PER_PAGE
    shown = revisions[start : start + PER_PAGE]
    entries = entries_of(item.id, start + PER_PAGE + 1)
    return render(
        "desk/item/history.html",
        item=item,
        content_type=content_type_of(item),
        revisions=shown,
        newest=revisions[0].number if revisions else 0,
        people=_people(revisions) | user_names(one.actor_id for one in entries),
        entries=entries[start : start + PER_PAGE],
        said=said_words,
        page_number=number,
        more=len(revisions) > start + PER_PAGE or len(entries) > start + PER_PAGE,
    )


def said_words(action: str, said: str) -> str:
    """Return what was said with a step, its moments in words."""
    if action not in ("item.schedule", "item.deadline"):
        return said
    try:
        return str(date_time(said))
    except ValueError:
        return said


@desk.get("/sua/<int:item_id>/so-sanh")
@requires_login
def compare(item_id: int) -> ResponseReturnValue:
    """Show one version with its changes against another."""
    item = get_item(current_user, item_id)
    by_number = {revision.number: revision for revision in history(item.id)}
    newer = by_number.get(
        request.args.get("moi", type=int) or max(by_number, default=0)
    )
    older = by_number.get(
        request.args.get("cu", type=int) or (newer.number - 1 if newer else 0)
    )
    if newer is None:
        abort(404)
    if older is not None and older.number > newer.number:
        older, newer = newer, older
    page_diff = compare_snapshots(
        content_type_of(item), older.data if older else None, newer.data, current_user
    )
    people = _people([revision for revision in (newer, older) if revision])
    return render(
        "desk/item/compare.html",
        item=item,
        content_type=content_type_of(item),
        newer=newer,
        older=older,
        newest=max(by_number),
        people=people,
        pairs=[(number, number) for number in sorted(by_number, reverse=True)],
        **prepared_page(page_diff),
    )


@desk.post("/sua/<int:item_id>/khoi-phuc/<int:number>")
@requires_login
def restore(item_id: int, number: int) -> ResponseReturnValue:
    """Restore an old revision as the draft."""
    item = get_item(current_user, item_id)
    version = request.form.get("version", type=int) or 0
    try:
        service.restore(current_user, item.id, number, version)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("Version %(number)d is the draft now.", number=number), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


def _people(revisions: list[Revision]) -> dict[int, str]:
    """Return the names of everybody who had a hand in these revisions."""
    return user_names(
        key
        for revision in revisions
        for key in (
            revision.created_by_id,
            revision.edited_by_id,
            revision.submitted_by_id,
            revision.approved_by_id,
        )
    )
