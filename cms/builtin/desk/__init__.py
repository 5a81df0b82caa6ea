"""The staff's desk: one blueprint that the modules of this room attach views to."""

from __future__ import annotations

from flask import Blueprint


desk = Blueprint("desk", __name__, url_prefix="/ban-lam-viec")
