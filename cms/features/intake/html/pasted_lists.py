"""Lists as Word, Word on the web and Google Docs write them become real lists."""

from __future__ import annotations

import re
from typing import Final

from cms.richtext.schema import LISTS, TEXTBLOCKS, Node
from cms.text import roman, upper


# Letters that Word's symbol fonts show as bullets.
_BULLETS = frozenset(["o", "§", "ü", "Ø", "v", "q", "·", "•", "-", "–", "+", "*"])
_NUMBER = re.compile(r"\(?(?:(\d{1,4})|([a-zA-Z]{1,5}))[.)]?")
# How Word says that a level counts, by its name in style sheets.
FORMATS: Final = {
    "alpha-lower": "a",
    "alpha-upper": "A",
    "roman-lower": "i",
    "roman-upper": "I",
}
_ROMAN: Final = {roman(number): number for number in range(1, 100)}


def gathered(nodes: list[Node]) -> list[Node]:
    """Return the nodes with paragraphs and items that carry a level put into lists."""
    found: list[Node] = []
    open_lists: list[Node] = []
    for node in nodes:
        level = node.get("attrs", {}).get("word_list")
        if level is not None:
            form = node["attrs"].get("word_form", "")
            kind, attrs = _sort_of_list(_take_sign(node), form)
            _add(found, open_lists, level, kind, {"content": [node]}, attrs)
        elif node.get("type") in LISTS:
            _add_list(found, open_lists, _nested(node))
        elif node.get("text", "").strip() or "text" not in node:
            if not is_blank(node):
                open_lists = []
            found.append(_deeper(node))
    return found


def is_blank(node: Node) -> bool:
    """Tell whether a node shows nothing."""
    return node.get("type") in TEXTBLOCKS and not all_text(node).strip()


def all_text(node: Node) -> str:
    """Return all text of a node, one piece after the other."""
    own: str = node.get("text", "")
    return own + "".join(all_text(child) for child in node.get("content", ()))


def inside(node: Node) -> list[Node]:
    """Return everything in a node."""
    children: list[Node] = node.get("content", [])
    return children + [inner for child in children for inner in inside(child)]


def _deeper(node: Node) -> Node:
    if node.get("type") in TEXTBLOCKS or "content" not in node:
        return node
    if not any(
        child.get("attrs", {}).get("word_list") or child.get("type") in LISTS
        for child in inside(node)
    ):
        return node
    return {**node, "content": gathered(node["content"])}


def _add_list(found: list[Node], open_lists: list[Node], node: Node) -> None:
    """Put a list where it belongs: each item where its own level says."""
    levels = [_level(item) for item in node["content"]]
    if not any(levels):
        open_lists[:] = []
        found.append(node)
        return
    given = node.get("attrs", {})
    attrs = {name: given[name] for name in ("start", "type") if name in given}
    for item, level in zip(node["content"], levels, strict=True):
        _add(found, open_lists, level or 1, node["type"], item, attrs)


def _level(item: Node) -> int:
    level: int = item.get("attrs", {}).get("aria_level") or 0
    return level


def _nested(node: Node) -> Node:
    """Return a list of items only.

    A list that stands beside items goes into the item before; what else stands
    beside them is an item of its own.
    """
    items: list[Node] = []
    loose = False
    for child in node["content"]:
        if child.get("type") == "listItem":
            items.append(_deeper(child))
            loose = False
        elif child.get("type") in LISTS:
            _into_last(items, _nested(child))
            loose = False
        elif loose or child.get("text", "x").strip():
            if not loose:
                items.append({"type": "listItem", "content": []})
            _into_last(items, _deeper(child))
            loose = True
    return {**node, "content": items}


def _into_last(items: list[Node], node: Node) -> None:
    """Add a node to the last item, which is made when there is none."""
    last = items.pop() if items else {"type": "listItem"}
    items.append({**last, "content": [*last.get("content", ()), node]})


def _sort_of_list(sign: str, form: str) -> tuple[str, Node]:
    """Return the kind of list that a sign belongs to, and how and from where it counts.

    ``form`` is what the style sheet says; without it the first sign of a list tells.
    """
    if (
        form == "bullet"
        or (not form and sign in _BULLETS)
        or not any(map(str.isalnum, sign))
    ):
        return "bulletList", {}
    found = _NUMBER.fullmatch(sign)
    if found is None:
        return "orderedList", {"type": form} if form else {}
    if found[1]:
        return "orderedList", {"start": int(found[1])}
    return "orderedList", _counted(found[2], form)


def _counted(letters: str, form: str) -> Node:
    """Return how and from where letters count: c) is the third, iv. the fourth."""
    number = _ROMAN.get(upper(letters))
    if form in ("i", "I") or (
        not form and number and (len(letters) > 1 or number == 1)
    ):
        shown = "i" if letters.islower() else "I"
        return {"type": form or shown, "start": number or 1}
    if len(set(letters)) > 1:
        return {}
    own = "a" if letters.islower() else "A"
    start = ord(letters[0]) - ord(own) + 1 + 26 * (len(letters) - 1)
    return {"type": form or own, "start": start}


def _add(
    found: list[Node],
    open_lists: list[Node],
    level: int,
    kind: str,
    item: Node,
    attrs: Node,
) -> None:
    del open_lists[level:]
    if open_lists and len(open_lists) == level and open_lists[-1]["type"] != kind:
        open_lists.pop()
    while len(open_lists) < level:
        new: Node = {"type": kind, "content": []}
        if attrs and kind == "orderedList" and len(open_lists) + 1 == level:
            new["attrs"] = attrs
        if open_lists:
            if not open_lists[-1]["content"]:
                open_lists[-1]["content"].append({"type": "listItem", "content": []})
            open_lists[-1]["content"][-1]["content"].append(new)
        else:
            found.append(new)
        open_lists.append(new)
    open_lists[-1]["content"].append({**item, "type": "listItem"})


def _take_sign(paragraph: Node) -> str:
    """Remove the sign before a list paragraph and return it."""
    for child in inside(paragraph):
        if {"type": "word_sign"} in child.get("marks", ()):
            sign = all_text(child)
            child["content"] = []
            return "".join(sign.split())
    return ""
