"""Whether this process can answer: for load balancers and monitors."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cms.accounts.guard import public
from cms.builtin.pages import pages
from cms.content.spine.models import Item
from cms.extensions import db


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """Ask the database for one row; a database that does not answer gives 503."""
    db.session.execute(select(Item.id).limit(1)).first()
    return jsonify({"status": "ok"})
