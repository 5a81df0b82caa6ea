"""Reusable blocks on the desk: list, write, delete, and choose one for a text."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.build_context import current_build
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.picker import picker_option
from cms.builtin.rates import limited
from cms.content.fields.forms import SnapshotForm
from cms.content.fields.texts import Choice, Rich, Text
from cms.errors import Conflict
from cms.features.blocks import queries, service
from cms.features.blocks.models import Block
from cms.richtext import plain_text
from cms.theming import render
from cms.views import flash_problems


WORDS = 160
blocks = desk_blueprint("blocks")
# More than anybody reads; the rest is counted.
MOST_USES = 200


class BlockForm(SnapshotForm):
    """Name, kind and text of a block."""

    name = Text(
        _l("Name"),
        required=True,
        max=200,
        hint=_l("The name by which staff find it; readers do not see it."),
    )
    kind = Choice(_l("Kind"), choices=service.KINDS, default="notice", required=True)
    body = Rich(
        _l("Text"),
        required=True,
        hint=_l(
            "Text, lists, tables and links. A change appears on every page at once."
        ),
    )


@blocks.get("/khoi/")
@requires("content.write")
def listing() -> ResponseReturnValue:
    """List the blocks with how many items show each."""
    return render(
        "desk/library/blocks.html",
        blocks=queries.all_blocks(),
        counts=queries.use_counts(current_user),
        kinds=dict(service.KINDS),
        beginning=beginning,
        may_change=service.may_change(current_user),
    )


def beginning(block: Block) -> str:
    """Return the first words of a block, on one line."""
    words = " ".join(plain_text(block.body).split())
    return words if len(words) <= WORDS else f"{words[:WORDS].rstrip()}…"


@blocks.get("/khoi/chon.json")
@requires("content.write")
@limited(300, reads=True)
def pick() -> ResponseReturnValue:
    """Answer the editor: every block with its first words."""
    kinds = dict(service.KINDS)
    may_change = service.may_change(current_user)
    return jsonify(
        blocks=[
            {
                "id": block.id,
                "name": block.name,
                "kind": block.kind,
                "kind_label": str(kinds.get(block.kind, block.kind)),
                "words": beginning(block),
                "edit_url": url_for("blocks.edit", block_id=block.id)
                if may_change
                else None,
            }
            for block in queries.all_blocks()
        ]
    )


@blocks.route("/khoi/moi", methods=["GET", "POST"])
@requires("content.publish")
def new() -> ResponseReturnValue:
    """Write a block."""
    return _page(None)


@blocks.route("/khoi/<int:block_id>", methods=["GET", "POST"])
@requires("content.publish")
def edit(block_id: int) -> ResponseReturnValue:
    """Change a block."""
    return _page(queries.get_block(block_id))


def _page(found: Block | None) -> ResponseReturnValue:
    if not service.may_change(current_user):
        abort(403)
    stored = (
        {"name": found.name, "kind": found.kind, "body": found.body} if found else {}
    )
    form = BlockForm(request.form if request.method == "POST" else None, data=stored)
    status = 200
    if request.method == "POST":
        status = 422
        form.validate()
        for name, messages in form.missing().items():
            form[name].errors = [*form[name].errors, *messages]
        if not any(field.errors for field in form):
            try:
                _save(found, form)
            except Conflict as conflict:
                flash_problems(conflict)
                status = 409
            else:
                flash(_("Saved."), "success")
                return redirect(url_for("blocks.listing"), 303)
    return render(
        "desk/library/block.html",
        form=form,
        block=found,
        urls={"items": url_for("desk.pick")},
        **_uses(found),
    ), status


def _save(found: Block | None, form: BlockForm) -> None:
    version = request.form.get("version", type=int)
    service.save(current_user, found.id if found else None, form.snapshot(), version)


def _uses(found: Block | None) -> dict[str, Any]:
    """Return the items that show a block, as far as the asker may open them."""
    if found is None:
        return {"uses": []}
    items = queries.shown_in(current_user, found.id, MOST_USES)
    types = current_build().registry.content_types
    return {"uses": [picker_option(item) for item in items if item.type in types]}


@blocks.post("/khoi/<int:block_id>/xoa")
@requires("content.publish")
def delete(block_id: int) -> ResponseReturnValue:
    """Delete a block."""
    service.remove(current_user, block_id)
    flash(_("The block was deleted."), "success")
    return redirect(url_for("blocks.listing"), 303)
