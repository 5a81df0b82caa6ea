"""The public pages: home, lists, items, sections, archive, search."""

from __future__ import annotations

from flask import Blueprint


pages = Blueprint("pages", __name__)
