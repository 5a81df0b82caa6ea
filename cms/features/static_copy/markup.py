"""Finding the links in pages, styles, scripts and site maps, and writing others there.

A page is not parsed into a tree: what is no link stays as it is, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Final, NamedTuple


# Each begins once: what is never closed goes to the end of the text.
_TAG: Final = re.compile(
    r"""<!--.*?(?:-->|\Z)|<([a-zA-Z][^\s/>"']*+)"""
    r"""((?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+)(>|\Z)""",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"""([^\s"'<>/=]++)(?:(\s*+=\s*+)("[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?"""
)
# What stands between these is no markup.
_RAW: Final = {
    name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "noembed")
}
_SRCSET: Final = re.compile(r"\s*(\S+[^\s,])(\s+[^,]*)?(?:,|$)")
_STYLE_LINK: Final = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)|@import\s+["']([^"']+)["']""",
    re.IGNORECASE,
)
_SCRIPT_LINK: Final = re.compile(r"""(?:\bfrom|\bimport\(?)\s*["'](\.[^"']+)["']""")
_PLACE: Final = re.compile(r"<loc>\s*([^<]+?)\s*</loc>")

# Attributes that lead somewhere, by element; those of sets are lists with sizes.
_LEADING: Final = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "button": ("formaction",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "link": ("href", "imagesrcset"),
    "meta": ("content",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
_SETS: Final = frozenset({"srcset", "imagesrcset"})


class Place(NamedTuple):
    """Where in a page a link stands: element, attribute, and what ``rel`` says."""

    element: str
    attribute: str
    rel: str

    @property
    def sends(self) -> bool:
        """Whether a form is sent there."""
        return self.attribute in ("action", "formaction")

    @property
    def names(self) -> bool:
        """Whether it only names an address, for programs that have the whole one."""
        return self.element == "meta" or "canonical" in self.rel.split()


Decide = Callable[[Place, str], str | None]


def links_of_page(html: str) -> Iterator[tuple[Place, str]]:
    """Yield every link of a page, in order, with where it stands."""
    for _match, name, attributes in _tags(html):
        rel = _value(attributes, "rel")
        for one in _ATTRIBUTE.finditer(attributes):
            attribute = one[1].lower()
            if one[3] is None or attribute not in _LEADING[name]:
                continue
            value = unescape(_bare(one[3]))
            place = Place(name, attribute, rel)
            if attribute in _SETS:
                yield from ((place, url) for url, _size in _candidates(value))
            else:
                yield place, value


def write_page_links(html: str, decide: Decide) -> str:
    """Return a page with the links that ``decide`` returns; None keeps one as it is.

    A form without an action asks for the place "form", "action" with an empty value.
    """
    parts, end = [], 0
    for match, name, attributes in _tags(html):
        written = _rewritten(name, attributes, decide)
        if written != attributes:
            parts += [html[end : match.start(2)], written]
            end = match.end(2)
    return "".join([*parts, html[end:]])


def links_of_style(css: str) -> Iterator[str]:
    """Yield what a style loads."""
    for match in _STYLE_LINK.finditer(css):
        yield next(one for one in match.groups() if one is not None)


def links_of_script(script: str) -> Iterator[str]:
    """Yield the modules that a script loads."""
    return (match[1] for match in _SCRIPT_LINK.finditer(script))


def places_of_map(xml: str) -> Iterator[str]:
    """Yield the addresses that a site map, or an index of several, names."""
    return (unescape(match[1]) for match in _PLACE.finditer(xml))


def _tags(html: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Yield the elements that may lead somewhere: match, name, attributes."""
    position = 0
    while match := _TAG.search(html, position):
        position = match.end()
        if not match[3]:  # a comment, or never closed
            continue
        name = match[1].lower()
        if name in _RAW:
            closing = _RAW[name].search(html, position)
            position = closing.start() if closing else len(html)
        if name in _LEADING:
            yield match, name, match[2]


def _rewritten(name: str, attributes: str, decide: Decide) -> str:
    rel, found = _value(attributes, "rel"), False

    def change(one: re.Match[str]) -> str:
        nonlocal found
        attribute = one[1].lower()
        if one[3] is None or attribute not in _LEADING[name]:
            return one[0]
        found = found or attribute == "action"
        value, place = unescape(_bare(one[3])), Place(name, attribute, rel)
        if attribute in _SETS:
            sizes = [
                (decide(place, url), url, size) for url, size in _candidates(value)
            ]
            if all(new is None for new, _url, _size in sizes):
                return one[0]
            new = ", ".join(f"{new or url}{size}" for new, url, size in sizes)
        else:
            decided = decide(place, value)
            if decided is None:
                return one[0]
            new = decided
        return f'{one[1]}="{escape(new)}"'

    written = _ATTRIBUTE.sub(change, attributes)
    if name == "form" and not found:
        action = decide(Place("form", "action", rel), "")
        if action is not None:
            written = f' action="{escape(action)}"{written}'
    return written


def _value(attributes: str, wanted: str) -> str:
    for one in _ATTRIBUTE.finditer(attributes):
        if one[1].lower() == wanted and one[3] is not None:
            return unescape(_bare(one[3])).lower()
    return ""


def _candidates(value: str) -> list[tuple[str, str]]:
    """Return the addresses of a set, each with the size that stands behind it."""
    return [(one[1], (one[2] or "").rstrip()) for one in _SRCSET.finditer(value)]


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in ("'", '"') else value
