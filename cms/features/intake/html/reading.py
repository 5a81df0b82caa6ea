"""Make a document of HTML that was pasted or imported, Word's included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

import nh3

from cms.features.intake.html.pasted_layout import hints_of, settled
from cms.features.intake.html.pasted_links import pasted_href
from cms.features.intake.html.pasted_lists import FORMATS, all_text, gathered
from cms.features.intake.html.tags import KEPT, Picture, simplify_source
from cms.richtext.cleaning import clean
from cms.richtext.schema import CELLS, TEXTBLOCKS, Node


_STYLES = {
    "border",
    "border-bottom",
    "border-left",
    "border-right",
    "border-top",
    "display",
    "margin",
    "margin-left",
    "mso-hide",
    "visibility",
    "text-align",
    "font-weight",
    "font-style",
    "text-decoration",
    "vertical-align",
    "mso-list",
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"src", "alt"},
    "table": {"border", "cellspacing", "cellpadding"},
    "li": {"data-aria-level"},
    "*": {"style", "align", "class", "role", "aria-level"},
}
_CLEANER: Final = nh3.Cleaner(
    tags=set(KEPT),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    filter_style_properties=_STYLES,
    link_rel=None,
)
_NODES: dict[str, Node] = {
    "p": {"type": "paragraph"},
    "ul": {"type": "bulletList"},
    "ol": {"type": "orderedList"},
    "li": {"type": "listItem"},
    "blockquote": {"type": "blockquote"},
    "table": {"type": "table"},
    "tr": {"type": "tableRow"},
    "td": {"type": "tableCell"},
    "th": {"type": "tableHeader"},
    "caption": {"type": "paragraph"},
    "figcaption": {"type": "paragraph"},
    **{f"h{level}": {"type": "heading"} for level in range(1, 7)},
}
_MARKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "sub": "subscript",
    "sup": "superscript",
}
_PLAIN = {
    "bold": re.compile(r"(?:^|;)\s*font-weight:\s*(?:normal|[1-4]00)"),
    "italic": re.compile(r"(?:^|;)\s*font-style:\s*normal"),
}
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display:\s*none|mso-hide:\s*all|visibility:\s*hidden)"
)
_WORD_HEADING = re.compile(r"Mso(?:(Title)|(Subtitle)|Heading([1-6]))")
_STYLE_MARKS = (
    (re.compile(r"(?:^|;)\s*font-weight:\s*(bold|[6-9]00)"), "bold"),
    (re.compile(r"(?:^|;)\s*font-style:\s*italic"), "italic"),
    (re.compile(r"(?:^|;)\s*text-decoration:[^;]*underline"), "underline"),
    (re.compile(r"(?:^|;)\s*text-decoration:[^;]*line-through"), "strike"),
    (re.compile(r"(?:^|;)\s*vertical-align:\s*sub"), "subscript"),
    (re.compile(r"(?:^|;)\s*vertical-align:\s*super"), "superscript"),
)
_ALIGN = re.compile(r"(?:text-align:\s*|align-)(center|right|justify)\b")
_OWN_IMAGE = re.compile(r"/media/(\d{1,10})/[^/]+")
_WORD_LIST = re.compile(r"mso-list:\s*(l\d+)\s+level(\d)")
_LIST_STYLE = re.compile(r"@list\s+(l\d+):level(\d+)[^{]*\{([^}]*)\}")
_FORMAT = re.compile(r"mso-level-number-format:\s*([\w-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def from_html(html: str, picture: Picture | None = None) -> Node:
    """Return the document that ``html`` shows; scripts, styles and frames are gone.

    Pictures stay only when they are of this site's own media library; ``picture``
    may turn the address of another into one of these.
    """
    simple, styles = simplify_source(html, picture)
    reader = _Reader(_list_forms(styles))
    reader.feed(_CLEANER.clean(simple))
    reader.close()
    blocks = gathered(settled(reader.root["content"]))
    return tidied(clean({"type": "doc", "content": blocks}))


def _list_forms(styles: str) -> dict[str, str]:
    """Return how the levels of Word's lists count, by "l0:1": bullet, a, A, i, I or 1."""
    forms = {}
    for level in _LIST_STYLE.finditer(styles):
        format_ = _FORMAT.search(level[3])
        named = format_[1] if format_ else "decimal"
        bullet = "bullet" if named == "bullet" else "1"
        forms[f"{level[1]}:{level[2]}"] = FORMATS.get(named, bullet)
    return forms


