"""The page of public names: signature and first sentence of each."""

from __future__ import annotations

import inspect
import re
from functools import lru_cache
from types import ModuleType
from typing import Any

import cms


HEAD = """# Public names

Written by `docs/make_reference.py` from the code; change it there.

These are the names that a plugin may import: `from cms import can`. They follow
semantic versions ([decision 9](../decisions/0009-what-is-public.md)).
Some names are modules; what they hold follows at the end.
"""
CACHED = type(lru_cache(len))  # what a function becomes that remembers its answers
# What cannot say so itself: objects that libraries made, and constants.
SAID = {
    "BigId": "The column type of ids: 64 bits, and on SQLite a plain INTEGER.",
    "UNSEEN": "In ``info`` of a table: no public page depends on its rows.",
    "TABLE_FORMATS": (
        "What ``write_tables`` can make, by name: the function and the media type."
    ),
    "EVERY_TYPE": "Stands for all content types in ``speaks_for``.",
    "current_user": (
        "Who is asking: a ``User``, or ``ANONYMOUS``; a proxy of Flask-Login."
    ),
    "db": "The database of the site: Flask-SQLAlchemy, with ``db.session``.",
    "hookimpl": "Marks a function of a plugin as the implementation of a hook.",
    "BARE": "A context for ``render`` that knows no item, file or block.",
    "Block": (
        "A part of a document: heading, paragraph, clause, list, table or figure."
    ),
    "EMPTY_DOC": "A document that says nothing.",
    "GONE": "Stands for a reusable block that is no more.",
}


def first_sentence(text: str) -> str:
    """Return a docstring up to its first full stop, on one line."""
    words = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", words)[0].rstrip(":")


def said(name: str, value: Any) -> str:
    """Return what a name says of itself."""
    return SAID.get(name) or first_sentence(inspect.getdoc(value) or "")


def default(value: Any) -> str:
    """Return a default as it stands in the source, and never an address in memory."""
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return re.sub(r"<.*>", "…", repr(value))


def signature(name: str, value: Any) -> str:
    """Return how something is called; a class that has rows or fields has no call."""
    found = own_signature(value)
    if found is None:
        return f"class {name}" if inspect.isclass(value) else name
    parts, starred = [], False
    for one in found.parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred |= one.kind in (one.KEYWORD_ONLY, one.VAR_POSITIONAL)
        stars = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        kind = annotation(one.annotation)
        part = f"{stars}{one.name}" + (f": {kind}" if kind else "")
        if one.default is not one.empty:
            part += (" = " if kind else "=") + default(one.default)
        parts.append(part)
    answer = annotation(found.return_annotation) if not inspect.isclass(value) else ""
    return f"{name}({', '.join(parts)})" + (f" -> {answer}" if answer else "")


def own_signature(value: Any) -> inspect.Signature | None:
    """Return the signature that the house wrote, or None."""
    if isinstance(value, CACHED):
        value = inspect.unwrap(value)
    if inspect.isfunction(value):
        return inspect.signature(value)
    if not inspect.isclass(value):
        return None
    if hasattr(value, "__dataclass_fields__"):
        return inspect.signature(value)
    # A form field takes what the class says that it derives from.
    made = value.__init__
    if inspect.isfunction(made) and made.__module__.startswith("cms."):
        return inspect.signature(made)
    return None


def annotation(value: Any) -> str:
    """Return a type as it was written."""
    if value is inspect.Parameter.empty:
        return ""
    return value if isinstance(value, str) else getattr(value, "__name__", str(value))


def entry(name: str, value: Any, level: int = 2) -> str:
    """Return the section of one name."""
    code = signature(name, value)
    if len(code) > 78 and "(" in code:
        code = wrapped(code)
    return f"{'#' * level} {name}\n\n```text\n{code}\n```\n\n{said(name, value)}\n"


def wrapped(code: str) -> str:
    """Return a long call with one argument on each line."""
    name, _open, rest = code.partition("(")
    inside, _close, answer = rest.rpartition(")")
    parts, depth, part = [], 0, ""
    for letter in inside:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    lines = "".join(f"    {one},\n" for one in [*parts, part.strip()] if one)
    return f"{name}(\n{lines}){answer}"


def page() -> str:
    """Return the whole page."""
    modules, sections = {}, []
    for name in cms.__all__:
        value = getattr(cms, name)
        if isinstance(value, ModuleType):
            modules[name] = value
            continue
        sections.append(entry(name, value))
    for name, module in modules.items():
        sections.append(f"## {name}\n\n{first_sentence(module.__doc__ or '')}\n")
        sections += [entry(one, getattr(module, one), 3) for one in module.__all__]
    return "\n".join([HEAD, *sections])
