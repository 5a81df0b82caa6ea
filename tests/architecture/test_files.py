"""What every file of the house has: a purpose, a size, nothing unfinished."""

import ast
import re
import tomllib
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("cms", "plugins", "themes")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
ASSETS = sorted(
    path
    for path in (ROOT / "cms" / "assets").rglob("*")
    if path.suffix in {".js", ".mjs", ".css"}
)
LONGEST = 420
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*SOURCES, *ASSETS], ids=name)
def test_a_file_is_of_readable_length(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_says_what_it_is_for(path):
    source = path.read_text(encoding="utf-8")
    if not source.strip() or "tests" in path.parts:
        return
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", "!", "?"))


@pytest.mark.parametrize("path", ASSETS, ids=name)
def test_a_script_or_style_says_what_it_is_for(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"(// \S|/\* \S.*\*/$)", first)


def test_every_style_of_the_desk_is_part_of_its_bundle():
    desk = ROOT / "cms" / "assets" / "desk"
    bundle = (desk / "desk.css").read_text(encoding="utf-8")
    apart = {desk / "desk.css", desk / "editor" / "editor.css"}
    styles = {path for path in ASSETS if path.suffix == ".css"} - apart
    named = {(desk / one).resolve() for one in re.findall(r'@import "(.+)";', bundle)}
    assert named == styles


@pytest.mark.parametrize("path", [*SOURCES, *ASSETS], ids=name)
def test_nothing_is_left_unfinished(path):
    assert not UNFINISHED.search(path.read_text(encoding="utf-8"))


def test_templates_have_no_inline_script_or_style():
    bad = re.compile(
        r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|nonce=|ld.json))|\|\s*safe\b"
    )
    found = [
        name(path)
        for folder in ("cms", "plugins", "themes")
        for path in (ROOT / folder).rglob("*.html")
        if bad.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_markup_is_made_only_where_text_becomes_markup():
    folders = ("cms/richtext/", "cms/search/", "cms/theming/", "cms/media/")
    allowed = (*folders, "cms/builtin/messages.py")
    found = [
        name(path)
        for path in SOURCES
        if re.search(r"\bMarkup\((?!\"\"\))", path.read_text(encoding="utf-8"))
        and not name(path).startswith(allowed)
    ]
    assert not found


def test_the_extra_all_installs_every_plugin_from_here():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    plugins = {f"sen-cms-{path.name}" for path in (ROOT / "plugins").iterdir()}
    extra = project["project"]["optional-dependencies"]["all"]
    assert plugins <= {re.split("[>=[]", one)[0] for one in extra}
    assert plugins <= project["tool"]["uv"]["sources"].keys()
