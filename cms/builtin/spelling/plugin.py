"""What proposals of the search add to every build: the job that counts words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from cms.builtin.spelling.words import refresh_words
from cms.contributions import Job
from cms.hookspecs import hookimpl


A_DAY = 86_400


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that counts the words of the index."""
    title = _l("Count the words that the search knows")
    return [Job("core.search_words", _refresh_words, every=A_DAY, title=title)]


def _refresh_words() -> None:
    refresh_words()
