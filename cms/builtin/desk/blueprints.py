"""Further blueprints whose pages stand on the desk."""

from __future__ import annotations

from flask import Blueprint

from cms.builtin.desk import PREFIX
from cms.builtin.desk.variables import desk_variables


def desk_blueprint(name: str) -> Blueprint:
    """Return an empty blueprint for pages of the desk, with the desk's variables.

    Its addresses begin like the desk's, its endpoints with ``name``; that of a
    plugin is the plugin's name.
    """
    blueprint = Blueprint(name, __name__, url_prefix=PREFIX)
    blueprint.context_processor(desk_variables)
    return blueprint
