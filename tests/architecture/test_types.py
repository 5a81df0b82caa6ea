"""The packages are typed: to the type checkers of others, and where it matters most."""

import ast
import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
PACKAGES = [
    ROOT / "cms",
    *sorted(ROOT.glob("plugins/*/cms_*")),
    *sorted(ROOT.glob("themes/*/cms_*")),
]
# Migrations know no models: theirs are the tables as they were.
SOURCES = [
    path
    for package in PACKAGES
    for path in sorted(package.rglob("*.py"))
    if "migrations" not in path.parts
]
# Who acts and what is acted upon has a type; a value of a field may be anything.
TYPED = re.compile(
    r"(?:\w+_)?(?:account|actor|author|block|comment|content_type|form|guest|inviter"
    r"|item|media|parent|person|reader|revision|section|snapshot|user|viewer)s?"
)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_says_that_it_is_typed(package):
    assert (package / "py.typed").is_file()


def declared(tree):
    """Yield the names that have an annotation: parameters and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            yield node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign):
            target = node.target
            yield getattr(target, "id", getattr(target, "attr", "")), node.annotation


def is_any(annotation):
    """Tell whether an annotation is ``Any``, as a choice or in a collection, too."""
    words = ast.unparse(annotation).strip("'\"")
    return bool(
        re.search(r"(?:^|\| |^(?:list|set|tuple|Sequence|Iterable)\[)Any\b", words)
    )


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_actors_items_and_forms_have_types(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    untyped = [
        name
        for name, annotation in declared(tree)
        if TYPED.fullmatch(name.lstrip("_")) and is_any(annotation)
    ]
    assert untyped == []


def test_the_current_user_comes_from_where_it_has_a_type():
    home = ROOT / "cms" / "accounts" / "current.py"
    elsewhere = re.compile(r"\bfrom flask_login import .*\bcurrent_user\b")
    others = [
        name_of(path)
        for path in SOURCES
        if path != home and elsewhere.search(path.read_text(encoding="utf-8"))
    ]
    assert others == []
