"""Where somebody is logged in, in plain words: which device, from which place."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import select

from cms.accounts.models import SessionRow
from cms.accounts.sessions import PENDING_KEY, idle_limit
from cms.builtin.rates import network_of
from cms.database.base import utcnow
from cms.extensions import db


# The first that fits: most browsers also call themselves by the later names.
BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg(e|A|iOS)?/", "Edge"),
    ("OPR/|Opera", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X|Macintosh", "macOS"),
    ("Linux|X11", "Linux"),
)


@dataclass(frozen=True)
class DescribedSession:
    """A session and what its owner knows it by."""

    row: SessionRow
    device: str
    place: str


def described_sessions(user_id: int, app: Flask) -> list[DescribedSession]:
    """Return a person's sessions that still work, the latest first."""
    return [
        DescribedSession(row, device_words(row.browser), place_words(row.address))
        for row in live_sessions(user_id, app)
    ]


def live_sessions(user_id: int, app: Flask) -> list[SessionRow]:
    """Return a person's sessions that still work, the latest first."""
    now = utcnow()
    rows = db.session.scalars(
        select(SessionRow)
        .where(
            SessionRow.user_id == user_id,
            SessionRow.expires_at > now,
            SessionRow.last_seen > now - idle_limit(app),
        )
        .order_by(SessionRow.last_seen.desc())
    )
    return [row for row in rows if PENDING_KEY not in row.data]


def device_words(user_agent: str) -> str:
    """Return browser and system by the words of a browser about itself."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")


def _first(kinds: tuple[tuple[str, str], ...], user_agent: str) -> str:
    found = (name for pattern, name in kinds if re.search(pattern, user_agent))
    return next(found, "")


def place_words(address: str) -> str:
    """Return the network that an address belongs to, and whether it is a local one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return _("Unknown place")
    if ip.is_loopback:
        return _("this server itself")
    network = network_of(address)
    if ip.is_private:
        return _("local network %(network)s", network=network)
    return _("network %(network)s", network=network)
