"""Views stay thin: they ask services and queries, and errors are answered in one place."""

import ast
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("cms", "plugins")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "tests" not in path.relative_to(ROOT).parts
]


def place(path):
    return path.relative_to(ROOT).as_posix()


def called(node):
    """Yield the names of the functions that are called within a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield ast.unparse(inner.func)


@pytest.mark.parametrize("path", CODE, ids=place)
def test_an_error_of_a_service_is_answered_where_all_are(path):
    tree = ast.parse(path.read_text("utf-8"))
    found = [
        f"line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and "abort" in called(node)
    ]
    assert not found, "let it rise: cms/builtin/error_pages.py answers it"


def test_error_handlers_are_registered_in_one_place():
    found = [
        place(path)
        for path in CODE
        if "errorhandler" in (text := path.read_text("utf-8"))
        or "register_error_handler" in text
    ]
    # A guest's link that works no more has a page of its own, for every view of guests.
    assert found == [
        "cms/builtin/error_pages.py",
        "cms/features/invitations/guest_pages.py",
    ]
