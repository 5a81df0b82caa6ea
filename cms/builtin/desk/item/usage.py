"""The page of links to an item, shown before it is deleted, and their replacement."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item.pointers import points_here, replace_everywhere
from cms.builtin.desk.lists.trash import moved_to_trash
from cms.builtin.desk.variables import picker_urls
from cms.builtin.loading import get_item
from cms.content.spine import access
from cms.content.spine.queries import content_type_of
from cms.errors import Conflict, NotFound, Refused
from cms.theming import render
from cms.views import flash_problems


@desk.get("/sua/<int:item_id>/lien-ket")
@requires_login
def item_usage(item_id: int) -> ResponseReturnValue:
    """List what points to an item; offer to let it point elsewhere."""
    item = get_item(current_user, item_id)
    return render(
        "desk/item/usage.html",
        item=item,
        content_type=content_type_of(item),
        usage=points_here(item, current_user),
        may_write=access.can(current_user, access.WRITE, item),
        urls=picker_urls(),
    )


@desk.post("/sua/<int:item_id>/thay-moi-noi")
@requires_login
def replace_item(item_id: int) -> ResponseReturnValue:
    """Let everything point to another item; then, if asked, delete this one."""
    item = get_item(current_user, item_id)
    version = request.form.get("version", type=int) or 0
    gone = "trash" in request.form
    here = redirect(url_for("desk.item_usage", item_id=item.id), 303)
    try:
        number = replace_everywhere(
            current_user, item.id, _other(), version, then_trash=gone
        )
    except Refused as refusal:
        flash_problems(refusal)
        return here
    except Conflict as conflict:
        flash_problems(conflict)
        return here
    except NotFound:
        flash(_("Please choose a replacement."), "error")
        return here
    flash(_("Replaced in %(number)d places.", number=number), "success")
    if not gone:
        return here
    flash(moved_to_trash(), "success")
    return redirect(url_for("desk.items", type_name=item.type), 303)


def _other() -> int:
    """Return the number of the chosen item; 0 when nothing was chosen."""
    return request.form.get("other", 0, type=int)
