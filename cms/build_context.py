"""The build that serves the current application context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app


if TYPE_CHECKING:
    from cms.build import Build


def current_build() -> Build:
    """Return the build of the current application; needs an application context."""
    return current_app.extensions["cms"]
