"""The core names no field of a plugin's form: content types declare what it may show."""

import ast
import re
from pathlib import Path

import pytest

from cms.content.fields.forms import ItemForm


ROOT = Path(__file__).parents[2]
TEMPLATE = re.compile(r"\b(?:data|detail)(?:\.|\[\s*[\"'])(\w+)")
DESK_TEMPLATE = re.compile(r"\bdata(?:\.|\[\s*[\"'])(\w+)")  # detail: of an audit row
# A field's own value is ``self.data``; what it holds, the field itself says.
CODE = re.compile(r"(?<!self\.)\b(?:data|snapshot)(?:\.get\(|\[)\s*[\"'](\w+)[\"']")
# Not the core's own: what `cms plugin new` writes, and fixtures of plugins' tests.
APART = ("cms/cli/scaffold/", "cms/testing/")


def field_names():
    """Return the names of all fields that forms of plugins declare."""
    found = set()
    for path in (ROOT / "plugins").glob("*/cms_*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Call)
                and ast.unparse(node.value.func).startswith("fields.")
            ):
                found |= {ast.unparse(target) for target in node.targets}
    return found - set(ItemForm.SPINE)


FIELDS = field_names()


def named(path):
    """Return the fields of plugins that a template or module of the core names."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(CODE.findall(text)) & FIELDS
    pattern = DESK_TEMPLATE if "desk" in path.parts else TEMPLATE
    return set(pattern.findall(text)) & FIELDS


def core():
    for folder, suffix in (("cms", "html"), ("cms", "py"), ("themes", "html")):
        for path in sorted((ROOT / folder).rglob(f"*.{suffix}")):
            if not path.relative_to(ROOT).as_posix().startswith(APART):
                yield path


def test_the_fields_of_plugins_are_known():
    assert {"author", "cover_caption", "location", "chairs", "body"} <= FIELDS


@pytest.mark.parametrize(
    "text",
    [
        "{{ data.author }}",
        '{{ data["source"] }}',
        "{{ detail.location }}",
    ],
)
def test_a_field_named_in_a_template_is_found(text, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(text, encoding="utf-8")
    assert named(page)


@pytest.mark.parametrize("text", ['data.get("author")', "snapshot['date']"])
def test_a_field_named_in_code_is_found(text, tmp_path):
    module = tmp_path / "module.py"
    module.write_text(text, encoding="utf-8")
    assert named(module)


def test_the_core_names_no_field_of_a_plugin():
    found = {path.relative_to(ROOT).as_posix(): named(path) for path in core()}
    assert not {name: fields for name, fields in found.items() if fields}
