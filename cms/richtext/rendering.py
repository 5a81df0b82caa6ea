"""Turn a document into semantic HTML, node by node; nothing of it is copied as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask_babel import gettext as _
from markupsafe import Markup

from cms import text
from cms.richtext.cleaning import clean
from cms.richtext.embeds import SharedBlock, block_ids, without_embeds
from cms.richtext.markup import join, tag
from cms.richtext.plain import inline_text, item_ids, media_ids
from cms.richtext.schema import Node


class Context(Protocol):
    """What a document needs to know of the site: its items, pictures and files."""

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the addresses of those items that the reader may open."""

    def prepare(self, ids: Iterable[int]) -> None:
        """Load these pictures and files."""

    def picture(self, media_id: int, *, alt: str | None) -> Markup | None:
        """Return the picture, or None when it is not there."""

    def file_link(self, media_id: int, *, title: str) -> Markup | None:
        """Return a link to the file with its type and size, or None."""

    def credit(self, media_id: int) -> str:
        """Return whose picture it is, or nothing."""

    def blocks(self, ids: Iterable[int]) -> Mapping[int, SharedBlock]:
        """Return those reusable blocks that are to be shown."""


class _Bare:
    """A context without a site: no links to items, no pictures, no files."""

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        return {}

    def prepare(self, ids: Iterable[int]) -> None:
        """Load nothing."""

    def picture(self, media_id: int, *, alt: str | None) -> Markup | None:
        return None

    def file_link(self, media_id: int, *, title: str) -> Markup | None:
        return None

    def credit(self, media_id: int) -> str:
        return ""

    def blocks(self, ids: Iterable[int]) -> Mapping[int, SharedBlock]:
        """Return the HTML of the whole document, block after block."""
        return {}


BARE: Context = _Bare()

_MARK_TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "subscript": "sub",
    "superscript": "sup",
}


def render(document: Any, *, context: Context = BARE) -> Markup:
    """Return the HTML of a document; ids of headings are unique within it."""
    return Renderer(clean(document), context).html()


