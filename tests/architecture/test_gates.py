"""Nothing from outside goes around the gates of cms/inputs."""

import ast
from pathlib import Path

import pytest

from cms.builtin import requests
from cms.config import Config
from cms.testing.pytest_plugin import SECRET


ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("cms", "plugins")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "tests" not in path.relative_to(ROOT).parts
]
#: What gives the bytes of a request before any gate has seen them.
RAW = {"data", "get_data", "json", "stream", "values", "environ", "query_string"}
#: What turns text into a value without knowing what a database holds.
READERS = {
    "int",
    "float",
    "Decimal",
    "decimal.Decimal",
    "json.loads",
    "dt.date.fromisoformat",
    "dt.datetime.fromisoformat",
    "dt.time.fromisoformat",
}
#: Where a gate stands around the reader, in the same call.
GATED = {"inputs.day_within"}


def place(path):
    return path.relative_to(ROOT).as_posix()


def asks(node):
    """Tell whether an expression reads what a request brought."""
    return any(
        isinstance(inner, ast.Attribute)
        and ast.unparse(inner.value) == "request"
        and inner.attr in ("args", "form", "cookies", "headers")
        for inner in ast.walk(node)
    )


def around(tree):
    """Yield the places of a module that go around the gates, in words."""
    gated = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in GATED
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "request":
            if node.attr in RAW:
                yield f"line {node.lineno}: request.{node.attr}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            if id(node) not in gated and any(asks(one) for one in node.args):
                yield f"line {node.lineno}: {ast.unparse(node.func)} of a request"
        elif isinstance(node, ast.ImportFrom) and node.module == "flask_wtf":
            yield f"line {node.lineno}: a form that is not cms.forms.Form"


@pytest.mark.parametrize("path", CODE, ids=place)
def test_no_module_goes_around_the_gates(path):
    if path == ROOT / "cms" / "forms.py":
        return
    assert list(around(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "int(request.args['page'])",
        "json.loads(request.form.get('base', '{}'))",
        "dt.date.fromisoformat(request.args.get('from', ''))",
        "decimal.Decimal(request.form['sum'])",
        "request.get_data()",
        "request.values['x']",
        "from flask_wtf import FlaskForm",
    ],
)
def test_each_way_around_is_seen(wrong):
    assert list(around(ast.parse(wrong)))


def test_every_application_has_the_gates_in_its_doors(tmp_path):
    from cms.build import make_app

    app = make_app(Config.load(tmp_path, secret_key=SECRET))
    assert issubclass(app.request_class, requests.Request)
    assert issubclass(app.request_class.parameter_storage_class, requests.Parameters)
    assert isinstance(app.json, requests.JsonProvider)
    own = {"default", "string", "int"}
    for name, kind in app.url_map.converters.items():
        assert (kind.__module__ == requests.__name__) == (name in own), name


def test_routes_use_only_converters_with_a_gate():
    found = {
        (place(path), kind)
        for path in CODE
        for kind in ("<path:", "<float:", "<uuid:")
        if kind in path.read_text("utf-8")
    }
    assert found == set()
