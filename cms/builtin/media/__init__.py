"""The bytes of pictures and files: sent to those who may have them."""

from __future__ import annotations

from flask import Blueprint


media = Blueprint("media", __name__, url_prefix="/media")
