"""Measurements name only what is there; they are run by hand."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest


BENCH = Path(__file__).parents[2] / "bench"


def imported(path):
    """Yield module and name of what a measurement takes from the project."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("cms"):
            yield from ((node.module, one.name) for one in node.names)


@pytest.mark.parametrize("path", sorted(BENCH.glob("*.py")), ids=lambda one: one.name)
def test_what_a_measurement_imports_is_there(path):
    for module, name in imported(path):
        found = importlib.import_module(module)
        if not hasattr(found, name):
            assert importlib.util.find_spec(f"{module}.{name}"), (module, name)