class _Reader(HTMLParser):
    """Builds loose nodes from sanitised HTML; :func:`clean` makes a document of them."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.forms = forms
        self.root: Node = {"type": "doc", "content": []}
        self.open: list[tuple[str, Node]] = [("", self.root)]
        self.root["hints"] = hints_of({}, "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("br", "hr", "img"):
            self.leaf(tag, given)
            return
        _tag, parent = self.open[-1]
        node = {**_NODES.get(tag, {"type": tag}), "content": []}
        level = _heading_level(tag, given)
        if level:
            node["type"] = "heading"
        node["attrs"] = _attrs(tag, given, level)
        if "word_list" in node["attrs"] and (word := _WORD_LIST.search(given["style"])):
            node["attrs"]["word_form"] = self.forms.get(f"{word[1]}:{word[2]}", "")
        node["marks"] = _marks(tag, given)
        node["hints"] = hints_of(given, parent["hints"]["class"])
        if tag == "caption" and len(self.open) > 1:
            # Before the table: the schema's tables hold rows only.
            above = self.open[-2][1]["content"]
            above.insert(max(len(above) - 1, 0), node)
            parent["hints"]["data"] = "data"
        elif tag in ("thead", "tbody", "tfoot"):
            if tag == "thead":
                parent["hints"]["data"] = "data"
            node = parent
        elif not _HIDDEN.search(given.get("style", "")):
            parent["content"].append(node)
        self.open.append((tag, node))

    def leaf(self, tag: str, given: dict[str, str]) -> None:
        content = self.open[-1][1]["content"]
        if tag == "br":
            content.append({"type": "hardBreak"})
        elif tag == "hr":
            content.append({"type": "horizontalRule"})
        elif own := _OWN_IMAGE.fullmatch(given.get("src", "")):
            alt = given.get("alt", "")
            attrs: Node = {"mediaId": own[1], "alt": alt, "decorative": not alt}
            content.append({"type": "image", "attrs": attrs})

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth][0] == tag:
                _name, node = self.open[depth]
                del self.open[depth:]
                if tag == "figure":
                    _caption(node)
                elif tag in ("td", "th") and _is_line(node):
                    _make_paragraph(node)
                return

    def handle_data(self, data: str) -> None:
        content = self.open[-1][1]["content"]
        collapsed = _SPACES.sub(" ", data)
        between = self.open[-1][0] in _BETWEEN
        within = self.open[-1][0] in _WITHIN_LINES
        if collapsed != " " or within or (content and not between):
            content.append({"type": "text", "text": collapsed})


_WITHIN_LINES = frozenset({"span", "a", *_MARKS})
# Where white space is only the layout of the source.
_BETWEEN = frozenset({"ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure"})


def _heading_level(tag: str, given: dict[str, str]) -> int:
    """Return the level of a heading, also of one that only calls itself so."""
    if _NODES.get(tag, {}).get("type") == "heading":
        return int(tag[1])
    if tag != "p":
        return 0
    level = given.get("aria-level", "") if given.get("role") == "heading" else ""
    if level.isdigit():
        return min(max(int(level[:2]), 1), 6)
    word = _WORD_HEADING.fullmatch(given.get("class", ""))
    if word is None:
        return 0
    return 1 if word[1] else 2 if word[2] else int(word[3])


def _attrs(tag: str, given: dict[str, str], heading: int) -> Node:
    attrs: Node = {
        key: given[key]
        for key in ("start", "type", "colspan", "rowspan")
        if key in given
    }
    style = given.get("style", "")
    if tag in ("p", "div", "table", "tr", "td", "th") or tag.startswith("h"):
        found = _ALIGN.search(f"{style} {given.get('class', '')}")
        align = found[1] if found else given.get("align", "").lower()
        attrs["align"] = align or None
    if heading:
        attrs["level"] = heading
    if (aria := given.get("data-aria-level", "")).isdigit():
        attrs["aria_level"] = min(max(int(aria[:2]), 1), 8)
    # A heading is no list: its number is part of its words.
    if tag == "p" and not heading and (level := _WORD_LIST.search(style)):
        attrs["word_list"] = int(level[2])
    return attrs


def _marks(tag: str, given: dict[str, str]) -> list[Node]:
    style = given.get("style", "")
    if tag == "a":
        href = pasted_href(given.get("href"))
        return [{"type": "link", "attrs": {"href": href}}] if href else []
    found = [kind for pattern, kind in _STYLE_MARKS if pattern.search(style)]
    squeezed = style.replace(" ", "")
    kind = _MARKS.get(tag)
    if kind and not (kind in _PLAIN and _PLAIN[kind].search(style)):
        found.append(kind)
    if "mso-list:ignore" in squeezed or "mso-list:Ignore" in squeezed:
        found = ["word_sign"]
    # Word marks whole paragraphs and cells; the schema marks text only.
    return [{"type": kind} for kind in found] if tag not in _NODES else []


def _is_line(node: Node) -> bool:
    """Tell whether a node holds text only, in whatever wrappers."""
    return all(
        child.get("type") not in _BLOCK_TYPES and _is_line(child)
        for child in node.get("content", ())
    )


_BLOCK_TYPES = {node["type"] for node in _NODES.values()} | {"image", "horizontalRule"}


def _make_paragraph(node: Node) -> None:
    """Turn a block of text into a paragraph, or put one into a cell."""
    if node["type"] not in CELLS:
        node["type"] = "paragraph"
    elif node["attrs"].get("align"):
        align = {"align": node["attrs"]["align"]}
        content = node["content"]
        node["content"] = [{"type": "paragraph", "attrs": align, "content": content}]


def _caption(figure: Node) -> None:
    """Make the paragraph under a picture the picture's caption."""
    images = [node for node in figure["content"] if node.get("type") == "image"]
    notes = [node for node in figure["content"] if node.get("type") == "paragraph"]
    if len(images) == 1 and notes:
        words = " ".join(all_text(note) for note in notes)
        images[0]["attrs"]["caption"] = " ".join(words.split())
        figure["content"] = [n for n in figure["content"] if n not in notes]


