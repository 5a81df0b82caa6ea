"""Mail addresses, paths and targets of links: checked as programs will read them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from cms.inputs.text import clean_text


MOST_IN_ADDRESS: Final = 2000
_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_BAD = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`\u2028\u2029]")
# What no decoded address may hold either: a browser leaves it out, or reads "/".
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")
_ROUNDS = 5


def mail_address(value: str) -> str:
    """Return a mail address that every mail server takes; ValueError otherwise.

    Whether somebody reads mail there only a message can tell.
    """
    address = clean_text(value).strip()
    local, _at, domain = address.rpartition("@")
    labels = domain.split(".")
    if (
        len(address) > 254
        or len(local) > 64
        or not _LOCAL.fullmatch(local)
        or len(labels) < 2
        or not all(map(_LABEL.fullmatch, labels))
        or labels[-1].isdecimal()
    ):
        raise ValueError(f"{address[:60]!r} is no e-mail address.")
    return address


def target(value: str) -> str:
    """Return where a link or redirect may lead: a path of this site, or https.

    Judged after decoding, as often as a server in between might decode it.
    Raises ValueError for anything else.
    """
    address = clean_text(value).strip()
    wrong = ValueError(f"{address[:60]!r} is neither a path of this site nor https.")
    hidden = any(map(_HIDDEN.search, _decoded(address)))
    if hidden or not 0 < len(address) <= MOST_IN_ADDRESS or _BAD.search(address):
        raise wrong
    if address.startswith("/"):
        heads = [re.split(r"[?#]", form)[0] for form in _decoded(address)]
        if any("//" in head or _climbs(head) for head in heads):
            raise wrong
        return address
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or not parts.hostname or set("@%") & set(parts.netloc):
        raise wrong
    return address


def _decoded(address: str) -> list[str]:
    forms = [address]
    while len(forms) <= _ROUNDS and (plain := unquote(forms[-1])) != forms[-1]:
        forms.append(plain)
    return forms


def _climbs(path: str) -> bool:
    """Tell whether a path goes up: a proxy may read another address out of it."""
    return any(part in (".", "..") for part in path.split("/"))
