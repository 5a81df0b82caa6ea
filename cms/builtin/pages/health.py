"""Whether this process can answer: for load balancers and monitors."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from cms.accounts.guard import public
from cms.builtin.pages import pages
from cms.builtin.pages.queries import read_one_row


@pages.get("/health")
@public
def health() -> ResponseReturnValue:
    """Ask the database for one row; a database that does not answer gives 503."""
    read_one_row()
    return jsonify({"status": "ok"})
