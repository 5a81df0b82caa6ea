"""Template globals: named places, menus, addresses of static files."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.models import Role, User
from cms.build_context import current_build
from cms.content.spine.models import Item, Section
from cms.contributions import Area, ContentType, Slot
from cms.plugins.manager import Trouble
from cms.theming.assets import Assets
from cms.theming.menus import nav
from cms.theming.rendering import render


def slot(
    name: Slot | str, item: Item | ContentType | Section | User | Role | None = None
) -> Markup:
    """Return what plugins show in a named place of the page of ``item``, if of any.

    A plugin that failed leaves its part empty; staff see a short notice.
    """
    build, place = current_build(), Slot(name)
    pieces = [
        build.manager.guard(
            plugin, f"fragment {one.name}", one.render, item, current_user
        )
        for plugin, one in build.registry.fragments.get(place, ())
    ]
    pieces += build.manager.render(
        "render_slot", slot=place, item=item, user=current_user
    )
    return Markup("").join(
        _notice(piece) if isinstance(piece, Trouble) else piece
        for piece in pieces
        if piece is not None
    )


def _notice(trouble: Trouble) -> Markup:
    if not current_user.is_authenticated:
        return Markup("")
    return render("errors/_missing_part.html", trouble=trouble)


def install(app: Flask, assets: Assets) -> None:
    """Give the templates of an application their globals."""
    app.jinja_env.globals.update(
        nav=nav, slot=slot, asset=assets.url, Area=Area, Slot=Slot
    )
    app.context_processor(lambda: {"site": current_build().settings[""]})
