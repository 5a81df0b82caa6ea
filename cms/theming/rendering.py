"""Rendering a template into markup that other templates may hold as it is."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup


def render(template: str, **variables: Any) -> Markup:
    """Return a template's output; a view returns it, a slot or panel shows it.

    The output of an autoescaped template is the one string that needs no
    further escaping.
    """
    return Markup(render_template(template, **variables))  # noqa: S704 - see above
