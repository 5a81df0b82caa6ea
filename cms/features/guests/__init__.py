"""The page of somebody invited by link: one item to read, comment and approve."""

from __future__ import annotations

from flask import Blueprint


guests = Blueprint("guests", __name__, url_prefix="/duyet")