# Spaces and blank paragraphs


def tidied(document: Node) -> Node:
    """Return the document without spaces at the ends of lines and blank paragraphs."""
    return clean({**document, "content": _tidy_blocks(document["content"])})


def _tidy_blocks(blocks: list[Node]) -> list[Node]:
    found = []
    for block in blocks:
        if block["type"] in TEXTBLOCKS:
            for line in _paragraphs_of(block):
                found.append({**block, "content": line})
        elif "content" in block:
            content = _tidy_blocks(block["content"])
            keep = content or block["type"] in CELLS
            found += [{**block, "content": content}] if keep else []
        else:
            found.append(block)
    return found


def _paragraphs_of(block: Node) -> list[list[Node]]:
    """Return the lines of a block: two breaks in a row end a paragraph."""
    lines: list[list[Node]] = [[]]
    content = block.get("content", [])
    for place, node in enumerate(content):
        before = content[place - 1]["type"] if place else ""
        if node["type"] == before == "hardBreak" and block["type"] == "paragraph":
            lines.append([])
        else:
            lines[-1].append(node)
    marked = [_without_doubled(_tidy_line(line), block["type"]) for line in lines]
    return [line for line in marked if line]


def _without_doubled(line: list[Node], kind: str) -> list[Node]:
    """Return a line without marks that say again what its place says."""
    found = []
    for node in line:
        marks = node.get("marks", [])
        kinds = {mark["type"] for mark in marks}
        doubled = {"underline"} if "link" in kinds else set()
        doubled |= {"bold"} if kind == "heading" else set()
        if doubled & kinds:
            kept = [mark for mark in marks if mark["type"] not in doubled]
            node = {key: node[key] for key in ("type", "text")}
            node |= {"marks": kept} if kept else {}
        found.append(node)
    return found


def _tidy_line(line: list[Node]) -> list[Node]:
    """Return a line with single spaces, none at its ends or beside breaks."""
    found: list[Node] = []
    for node in line:
        if node["type"] == "hardBreak":
            _strip_end(found)
            if found:
                found.append(node)
            continue
        words = _SPACES.sub(" ", node["text"])
        if not found or found[-1].get("text", " ").endswith(" "):
            words = words.lstrip(" ")
        if words:
            found.append({**node, "text": words})
    while found and (found[-1]["type"] == "hardBreak" or _strip_end(found)):
        if found[-1]["type"] == "hardBreak":
            found.pop()
    return found


def _strip_end(line: list[Node]) -> bool:
    """Take spaces from the end of a line; tell whether a node went with them."""
    if not line or "text" not in line[-1]:
        return False
    words = line[-1]["text"].rstrip(" ")
    if words:
        line[-1] = {**line[-1], "text": words}
        return False
    line.pop()
    return bool(line)
