"""What is wrong with a page's HTML: the standard's parser, and rules it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib


REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "list",
    "form",
)
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
PHRASING_ONLY = {"p", "span", "h1", "h2", "h3", "h4", "h5", "h6", "button", "label"}
BLOCKS = {
    "div", "p", "ul", "ol", "dl", "table", "section", "article", "header", "footer",
    "nav", "aside", "figure", "form", "fieldset", "blockquote", "h1", "h2", "h3", "h4",
}  # fmt: skip
INTERACTIVE = {"a", "button", "select", "textarea", "input", "details"}


def problems(text: str) -> list[str]:
    """Return everything that is wrong with an HTML document, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(text)
    found = [
        f"line {position[0]}: {code} {details or ''}"
        for position, code, details in parser.errors
    ]
    return [*found, *_document(document), *_elements(document)]


def links(text: str) -> list[str]:
    """Return the addresses that a page links to."""
    document = html5lib.parse(text, namespaceHTMLElements=False)
    return [link.get("href", "") for link in document.iter("a")]


def _document(document: Element) -> Iterator[str]:
    """Check what is said once in a page."""
    if not document.get("lang"):
        yield "the page has no language"
    title = document.find("head/title")
    if title is None or not (title.text or "").strip():
        yield "the page has no title"
    if len(list(document.iter("h1"))) != 1:
        yield f"{len(list(document.iter('h1')))} headings of level 1"
    if len(list(document.iter("main"))) != 1:
        yield f"{len(list(document.iter('main')))} main parts"
    ids = Counter(one.get("id") for one in document.iter() if one.get("id") is not None)
    yield from (f"the id {name!r} stands {n} times" for name, n in ids.items() if n > 1)
    yield from (f"{name!r} is no id" for name in ids if not name or " " in name)
    for element in document.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids and not _is_svg(element):
                    yield f"{_name(element)} {attribute}: nothing has the id {name!r}"


def _elements(document: Element) -> Iterator[str]:
    """Check what may stand in what."""
    for element in document.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag == "img" and element.get("alt") is None:
            yield f"a picture without alt: {element.get('src')}"
        if tag in CHILDREN:
            for child in element:
                if isinstance(child.tag, str) and child.tag not in CHILDREN[tag]:
                    yield f"<{child.tag}> directly in <{tag}>"
        inside = [child.tag for child in element.iter() if child is not element]
        if tag in PHRASING_ONLY:
            yield from (f"<{one}> in <{tag}>" for one in inside if one in BLOCKS)
        if tag in ("a", "button"):
            wrong = [one for one in inside if one in INTERACTIVE]
            yield from (f"<{one}> in <{tag}>" for one in wrong)
        if tag == "button" and element.get("type") not in ("button", "submit", "reset"):
            yield f"a button without type: {''.join(element.itertext()).strip()}"
        if element.get("style") is not None or tag == "style":
            yield f"inline style at {_name(element)}"


def _is_svg(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith("{")


def _name(element: Element) -> str:
    return f"<{element.tag} class={element.get('class', '')!r}>"
