"""Where everyday changes are made: each place exists, each change stays in one room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "contributing" / "where.md"
# Folders of code whose folders are rooms of their own.
FLOORS = {"cms", "cms/builtin", "cms/features", "plugins", "themes"}
# What a room shows to people belongs to the room.
DRESS = ("cms/templates", "cms/assets", "cms/translations", "cms/static")
PLACE = re.compile(
    r"`((?:bench|cms|docs|instance|plugins|tests|themes)/[^`:]+)(?::([^`]+))?`"
)


def changes() -> dict[str, str]:
    """Return what the page says of each change, by its heading."""
    parts = re.split(r"^### (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {
        title: re.split(r"^## ", words, flags=re.MULTILINE)[0]
        for title, words in zip(parts[::2], parts[1::2], strict=True)
    }


CHANGES = changes()


def names_of(tree: ast.AST) -> dict[str, ast.AST]:
    """Return what the body of a module or class defines, by name."""
    found: dict[str, ast.AST] = {}
    for node in getattr(tree, "body", ()):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {one.id: node for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


def defines(source: str, symbol: str) -> bool:
    """Say whether Python code defines a dotted name: ``Item.stage``."""
    node: ast.AST | None = ast.parse(source)
    for word in symbol.split("."):
        node = names_of(node).get(word)
        if node is None:
            return False
    return True


def elsewhere(path: str, symbol: str) -> list[str]:
    """Return where a place may have gone: files of its name, or with its symbol."""
    base = Path(path).name
    found = [*ROOT.glob(f"cms/**/{base}"), *ROOT.glob(f"plugins/*/*/**/{base}")]
    if symbol and base.endswith(".py"):
        found += [
            one
            for one in ROOT.glob("cms/**/*.py")
            if symbol.split(".")[0] in one.read_text("utf-8")
            and defines(one.read_text("utf-8"), symbol)
        ]
    return sorted({one.relative_to(ROOT).as_posix() for one in found})[:8]


def room(path: str) -> str | None:
    """Return the room of a place; None for tests, papers and what a room shows."""
    if not path.startswith(("cms/", "plugins/", "themes/")) or path.startswith(DRESS):
        return None
    folders = Path(path).parts[:-1]
    if folders[:1] == ("plugins",) and "tests" in folders:
        return None
    name = folders[0]
    for folder in folders[1:]:
        if name not in FLOORS:
            break
        name = f"{name}/{folder}"
    return name


@pytest.mark.parametrize("title", CHANGES)
def test_every_place_of_a_change_exists(title):
    places = PLACE.findall(CHANGES[title])
    assert places
    for path, symbol in places:
        file = ROOT / path
        assert file.exists(), f"{path} is not there: {elsewhere(path, symbol)}"
        if not symbol:
            continue
        source = file.read_text("utf-8")
        there = defines(source, symbol) if file.suffix == ".py" else symbol in source
        assert there, f"{path} has no {symbol}: {elsewhere(path, symbol)}"


@pytest.mark.parametrize("title", CHANGES)
def test_a_change_stays_in_one_room_or_says_why(title):
    text = CHANGES[title]
    rooms = {room(path) for path, _symbol in PLACE.findall(text)} - {None}
    assert len(rooms) <= 1 or re.search(r"^Reason: \w", text, re.MULTILINE), rooms


@pytest.mark.parametrize("title", CHANGES)
def test_a_change_names_its_tests(title):
    line = re.search(r"^- Tests: (.+)$", CHANGES[title], re.MULTILINE)
    assert line
    assert re.search(r"tests/", line[1]) or "has none" in line[1]


def test_the_page_knows_the_everyday_changes():
    assert len(CHANGES) >= 35


def test_a_place_that_is_not_there_is_noticed():
    source = "LIMIT = 1\nclass Item:\n    stage: str\n    def move(self): ...\n"
    assert defines(source, "LIMIT")
    assert defines(source, "Item.move")
    assert not defines(source, "Item.status")
    assert not defines(source, "stage")


def test_rooms_are_what_the_house_calls_rooms():
    assert room("cms/content/spine/models.py") == "cms/content"
    assert room("cms/features/tags/plugin.py") == "cms/features/tags"
    assert room("cms/builtin/desk/item/editing.py") == "cms/builtin/desk"
    assert room("plugins/news/cms_news/forms.py") == "plugins/news"
    assert room("plugins/news/tests/test_news.py") is None
    assert room("cms/templates/desk/base.html") is None
