"""What a document may hold: nodes, marks, attributes, addresses, and how much of it."""

from __future__ import annotations

import copy
import re
from typing import Any, Final
from urllib.parse import urlsplit

from cms import inputs


Node = dict[str, Any]


class Document(dict[str, Any]):
    """A rich text document that has been cleaned; nobody changes it in place.

    What is of this type is not cleaned again. A copy, for changing it, is a
    plain dict until :func:`cms.richtext.clean` has seen it.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Node:
        return {key: copy.deepcopy(value, memo) for key, value in self.items()}


EMPTY_DOC: Final[Node] = {"type": "doc", "content": [{"type": "paragraph"}]}

MAX_NODES: Final = 20_000
MAX_CHARACTERS: Final = 1_000_000
MAX_NESTING: Final = 8  # lists, quotations and tables inside each other
MAX_INPUT_DEPTH: Final = 60  # beyond it only the text is kept
MAX_INPUT_NODES: Final = 200_000

TEXTBLOCKS: Final = frozenset({"paragraph", "heading"})
LISTS: Final = frozenset({"bulletList", "orderedList"})
#: How ordered lists count beside 1, 2, 3: the values of HTML's ``type``.
LIST_TYPES: Final = frozenset("aAiI")
#: What a document shows and does not hold: it names a record.
EMBEDS: Final = frozenset({"image", "file", "sharedBlock"})
LEAVES: Final = EMBEDS | {"horizontalRule"}
CELLS: Final = frozenset({"tableCell", "tableHeader"})
CONTAINERS: Final = LISTS | {"blockquote", "table"}

#: Which blocks may stand directly in which node.
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "doc": TEXTBLOCKS | LISTS | LEAVES | {"blockquote", "table"},
    "blockquote": TEXTBLOCKS | LISTS,
    "listItem": frozenset({"paragraph", "image", "file", "blockquote"}) | LISTS,
    "cell": frozenset({"paragraph", "image", "file"}) | LISTS,
}

#: Marks in the order in which they are stored and nested, outermost first.
MARKS: Final = (
    "link",
    "bold",
    "italic",
    "underline",
    "strike",
    "subscript",
    "superscript",
)
ALIGNMENTS: Final = ("center", "right", "justify")

MAX_ID: Final = inputs.MAX_ID
MAX_HREF: Final = 2000
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE | re.ASCII)
_MAIL_OR_PHONE = re.compile(r"(mailto|tel):[^\s<>\"'`]+", re.IGNORECASE | re.ASCII)
_BAD_IN_HREF = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`\u2028\u2029]")
_BREAKS = re.compile("[\t\r\n]")


def tidy_text(value: Any, limit: int = MAX_CHARACTERS) -> str:
    """Return ``value`` as NFC text on one line without invisible characters."""
    if not isinstance(value, str):
        return ""
    return _BREAKS.sub(" ", inputs.clean_text(value[:MAX_CHARACTERS]))[:limit]


def integer(value: Any, low: int, high: int) -> int | None:
    """Return ``value`` as a number between the bounds, else None."""
    try:
        return inputs.whole_number(value, low, high)
    except ValueError:
        return None


def safe_href(value: Any) -> str | None:
    """Return an address that may be linked to, or None.

    Allowed are http, https, mailto and tel, paths of this site and anchors of
    the page. Host names without a scheme that begin with ``www.`` get https.
    """
    if not isinstance(value, str):
        return None
    href = inputs.clean_text(value[:MAX_CHARACTERS]).strip()
    if href.startswith(("www.", "WWW.")):
        href = f"https://{href}"
    if not href or len(href) > MAX_HREF or _BAD_IN_HREF.search(href):
        return None
    if href.startswith("#"):
        return href
    if href.startswith("/"):
        try:
            return inputs.target(href)
        except ValueError:
            return None
    if _MAIL_OR_PHONE.fullmatch(href):
        return href
    return href if _is_web_address(href) else None


def _is_web_address(href: str) -> bool:
    scheme = _SCHEME.match(href)
    if scheme is None or not re.fullmatch("https?", scheme[1], re.IGNORECASE):
        return False
    try:
        parts = urlsplit(href)
        _port = parts.port
    except ValueError:
        return False
    # "https://known.example@other.example/" shows one host and opens another.
    return bool(parts.hostname) and "@" not in parts.netloc
