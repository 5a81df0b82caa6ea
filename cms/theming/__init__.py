"""Theming: where templates come from, named places, menus, static files.

Only ``render`` is offered here, so that rooms below may use it; menus and
named places and menus know about people and are in :mod:`cms.theming.places`
and :mod:`cms.theming.menus`.
"""

from __future__ import annotations

from cms.theming.rendering import render


__all__ = ["render"]
