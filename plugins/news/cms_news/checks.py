"""What is odd about an article and worth a second look before it goes live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import today
from flask_babel import gettext as _, lazy_gettext as _l

from cms import Item, Problem, Rule, site_zone
from cms_news import ARTICLE


DATES = "news.dates"
RULES = (Rule(DATES, _l("It goes live before the event")),)
LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish"})


def check_article(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield a warning for an event still to come.

    An announcement may well speak of a coming day, so it does not block.
    """
    if item.type != ARTICLE or transition not in LOOKED_AT:
        return
    event = data.get("event_date")
    out = item.publish_at or item.proposed_at
    day = out.astimezone(site_zone()).date() if out else today()
    if event and event > day.isoformat():
        yield Problem(
            _("The event comes after the day of publication; is the date right?"),
            field="event_date",
            rule=DATES,
        )
