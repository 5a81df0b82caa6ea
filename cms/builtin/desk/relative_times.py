"""A moment to come in the words that people use: "8:00 mai", "14:30 hôm nay"."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from cms.database.base import utcnow
from cms.i18n import date_short, site_zone


def when_words(moment: dt.datetime, now: dt.datetime | None = None) -> str:
    """Return ``moment`` (aware) as words in the site's zone and the reader's language."""
    local = moment.astimezone(site_zone())
    today = (now or utcnow()).astimezone(site_zone()).date()
    time = f"{local:%H:%M}"
    days = (local.date() - today).days
    if days == 0:
        return _("%(time)s today", time=time)
    if days == 1:
        return _("%(time)s tomorrow", time=time)
    return _("%(time)s on %(day)s", time=time, day=date_short(local.date()))
