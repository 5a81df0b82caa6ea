"""What views share: whether a script asks, errors as messages, keys that sign."""

from __future__ import annotations

from flask import current_app, flash, request

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


def signing_keys() -> list[str]:
    """Return the site's keys for itsdangerous: old ones are read, the last one signs."""
    config = current_app.config
    return [*reversed(config["SECRET_KEY_FALLBACKS"] or ()), config["SECRET_KEY"]]
