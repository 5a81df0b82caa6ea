"""Theming: where templates come from, named places, menus, static files."""

from __future__ import annotations

from cms.theming.places import nav, slot
from cms.theming.rendering import render


__all__ = ["nav", "render", "slot"]
