"""Articles of a site with its directory and its tracker, looked at by somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cms.accounts.models import User
from cms.build_context import Build
from cms.content import checks
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.testing.people import make_user
from tests.media.conftest import put


__all__ = ["put"]


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("news", "inspections")


@pytest.fixture
def approver(site: Build) -> User:
    return make_user("approver")


@pytest.fixture
def article(make_item: Any) -> Callable[..., Item]:
    """``article(*nodes, **fields)``: a complete draft with the nodes as its text."""

    def make(*nodes: Any, **given: Any) -> Item:
        given.setdefault("summary", "Tóm tắt.")
        given["body"] = {"type": "doc", "content": list(nodes) or [paragraph("Xong.")]}
        return make_item("news.article", **given)

    return make


@pytest.fixture
def found(approver: User) -> Callable[[Item], list[tuple[str, str, str]]]:
    """``found(item)``: (rule, field, quote) of everything that the bar would show."""

    def look(item: Item) -> list[tuple[str, str, str]]:
        return [
            (one.rule, one.field or "", one.quote)
            for one in checks.find_problems(item, Snapshot.of(item), approver)
        ]

    return look


def paragraph(words: str, **link: Any) -> dict[str, Any]:
    """Return a paragraph; with ``href`` or ``itemId`` all of it is a link."""
    node: dict[str, Any] = {"type": "text", "text": words}
    if link:
        node["marks"] = [{"type": "link", "attrs": link}]
    return {"type": "paragraph", "content": [node]}


def heading(level: int, words: str = "") -> dict[str, Any]:
    inside = [{"type": "text", "text": words}] if words else []
    return {"type": "heading", "attrs": {"level": level}, "content": inside}
