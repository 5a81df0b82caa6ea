"""Names are plain: none hides a module, none that is private is imported elsewhere."""

import ast
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("cms", "plugins", "themes", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
HOUSE = ("cms", "tests")
#: The packages whose names load when first asked for; see decision 23.
LAZY = {ROOT / "cms" / "__init__.py", ROOT / "cms" / "testing" / "__init__.py"}


def tree_of(path):
    return ast.parse(path.read_text("utf-8"))


def imports_of(tree):
    """Yield (module, name) for every name that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, one.name) for one in node.names)


def test_no_private_name_of_ours_is_imported():
    found = [
        f"{path.relative_to(ROOT)}: {module}.{name}"
        for path in CODE
        for module, name in imports_of(tree_of(path))
        if module.partition(".")[0].startswith(HOUSE)
        and name.startswith("_")
        and not name.startswith("__")
    ]
    assert not found


@pytest.mark.parametrize(
    "package",
    sorted((ROOT / "cms").rglob("__init__.py")),
    ids=lambda path: path.parent.relative_to(ROOT).as_posix(),
)
def test_no_name_that_a_package_shows_hides_one_of_its_modules(package):
    own = ".".join(package.parent.relative_to(ROOT).parts)
    modules = {path.stem for path in package.parent.glob("*.py")}
    modules |= {path.parent.name for path in package.parent.glob("*/__init__.py")}
    shown = {
        one.asname or one.name
        for node in ast.walk(tree_of(package))
        if isinstance(node, ast.ImportFrom) and node.module != own
        for one in node.names
    }
    assert not shown & modules


def test_modules_are_modules():
    tricks = ("sys.modules", "__getattr__", "__class__ =")
    found = [
        f"{path.relative_to(ROOT)}: {trick}"
        for path in CODE
        for trick in tricks
        if path not in LAZY
        and "tests" not in path.relative_to(ROOT).parts
        and trick in path.read_text("utf-8")
    ]
    assert found == ["cms/lazy.py: __getattr__"]
