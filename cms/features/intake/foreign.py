"""HTML within a Word file: some programs put the whole text there."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import re
from typing import Final

from cms.features.intake.html import from_html
from cms.features.intake.html.tags import MAX_HTML
from cms.features.intake.markup import too_long
from cms.features.intake.model import (
    Block,
    Break,
    Cell,
    Paragraph,
    Piece,
    Place,
    Shown,
    Span,
    Table,
)
from cms.features.intake.source import Source
from cms.richtext.schema import LISTS, TEXTBLOCKS, Node


_DATA: Final = re.compile(r"data:image/([a-z]+);base64,(.*)", re.IGNORECASE | re.DOTALL)
_DATA_IN_PAGE: Final = re.compile("data:image/[^\"'<>]*")
_CHARSET: Final = re.compile(
    rb"""<meta[^>]{1,200}charset=["']?([\w-]{2,30})""", re.IGNORECASE
)
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAX_PART: Final = 64 * 1024 * 1024


def foreign_blocks(source: Source, relation_id: str | None) -> list[Block]:
    """Return what an ``altChunk`` shows; nothing for kinds that are not HTML."""
    relation = source.relations.get(relation_id or "")
    if relation is None or relation.target not in source.package.names:
        return []
    data = source.package.bytes_of(relation.target)[:_MAX_PART]
    html, parts = _unpacked(data)
    if len(_DATA_IN_PAGE.sub("", html)) > MAX_HTML:
        raise too_long()
    document = from_html(html, lambda address: _picture(source, address, parts))
    return _blocks(document["content"])


def _blocks(nodes: list[Node], place: Place | None = None) -> list[Block]:
    """Return nodes of our schema as blocks of a document that is being read."""
    found: list[Block] = []
    for node in nodes:
        kind = node["type"]
        if kind in TEXTBLOCKS or kind == "image":
            paragraph = _paragraph(node, place if not found else None)
            if place is not None and found:
                paragraph.role = "note"
            found.append(paragraph)
        elif kind in LISTS:
            found += _list(node, place)
        elif kind == "table":
            found.append(Table([_row(row) for row in node["content"]]))
        elif kind == "blockquote":
            quoted = _blocks(node["content"])
            for one in quoted:
                if isinstance(one, Paragraph):
                    one.role = "quote"
            found += quoted
    return found


def _paragraph(node: Node, place: Place | None) -> Paragraph:
    attrs = node.get("attrs", {})
    if node["type"] == "image":
        return Paragraph([Shown(attrs["mediaId"], attrs.get("alt", ""))])
    pieces: list[Piece] = []
    for child in node.get("content", ()):
        if child["type"] == "hardBreak":
            pieces.append(Break())
            continue
        marks = child.get("marks", [])
        href = [m["attrs"].get("href", "") for m in marks if m["type"] == "link"]
        look = frozenset(m["type"] for m in marks if m["type"] != "link")
        pieces.append(Span(child["text"], look, href[0] if href else ""))
    heading = attrs.get("level", 0) if node["type"] == "heading" else 0
    return Paragraph(pieces, heading=heading, align=attrs.get("align", ""), place=place)


def _list(node: Node, around: Place | None) -> list[Block]:
    found: list[Block] = []
    ordered = node["type"] == "orderedList"
    depth = around.depth + 1 if around else 0
    attrs = node.get("attrs", {})
    for number, item in enumerate(node["content"], attrs.get("start", 1)):
        form = attrs.get("type", "1")
        place = Place(f"html {id(node)}", depth, ordered, number, form)
        found += _blocks(item["content"], place)
    return found


def _row(row: Node) -> list[Cell]:
    return [
        Cell(
            _blocks(cell["content"]),
            cell.get("attrs", {}).get("colspan", 1),
            cell.get("attrs", {}).get("rowspan", 1),
            cell["type"] == "tableHeader",
        )
        for cell in row["content"]
    ]


def _unpacked(data: bytes) -> tuple[str, dict[str, bytes]]:
    """Return the HTML of a page, or of a page saved with its pictures, and these."""
    if b"MIME-Version:" not in data[:2000]:
        declared = _CHARSET.search(data[:4000])
        return _decoded(data, declared[1].decode() if declared else "utf-8"), {}
    html, parts = "", {}
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_content_type() == "text/html" and not html:
            charset = part.get_content_charset() or "utf-8"
            html = _decoded(content, charset)
        elif part.get_content_maintype() == "image":
            location = str(part.get("Content-Location", ""))
            name = str(part.get("Content-ID", "")).strip("<>")
            parts[location], parts[f"cid:{name}"] = content, content
    return html, parts


def _decoded(content: bytes, charset: str) -> str:
    for mark, named in _MARKS:
        if content.startswith(mark):
            charset = named
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _picture(source: Source, address: str, parts: dict[str, bytes]) -> str:
    """Return the address that stands for a picture of the file by its number, or nothing."""
    inline = _DATA.fullmatch(address)
    if inline:
        try:
            data = base64.b64decode(inline[2])
        except (binascii.Error, ValueError):
            return ""
    else:
        data = parts.get(address, b"")
    number = source.keep(data, "image") if data else None
    return f"/media/{number}/x" if number else ""
