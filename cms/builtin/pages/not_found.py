"""What a request gets that found nothing: a manual redirect, an address without a slash."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException

from cms import inputs
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.redirects import site_target


@pages.after_app_request
def lead_on(response: Response) -> Response:
    """Redirect a request that found nothing, when a manual redirect exists."""
    if response.status_code != 404 or request.method not in ("GET", "HEAD"):
        return response
    target = site_target(request.path) or _without_slash()
    if target is None or target == request.path:
        return response
    moved = redirect(target, 301)
    moved.headers["Cache-Control"] = "max-age=3600"
    return moved  # type: ignore[return-value] # typed by Werkzeug, made by Flask


def _without_slash() -> str | None:
    """Return the address without the slash at its end: no page of ours has one.

    None where a rule asks for the slash, for what is no path of this site, and where
    nothing answers: a function that is off leads nowhere.
    """
    path = request.path
    asked = request.url_rule is not None and request.url_rule.rule.endswith("/")
    if asked or len(path) < 2 or not path.endswith("/"):
        return None
    try:
        inputs.target(path)
    except ValueError:
        return None
    if not _is_answered(path[:-1]):
        return None
    query = urlencode(list(request.args.items(multi=True)))
    return quote(path[:-1]) + (f"?{query}" if query else "")


def _is_answered(path: str) -> bool:
    """Tell whether a view of this build answers an address."""
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, values = adapter.match(path, method="GET") if adapter else ("", {})
    except HTTPException:
        return False
    # Any two words are the address of an item, if the first is that of a type.
    address = values.get("address") if endpoint.startswith("pages.") else None
    return address is None or current_build().registry.by_address(address) is not None
