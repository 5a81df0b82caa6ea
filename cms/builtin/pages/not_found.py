"""What a request gets that found nothing: where a manual redirect leads."""

from __future__ import annotations

from flask import Response, redirect, request

from cms.builtin.pages import pages
from cms.builtin.pages.redirects import site_target


@pages.after_app_request
def lead_on(response: Response) -> Response:
    """Redirect a request that found nothing, when a manual redirect exists."""
    if response.status_code != 404 or request.method not in ("GET", "HEAD"):
        return response
    target = site_target(request.path)
    if target is None or target == request.path:
        return response
    moved = redirect(target, 301)
    moved.headers["Cache-Control"] = "max-age=3600"
    return moved  # type: ignore[return-value] # typed by Werkzeug, made by Flask
