"""What may not stand in the source of a plugin, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sqlalchemy import Table

import cms
from cms.extensions import registry_of
from cms.plugins.discovery import Installed, discover


FORBIDDEN_CALLS = {
    "commit": "ends a transaction that is not its own",
    "Markup": "makes markup from a string",
    "eval": "runs text",
    "exec": "runs text",
    "system": "runs a program",
    "Popen": "runs a program",
}
EVENTS = "sqlalchemy.event."
FORBIDDEN_MODULES = ("pickle", "shelve", "subprocess", "requests")


def foreign_imports(plugin: Installed) -> list[str]:
    """Return imports of the core beyond its public names, and of other plugins'."""
    found = []
    required = {discover()[name].module.partition(".")[0] for name in plugin.requires}
    own = plugin.module.partition(".")[0]
    others = {one.module.partition(".")[0] for one in discover().values()}
    for file, tree in _modules(plugin):
        for node in ast.walk(tree):
            for module, name in _imported(node):
                top = module.partition(".")[0]
                if top == "cms" and (module != "cms" or name not in cms.__all__):
                    found.append(f"{file}:{_line(node)} {module} {name or ''}")
                elif top in others - {own} - required:
                    found.append(f"{file}:{_line(node)} {module}, not required")
                elif top in required and module != top:
                    found.append(f"{file}:{_line(node)} {module}, not its public face")
    return found


def forbidden_calls(plugin: Installed) -> list[str]:
    """Return calls and imports that a plugin has no business with."""
    found = []
    for file, tree in _modules(plugin):
        names = _names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                if _full_name(called, names).startswith(EVENTS):
                    found.append(
                        f"{file}:{_line(node)} {ast.unparse(called)}"
                        " listens to SQLAlchemy, which no build can undo"
                    )
                name = getattr(called, "attr", getattr(called, "id", ""))
                if name in FORBIDDEN_CALLS:
                    found.append(f"{file}:{_line(node)} {name} {FORBIDDEN_CALLS[name]}")
                if any(one.arg == "backref" for one in node.keywords):
                    found.append(f"{file}:{_line(node)} backref changes another class")
                if _is_text_query(node, name):
                    found.append(f"{file}:{_line(node)} SQL from a string")
            for module, _name in _imported(node):
                if module.partition(".")[0] in FORBIDDEN_MODULES:
                    found.append(f"{file}:{_line(node)} imports {module}")
    return found


def foreign_tables(plugin: Installed) -> list[str]:
    """Return tables of a plugin outside its namespace, and links that point back."""
    package = plugin.module.partition(".")[0]
    found = []
    names = {*plugin.requires, plugin.name}
    others = sorted(set(discover()) - names)
    for mapper in registry_of(package).mappers:
        table = cast(Table, mapper.local_table)
        if not table.name.startswith(f"{plugin.name}_"):
            found.append(f"the table {table.name} must begin with {plugin.name}_")
        for key in table.foreign_keys:
            target = key.target_fullname.partition(".")[0]
            if any(target.startswith(f"{other}_") for other in others):
                found.append(f"{table.name} points to {target}, which is not required")
    return found


def missing_files(plugin: Installed) -> list[str]:
    """Return what the package should hold and does not, or holds elsewhere."""
    folder = plugin.folder
    if folder is None:
        return ["it is no package"]
    found = []
    templates = folder / "templates"
    if templates.is_dir():
        found += [
            f"templates/{one.name} must lie in templates/{plugin.name}/"
            for one in templates.iterdir()
            if one.name != plugin.name
        ]
    package = plugin.module.partition(".")[0]
    if list(registry_of(package).mappers) and not list(
        (folder / "migrations").glob("*.py")
    ):
        found.append("it has tables and no migrations")
    return found


def _modules(plugin: Installed) -> Iterator[tuple[str, ast.Module]]:
    """Yield the plugin's modules but its migrations."""
    folder = plugin.folder or Path()
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        if not name.startswith(("migrations/", "tests/")):
            yield name, ast.parse(file.read_text(encoding="utf-8"))


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _imported(node: ast.AST) -> list[tuple[str, str | None]]:
    """Return the (module, name) pairs of an import statement."""
    if isinstance(node, ast.Import):
        return [(alias.name, None) for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "", alias.name) for alias in node.names]
    return []


def _names(tree: ast.Module) -> dict[str, str]:
    """Return what the names that a module imports stand for, as dotted names."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {
                one.asname or one.name: f"{node.module}.{one.name}"
                for one in node.names
            }
    return found


def _full_name(called: ast.expr, names: dict[str, str]) -> str:
    """Return the dotted name of what is called, as far as imports tell it."""
    first, dot, rest = ast.unparse(called).partition(".")
    return names.get(first, first) + dot + rest


def _is_text_query(node: ast.Call, name: str) -> bool:
    """Tell whether a call makes SQL from a formatted string."""
    if name != "text" or not node.args:
        return False
    first = node.args[0]
    return isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and bool(re.match(r"\s*(select|insert|update|delete)\b", first.value, re.I))
    )
