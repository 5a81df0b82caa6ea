"""What is odd about an article and worth a second look before it goes live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import today
from flask_babel import gettext as _

from cms import Problem
from cms_news import ARTICLE


LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish"})


def check_article(
    item: Any, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield a warning for an event still to come.

    An announcement may well speak of a coming day, so it does not block.
    """
    if item.type != ARTICLE or transition not in LOOKED_AT:
        return
    event = data.get("event_date")
    if event and event > today().isoformat():
        yield Problem(
            _("The event lies in the future; is the date right?"),
            field="event_date",
            block=False,
        )