class Renderer:
    """One rendering: the document, the site and the heading ids used so far."""

    def __init__(self, document: Node, context: Context) -> None:
        self.document = document
        self.context = context
        self.paths: Mapping[int, str] = {}
        self.shared: dict[int, tuple[SharedBlock, Node]] = {}
        self.heading_ids: set[str] = set()

    def html(self) -> Markup:
        """Return the HTML of the whole document."""
        if blocks := block_ids(self.document):
            self.shared = {
                key: (block, without_embeds(block.body))
                for key, block in self.context.blocks(blocks).items()
            }
        bodies = [body for _block, body in self.shared.values()]
        if wanted := set().union(*map(item_ids, [self.document, *bodies])):
            self.paths = self.context.paths(wanted)
        if used := media_ids(self.document):
            self.context.prepare(used)
        return self.blocks(self.document)

    def blocks(self, node: Node) -> Markup:
        """Return the HTML of the blocks within a node."""
        return join(self.block(child) for child in node.get("content", ()))

    def block(self, node: Node) -> Markup:
        """Return the HTML of a block, by the method named after its type."""
        html: Markup = getattr(self, f"show_{node['type']}")(node)
        return html

    def show_paragraph(self, node: Node) -> Markup:
        """Return a paragraph; an empty one leaves nothing."""
        content = self.line(node)
        return tag("p", content, class_=_align(node)) if content else Markup("")

    def show_heading(self, node: Node) -> Markup:
        """Return a heading with an id of its own; an empty one leaves nothing."""
        content = self.line(node)
        if not content:
            return Markup("")
        level = node["attrs"]["level"]
        anchor = self.anchor(inline_text(node))
        return tag(f"h{level}", content, id=anchor, class_=_align(node))

    def anchor(self, words: str) -> str:
        """Return an id of the heading's words that no other heading has."""
        # The prefix keeps "main" or "search" from meeting an id of the page.
        base = f"muc-{text.slugify(words)[:60].strip('-') or 'khac'}"
        name, number = base, 1
        while name in self.heading_ids:
            number += 1
            name = f"{base}-{number}"
        self.heading_ids.add(name)
        return name

    def show_bulletList(self, node: Node) -> Markup:  # noqa: N802 (named as the node)
        """Return a list with bullets."""
        return tag("ul", self.blocks(node))

    def show_orderedList(self, node: Node) -> Markup:  # noqa: N802
        """Return a list with numbers."""
        attrs = node.get("attrs", {})
        shown = {"start": attrs.get("start"), "type": attrs.get("type")}
        return tag("ol", self.blocks(node), **shown)

    def show_listItem(self, node: Node) -> Markup:  # noqa: N802
        """Return an entry of a list; its first paragraph stands without a tag."""
        first, *others = node["content"]
        if "attrs" in first:
            return tag("li", self.blocks(node))
        rest = join(self.block(child) for child in others)
        return tag("li", self.line(first), rest)

    def show_blockquote(self, node: Node) -> Markup:
        """Return a quotation."""
        return tag("blockquote", self.blocks(node))

    def show_horizontalRule(self, _node: Node) -> Markup:  # noqa: N802
        """Return a line across the page."""
        return tag("hr")

    def show_table(self, node: Node) -> Markup:
        """Return a table; its leading rows of header cells are its head."""
        rows = node["content"]
        heads = 0
        while heads < len(rows) - 1 and _is_head(rows[heads]):
            heads += 1
        head = join(self.row(row, head=True) for row in rows[:heads])
        body = join(self.row(row, head=False) for row in rows[heads:])
        table = tag("table", tag("thead", head) if head else "", tag("tbody", body))
        # It scrolls by itself on a narrow screen, so the keyboard must reach it.
        return tag(
            "div",
            table,
            class_="table-scroll",
            role="region",
            tabindex="0",
            aria_label=_("Table"),
        )

    def row(self, node: Node, *, head: bool) -> Markup:
        """Return a row of a table."""
        return tag("tr", *(self.cell(cell, head=head) for cell in node["content"]))

    def cell(self, node: Node, *, head: bool) -> Markup:
        """Return a cell of a table."""
        attrs = node.get("attrs", {})
        spans = {"colspan": attrs.get("colspan"), "rowspan": attrs.get("rowspan")}
        content = node["content"]
        # One plain paragraph is the cell's text itself.
        plain = len(content) == 1 and content[0]["type"] == "paragraph"
        inner = self.line(content[0]) if plain else self.blocks(node)
        class_ = _align(content[0]) if plain else None
        if node["type"] == "tableHeader":
            scope = "col" if head else "row"
            return tag("th", inner, scope=scope, class_=class_, **spans)
        return tag("td", inner, class_=class_, **spans)

    def show_image(self, node: Node) -> Markup:
        """Return a picture with its caption and credit."""
        attrs = node["attrs"]
        alt = "" if attrs.get("decorative") else attrs.get("alt")
        picture = self.context.picture(attrs["mediaId"], alt=alt)
        if picture is None:
            return Markup("")
        caption = text.keep_together(attrs.get("caption", ""))
        credit = self.context.credit(attrs["mediaId"])
        parts: list[Any] = [caption] if caption else []
        if credit:
            parts.append(tag("span", credit, class_="credit"))
        note = tag("figcaption", Markup(" ").join(parts)) if parts else ""
        return tag("figure", picture, note)

    def show_file(self, node: Node) -> Markup:
        """Return a link to a file."""
        attrs = node["attrs"]
        link = self.context.file_link(attrs["mediaId"], title=attrs.get("title", ""))
        return tag("p", link, class_="file-link") if link else Markup("")

    def show_sharedBlock(self, node: Node) -> Markup:  # noqa: N802
        """Show a reusable block as it is now; nothing when it is not there."""
        block, body = self.shared.get(node["attrs"]["blockId"], (None, {}))
        if block is None:
            return Markup("")
        gone = block.kind == "gone"
        inner = (
            tag("p", _("The block that was here has been deleted.")) if gone else None
        )
        return tag(
            "aside",
            inner or self.blocks(body),
            class_=f"shared-block shared-{block.kind}",
            aria_label=block.name or None,
        )

    def line(self, node: Node) -> Markup:
        """Return the text of a paragraph; neighbours in one link stay one link."""
        runs: list[tuple[Any, list[Markup]]] = []
        for child in node.get("content", ()):
            link, piece = self.inline(child)
            if runs and runs[-1][0] == link:
                runs[-1][1].append(piece)
            else:
                runs.append((link, [piece]))
        return join(self.linked(link, join(pieces)) for link, pieces in runs)

    def inline(self, node: Node) -> tuple[Any, Markup]:
        """Return the link that a piece of text stands in, and its HTML."""
        if node["type"] == "hardBreak":
            return None, tag("br")
        html: Any = text.keep_together(node["text"])
        link = None
        for mark in reversed(node.get("marks", ())):
            if mark["type"] == "link":
                link = mark["attrs"]
            else:
                html = tag(_MARK_TAGS[mark["type"]], html)
        return link, join([html])

    def linked(self, link: Mapping[str, Any] | None, html: Markup) -> Markup:
        """Return HTML within the link of a mark, if there is one and it leads somewhere."""
        if link is None:
            return html
        if "itemId" in link:
            path = self.paths.get(link["itemId"])
            return tag("a", html, href=path) if path else html
        outside = not link["href"].startswith(("/", "#"))
        return tag("a", html, href=link["href"], rel="noopener" if outside else None)


def _align(node: Node) -> str | None:
    align = node.get("attrs", {}).get("align")
    return f"align-{align}" if align else None


def _is_head(row: Node) -> bool:
    return all(cell["type"] == "tableHeader" for cell in row["content"])
