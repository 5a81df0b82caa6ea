"""Make a document of HTML that was pasted or imported, Word's included."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import nh3

from cms.richtext.clean import clean
from cms.richtext.schema import CELLS, TEXTBLOCKS, Node
from cms.richtext.tags import KEPT, shallow


_STYLES = {
    "text-align",
    "font-weight",
    "font-style",
    "text-decoration",
    "vertical-align",
    "mso-list",
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"src", "alt"},
    "*": {"style", "align", "class"},
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
_PLAIN_WEIGHT = ("font-weight:normal", "font-weight:400")
_STYLE_MARKS = (
    (re.compile(r"font-weight:\s*(bold|[6-9]00)"), "bold"),
    (re.compile(r"font-style:\s*italic"), "italic"),
    (re.compile(r"text-decoration:[^;]*underline"), "underline"),
    (re.compile(r"text-decoration:[^;]*line-through"), "strike"),
    (re.compile(r"vertical-align:\s*sub"), "subscript"),
    (re.compile(r"vertical-align:\s*super"), "superscript"),
)
_ALIGN = re.compile(r"(?:text-align:\s*|align-)(center|right|justify)\b")
_OWN_IMAGE = re.compile(r"/media/(\d{1,10})/[^/]+")
_WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def from_html(html: str) -> Node:
    """Return the document that ``html`` shows; scripts, styles and frames are gone.

    Pictures stay only when they are of this site's own media library.
    """
    reader = _Reader()
    reader.feed(_CLEANER.clean(shallow(html)))
    reader.close()
    lists = _word_lists(reader.root["content"])
    return _tidied(clean({"type": "doc", "content": lists}))


class _Reader(HTMLParser):
    """Builds loose nodes from sanitised HTML; :func:`clean` makes a document of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = {"type": "doc", "content": []}
        self.open: list[tuple[str, Node]] = [("", self.root)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("br", "hr", "img"):
            self.leaf(tag, given)
            return
        node = {**_NODES.get(tag, {"type": tag}), "content": []}
        node["attrs"] = _attrs(tag, given)
        node["marks"] = _marks(tag, given)
        _tag, parent = self.open[-1]
        if tag == "caption" and len(self.open) > 1:
            # Before the table: the schema's tables hold rows only.
            above = self.open[-2][1]["content"]
            above.insert(max(len(above) - 1, 0), node)
        elif tag in ("thead", "tbody", "tfoot"):
            node = parent
        else:
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
                elif tag in ("div", "td", "th") and _is_line(node):
                    _make_paragraph(node)
                return

    def handle_data(self, data: str) -> None:
        if any("ignored" in node for _tag, node in self.open):
            return
        content = self.open[-1][1]["content"]
        collapsed = _SPACES.sub(" ", data)
        between = self.open[-1][0] in _BETWEEN
        if collapsed != " " or (content and not between):
            content.append({"type": "text", "text": collapsed})


# Where white space is only the layout of the source.
_BETWEEN = frozenset({"ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure"})


def _attrs(tag: str, given: dict[str, str]) -> Node:
    attrs: Node = {
        key: given[key] for key in ("start", "colspan", "rowspan") if key in given
    }
    style = given.get("style", "")
    if tag in ("p", "div", "td", "th") or tag.startswith("h"):
        told = _ALIGN.search(f"{style} {given.get('class', '')}")
        align = told[1] if told else given.get("align")
        attrs["align"] = align
    if _NODES.get(tag, {}).get("type") == "heading":
        attrs["level"] = int(tag[1])
    if tag == "p" and (level := _WORD_LIST.search(style)):
        attrs["word_list"] = int(level[1])
    return attrs


def _marks(tag: str, given: dict[str, str]) -> list[Node]:
    style = given.get("style", "")
    if tag == "a":
        return [{"type": "link", "attrs": {"href": given.get("href")}}]
    found = [kind for pattern, kind in _STYLE_MARKS if pattern.search(style)]
    squeezed = style.replace(" ", "")
    if tag in _MARKS and not any(plain in squeezed for plain in _PLAIN_WEIGHT):
        found.append(_MARKS[tag])
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
        words = " ".join(_all_text(note) for note in notes)
        images[0]["attrs"]["caption"] = " ".join(words.split())
        figure["content"] = [n for n in figure["content"] if n not in notes]


def _all_text(node: Node) -> str:
    return node.get("text", "") + "".join(
        _all_text(child) for child in node.get("content", ())
    )


# Lists of Word: paragraphs that carry a level and the sign as text.


def _word_lists(nodes: list[Node]) -> list[Node]:
    """Return the nodes with Word's list paragraphs gathered into lists."""
    found: list[Node] = []
    open_lists: list[Node] = []
    for node in nodes:
        level = node.get("attrs", {}).get("word_list")
        if level is None:
            if node.get("text", "").strip() or "text" not in node:
                open_lists = []
                found.append(_with_word_lists(node))
            continue
        _add_to_list(found, open_lists, level, node)
    return found


def _with_word_lists(node: Node) -> Node:
    if node.get("type") in TEXTBLOCKS or "content" not in node:
        return node
    if not any(child.get("attrs", {}).get("word_list") for child in _inside(node)):
        return node
    return {**node, "content": _word_lists(node["content"])}


def _inside(node: Node) -> list[Node]:
    children = node.get("content", [])
    return children + [inner for child in children for inner in _inside(child)]


def _add_to_list(
    found: list[Node], open_lists: list[Node], level: int, paragraph: Node
) -> None:
    sign = _take_sign(paragraph)
    kind = "orderedList" if any(map(str.isalnum, sign)) else "bulletList"
    # Word uses the letter "o" as the sign of the second level.
    kind = "bulletList" if sign in ("o", "§", "ü", "Ø", "v", "q") else kind
    del open_lists[level:]
    if open_lists and len(open_lists) == level and open_lists[-1]["type"] != kind:
        open_lists.pop()
    while len(open_lists) < level:
        new: Node = {"type": kind, "content": []}
        if open_lists:
            if not open_lists[-1]["content"]:
                open_lists[-1]["content"].append({"type": "listItem", "content": []})
            open_lists[-1]["content"][-1]["content"].append(new)
        else:
            found.append(new)
        open_lists.append(new)
    open_lists[-1]["content"].append({"type": "listItem", "content": [paragraph]})


def _take_sign(paragraph: Node) -> str:
    """Remove the sign before a list paragraph and return it."""
    for child in _inside(paragraph):
        if {"type": "word_sign"} in child.get("marks", ()):
            sign = _all_text(child)
            child["content"] = []
            return " ".join(sign.split())
    return ""


# Spaces and blank paragraphs


def _tidied(document: Node) -> Node:
    """Return the document without spaces at the ends of lines and blank paragraphs."""
    return clean({**document, "content": _tidy_blocks(document["content"])})


def _tidy_blocks(blocks: list[Node]) -> list[Node]:
    found = []
    for block in blocks:
        if block["type"] in TEXTBLOCKS:
            line = _tidy_line(block.get("content", []))
            if line:
                found.append({**block, "content": line})
        elif "content" in block:
            content = _tidy_blocks(block["content"])
            keep = content or block["type"] in CELLS
            found += [{**block, "content": content}] if keep else []
        else:
            found.append(block)
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
