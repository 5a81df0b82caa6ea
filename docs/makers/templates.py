"""The page of templates: what all of them have, and what each public one is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from jinja2.defaults import DEFAULT_FILTERS, DEFAULT_NAMESPACE

from makers.api import first_sentence, said, signature


CORE = Path(__file__).parents[2] / "cms"
TEMPLATES = CORE / "templates"
HEAD = """# Templates

Written by `docs/make_reference.py` from the code; change it there.

What a theme or a plugin may use in its templates. The pages of the desk are no
part of it: they change with the desk.
"""
# Variables that are no functions and have no docstring.
MEANT = {
    "Area": "The menus that `nav` knows: `Area.SITE`, `Area.FOOTER`, `Area.DESK`.",
    "Slot": "The named places that `slot` knows.",
    "csrf_meta_tag": "A function: the token of `csrf_token` as an element of the head.",
    "csrf_token": "A function: the token that a form must send, as `csrf_token`.",
    "current_user": "Who is reading: a user, or somebody anonymous.",
    "lang": "The language of the page, `vi` or `en`.",
    "languages": "The languages of the site: their names by their codes.",
    "site": "The settings of the site, such as `site.site_title`.",
}
# Macros above which no comment stands.
SHOWN = {
    "cards": "Several items as cards.",
    "date_tile": "A day as a small tile.",
    "icon": "A picture of the sprite, beside words.",
    "lead_card": "One item at the top of the front page.",
    "moment": "A day or an instant, machine-readable.",
    "notice": "A note to the reader; the caller gives the words.",
    "progress": "How much of a whole is done.",
    "related_entry": "One linked item with its note.",
    "section_block": "A part of a page with a heading; the caller gives what stands there.",
    "tiles": "Numbers with their labels.",
    "with_cursor": "The address of this list at another place.",
}
FROM_FLASK = (
    "config",
    "g",
    "get_flashed_messages",
    "request",
    "session",
    "url_for",
)
FROM_BABEL = ("_", "gettext", "ngettext", "pgettext", "npgettext")


def row(name: str, words: str) -> str:
    """Return a row of a table; a bar in it would begin a column."""
    safe = name.replace("|", "\\|")
    return f"| `{safe}` | {words} |"


def functions(app: Flask) -> Iterator[str]:
    """Yield a row for each function that the core's public pages may call."""
    known = {*DEFAULT_NAMESPACE, *FROM_FLASK, *FROM_BABEL, *MEANT}
    for name, value in sorted(app.jinja_env.globals.items()):
        module = getattr(value, "__module__", "") or ""
        if name in known or module.startswith("cms.builtin.desk"):
            continue
        if module.startswith("cms."):
            yield row(call(name, value), said(name, value))


def call(name: str, value: object) -> str:
    """Return how a template calls a function, without the types."""
    return re.sub(r" -> .*$", "", signature(name, value))


def filters(app: Flask) -> Iterator[str]:
    """Yield a row for each filter of the house."""
    for name, value in sorted(app.jinja_env.filters.items()):
        if name not in DEFAULT_FILTERS and value.__module__.startswith("cms."):
            yield row(name, first_sentence(value.__doc__ or ""))


def variables(app: Flask) -> Iterator[str]:
    """Yield a row for each variable that every template has."""
    names = {"current_user", *MEANT} - {"Area", "Slot"}
    with app.test_request_context():
        for function in app.template_context_processors[None]:
            names |= function().keys()
    for name in sorted(names - set(FROM_FLASK)):
        yield row(name, MEANT.get(name) or "From a library: see its documentation.")
    for name in ("Area", "Slot"):
        yield row(name, MEANT[name])


def given() -> dict[str, set[str]]:
    """Return what the code hands to each public template, by the template's name."""
    found: dict[str, set[str]] = {}
    for path in sorted(CORE.rglob("*.py")):
        if path.is_relative_to(CORE / "builtin" / "desk"):
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for name, words in rendered(function):
                    found.setdefault(name, set()).update(words)
    return found


def rendered(function: ast.FunctionDef) -> Iterator[tuple[str, set[str]]]:
    """Yield each template that a function renders, with the names of its variables."""
    dicts = {
        node.targets[0].id: keys(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if not isinstance(node.func, ast.Name) or node.func.id != "render":
            continue
        words: set[str] = set()
        for one in node.keywords:
            if one.arg:
                words.add(one.arg)
            elif isinstance(one.value, ast.Name):
                words |= dicts.get(one.value.id, set())
        yield template(node.args[0]), words


def template(node: ast.expr) -> str:
    """Return the name of a template; what a type or an error chooses has a default."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return {
        "content_type.template": "item.html",
        "content_type.list_template": "list.html",
    }.get(ast.unparse(node), "errors/error.html")


def keys(node: ast.expr) -> set[str]:
    """Return the constant keys of a dict."""
    if not isinstance(node, ast.Dict):
        return set()
    return {str(one.value) for one in node.keys if isinstance(one, ast.Constant)}


def page_of(name: str, words: set[str]) -> str:
    """Return the section of one template."""
    source = (TEMPLATES / name).read_text("utf-8")
    blocks = re.findall(r"{%-? block (\w+)", source)
    lines = [f"### {name}", "", comment(source), ""]
    if blocks:
        lines += [
            "Blocks: " + ", ".join(f"`{one}`" for one in dict.fromkeys(blocks)) + ".",
            "",
        ]
    if words:
        lines += [
            "Variables: " + ", ".join(f"`{one}`" for one in sorted(words)) + ".",
            "",
        ]
    return "\n".join(lines)


def comment(source: str) -> str:
    """Return the first sentence of what a template says of itself."""
    found = re.match(r"\s*\{#-?\s*(.*?)-?#\}", source, re.DOTALL)
    return first_sentence(found[1]) if found else ""


def macros() -> Iterator[str]:
    """Yield a row for each building block of public pages."""
    source = (TEMPLATES / "_macros.html").read_text("utf-8")
    pattern = r"(?:\{#-?\s*([^#]*?)-?#\}\s*)?\{%-? macro (\w+\(.*?\))\s*-?%\}"
    for words, call_ in re.findall(pattern, source, re.DOTALL):
        name = call_.partition("(")[0]
        yield row(call_, SHOWN.get(name) or first_sentence(words))


def page(app: Flask) -> str:
    """Return the whole page; ``app`` is a build without plugins."""
    public = {
        name: words
        for name, words in given().items()
        if (TEMPLATES / name).is_file() and "/_" not in name and "/" not in name
    }
    public.setdefault("base.html", set())
    table = ["| Name | Meaning |", "|---|---|"]
    return "\n".join(
        [
            HEAD,
            "## Variables of every template\n",
            *table,
            *variables(app),
            "\nFlask gives `url_for`, `request`, `session`, `g`, `config` and"
            " `get_flashed_messages`; Flask-Babel gives `_` and `ngettext`.\n",
            "## Functions\n",
            *table,
            *functions(app),
            "\n## Filters\n",
            *table,
            *filters(app),
            "\n## Building blocks\n",
            '`{% import "_macros.html" as ui with context %}` gives:\n',
            "| Macro | What it shows |",
            "|---|---|",
            *macros(),
            "\n## Public templates\n",
            *(page_of(name, words) for name, words in sorted(public.items())),
        ]
    )
