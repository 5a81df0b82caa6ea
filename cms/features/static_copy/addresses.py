"""Addresses of the site and the files that stand for them.

``/`` is ``index.html``, ``/tin-tuc/bai`` is ``tin-tuc/bai/index.html``; what is no
page keeps its name. The further pages of a list, whose addresses have a query,
are ``/tin-tuc/~2``, ``/tin-tuc/~3``: no address of the site has such a part.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit


HTML: Final = "text/html"
PAGE: Final = "index.html"
NOT_FOUND: Final = "404.html"
#: What a web server says of a file by the end of its name, as our examples do.
KINDS: Final = {
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "css": "text/css",
    "gif": "image/gif",
    "ico": "image/vnd.microsoft.icon",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "png": "image/png",
    "rss": "application/rss+xml",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
# By other names the same.
_SAME: Final = {
    "application/javascript": "text/javascript",
    "image/x-icon": "image/vnd.microsoft.icon",
    "text/xml": "application/xml",
    "application/font-woff2": "font/woff2",
}
#: Under these, files are sent to be saved, whatever they are.
MEDIA: Final = "/media/"
LONGEST_PART: Final = 240
LONGEST: Final = 1000
_LIST_PAGE: Final = re.compile("(.*)/~([2-9]|[1-9][0-9]{1,8})")
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f\\\\\ufffd]")


def list_page(address: str, number: int) -> str:
    """Return the address of a further page of a list; of the first, the list's own."""
    return address if number == 1 else f"{address.rstrip('/')}/~{number}"


def list_of(address: str) -> tuple[str, int]:
    """Return to which list a page belongs, and as which of its pages."""
    found = _LIST_PAGE.fullmatch(address)
    return (found[1] or "/", int(found[2])) if found else (address, 1)


def file_of(address: str, kind: str, *, attached: bool) -> str | None:
    """Return the name of the file for an answer of a kind; None when there is none.

    No name leads out of the folder or begins with a dot, and a web server that
    goes by the end of the name says the same kind of it as the site.
    """
    parts = [part for part in address.split("/") if part]
    if _UNSAFE.search(address) or len(address.encode()) > LONGEST:
        return None
    if any(one[0] == "." or len(one.encode()) > LONGEST_PART for one in parts):
        return None
    if kind == HTML and not attached:
        return "/".join([*parts, PAGE])
    if not parts or address.endswith("/"):
        return None
    ending = parts[-1].rpartition(".")[2].lower() if "." in parts[-1] else ""
    kept = address.startswith(MEDIA) if attached else KINDS.get(ending) == kind
    return "/".join(parts) if kept else None


def plain_kind(content_type: str) -> str:
    """Return what a Content-Type header says, without options, by one name for each."""
    kind = content_type.partition(";")[0].strip().lower()
    return _SAME.get(kind, kind)


class Link(NamedTuple):
    """Where a link leads within the site: decoded path, query and fragment as written.

    A path that cannot be decoded to one meaning is as it was written, not ``plain``:
    no file stands for it.
    """

    path: str
    query: str
    fragment: str
    plain: bool = True


class Site:
    """The site's own address, by which links are told from those that lead elsewhere."""

    def __init__(self, base_url: str) -> None:
        found = urlsplit(base_url)
        self.base = f"{found.scheme}://{found.netloc}"
        self._origin = (found.scheme, found.netloc)

    def link(self, written: str, address: str) -> Link | None:
        """Return where a link leads that stands on the page of an address.

        None for what leads elsewhere, stays on the page, or is no address.
        """
        written = written.strip()
        if not written or written.startswith("#"):
            return None
        try:
            parts = urlsplit(urljoin(self.base + quote(address), written))
        except ValueError:
            return None
        if (parts.scheme, parts.netloc) != self._origin:
            return None
        path = _decoded(parts)
        if path is None:
            return Link(parts.path, parts.query, parts.fragment, plain=False)
        return Link(path, parts.query, parts.fragment)

    def whole(self, link: Link) -> str:
        """Return a link with the site's own address in front: the application answers."""
        return self.base + written_link(link)


def written_link(link: Link) -> str:
    """Return a link as it is written in a page of the site."""
    query = f"?{link.query}" if link.query else ""
    fragment = f"#{link.fragment}" if link.fragment else ""
    return (quote(link.path) if link.plain else link.path) + query + fragment


def _decoded(parts: SplitResult) -> str | None:
    """Return the path of an address, or None for one that means two things."""
    if re.search("%(2f|00|5c)", parts.path, re.IGNORECASE):
        return None
    path = unquote(parts.path) or "/"
    return None if _UNSAFE.search(path) or "//" in path else path
