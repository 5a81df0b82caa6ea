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


#: What makes an address, a variable of templates, or a contribution of a plugin.
VIEW_DECORATORS = {
    "app_context_processor",
    "app_template_global",
    "context_processor",
    "delete",
    "get",
    "post",
    "put",
    "route",
}


def is_view(path):
    """Tell whether a module has views, functions of templates, or is a plugin's face."""
    if path.name in ("plugin.py", "variables.py"):
        return True
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in VIEW_DECORATORS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
    )


VIEWS = [path for path in CODE if is_view(path)]


@pytest.mark.parametrize("path", VIEWS, ids=place)
def test_a_view_asks_queries_and_writes_no_sql(path):
    tree = ast.parse(path.read_text("utf-8"))
    asked = {
        name
        for name in called(tree)
        if name in ("select", "exists", "db.select")
        or (name.startswith("db.session.") and name != "db.session.rollback")
    }
    assert not asked, "name the question in the queries.py of the room"


def test_views_are_found():
    assert len(VIEWS) > 60
    assert ROOT / "cms" / "builtin" / "pages" / "items.py" in VIEWS
