"""Where pasted and imported links lead, without what follows people around."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from cms.richtext.schema import safe_href


_TRACKERS = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|yclid|msclkid|igshid|igsh|mc_[ce]id"
    r"|mkt_tok|oly_\w+_id|vero_\w+|_hs(?:enc|mi)|ttclid|twclid|zarsrc|__cft__.*|__tn__",
    re.IGNORECASE | re.ASCII,
)
# Addresses that only lead on: host, path, and the parameters that say where to.
_DETOURS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]+"), "/url", ("q", "url")),
    (re.compile(r".*\.safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", ("u",)),
    (re.compile(r"link\.zalo\.me"), "/", ("url",)),
)


def pasted_href(value: str | None, depth: int = 0) -> str | None:
    """Return what a pasted link should lead to; None when the link should go.

    Anchors are those of the page that was copied, and mean nothing elsewhere.
    """
    href = safe_href(value)
    if href is None or href.startswith("#"):
        return None
    if not href.startswith(("http:", "https:")):
        return href
    parts = urlsplit(href)
    target = _destination(parts) if depth < 3 else None
    if target is not None:
        return pasted_href(target, depth + 1)
    kept = [
        pair
        for pair in parts.query.split("&")
        if not _TRACKERS.fullmatch(pair.partition("=")[0])
    ]
    if len(kept) == parts.query.count("&") + 1:
        return href
    return parts._replace(query="&".join(kept)).geturl()


def _destination(parts: SplitResult) -> str | None:
    for host, path, names in _DETOURS:
        if host.fullmatch(parts.hostname or "") and parts.path.startswith(path):
            given = parse_qs(parts.query)
            for name in names:
                for value in given.get(name, ()):
                    if value.startswith(("http://", "https://")) and safe_href(value):
                        return value
    return None
