"""Public names that load when first asked for; the ``.pyi`` file lists them once."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any


def attach_stub(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package, by its stub.

    The stub stands beside ``file`` and holds nothing but ``from module import
    name as name``: what type checkers take for the package's own names. Asking
    for another name raises AttributeError.
    """
    tree = ast.parse(Path(file).with_suffix(".pyi").read_text("utf-8"))
    homes = {
        one.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for one in node.names
    }
    names = sorted(homes)

    def __getattr__(name: str) -> Any:  # noqa: N807 # a module's own; see PEP 562
        if name not in homes:
            raise AttributeError(f"{package} has no public name {name!r}")
        home = importlib.import_module(homes[name])
        if name in vars(home):
            return vars(home)[name]
        return importlib.import_module(f"{home.__name__}.{name}")

    def __dir__() -> list[str]:  # noqa: N807
        return names.copy()

    return __getattr__, __dir__, names
