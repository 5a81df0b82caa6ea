"""The staff's desk: one blueprint that the modules of this room attach views to."""

from __future__ import annotations

from flask import Blueprint


PREFIX = "/ban-lam-viec"
desk = Blueprint("desk", __name__, url_prefix=PREFIX)
