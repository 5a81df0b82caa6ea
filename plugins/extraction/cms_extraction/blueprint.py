"""The blueprint that all pages of the plugin belong to; they stand on the desk."""

from __future__ import annotations

from cms import desk_blueprint


pages = desk_blueprint("extraction")
