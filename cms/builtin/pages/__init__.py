"""The public pages: home, lists, items, sections, archive, search."""

from __future__ import annotations

from flask import Blueprint

from cms.builtin.messages import install_messages


pages = Blueprint("pages", __name__)
pages.record_once(lambda state: install_messages(state.app))
