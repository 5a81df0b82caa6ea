"""Feeds, site map and robots file: what machines read of the public pages."""

from __future__ import annotations

from flask import Blueprint


syndication = Blueprint("syndication", __name__)
