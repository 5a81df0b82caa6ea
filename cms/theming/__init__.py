"""Theming: where templates come from, named places, menus, static files.

Only ``render`` is offered here, so that rooms below may use it; menus and
named places know about people and are in :mod:`cms.theming.places`.
"""

from __future__ import annotations

from cms.theming.rendering import render


__all__ = ["render"]
