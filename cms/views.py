"""What views share: whether a script asks, and errors of services as messages."""

from __future__ import annotations

from flask import flash, request

from cms.errors import CmsError, Refused


def wants_json() -> bool:
    """Tell whether a script made the request: it reads JSON rather than a page."""
    offered = ("text/html", "application/json")
    return request.accept_mimetypes.best_match(offered) == "application/json"


def flash_problems(error: CmsError, category: str = "error") -> None:
    """Show on the next page what a service said: each problem, or its one sentence.

    For forms that lead back to a page; an error that nobody catches is answered
    by ``cms/builtin/error_pages.py``.
    """
    if not isinstance(error, Refused):
        flash(str(error), category)
        return
    for problem in error.problems:
        flash(str(problem.message), category)
