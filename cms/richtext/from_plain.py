"""Make a document of plain text: a paragraph for each line, a list of "- " lines."""

from __future__ import annotations

import re

from cms.richtext.cleaning import clean
from cms.richtext.schema import Node


_BULLET = re.compile(r"[ \t]*[-•][ \t]+(?=\S)")


def from_text(typed: str) -> Node:
    """Return a document whose plain text has every letter of ``typed``, in order."""
    blocks: list[Node] = []
    for line in typed.splitlines():
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        paragraph = _paragraph(line[bullet.end() :] if bullet else line)
        if not bullet:
            blocks.append(paragraph)
            continue
        if not blocks or blocks[-1]["type"] != "bulletList":
            blocks.append({"type": "bulletList", "content": []})
        blocks[-1]["content"].append({"type": "listItem", "content": [paragraph]})
    return clean({"type": "doc", "content": blocks})


def _paragraph(line: str) -> Node:
    words = " ".join(line.split())
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}
