"""The page of hooks, from the docstrings of cms/hookspecs.py."""

from __future__ import annotations

import inspect

from cms import hookspecs


HEAD = """# Hooks

Written by `docs/make_reference.py` from `cms/hookspecs.py`; change it there.

The first word of a hook's name is its contract:

| Word | When it runs | An exception in it |
|---|---|---|
| `register_` | once, while the site is built | leaves the plugin out; the plugin page says why |
| `check_` | inside the transaction of a change | refuses a change of the plugin's own types |
| `filter_` | when a query is made | hides the items of the types that the plugin speaks for |
| `render_` | while a page is rendered | leaves the place empty |
| `on_` | after the commit, in a transaction of its own | is recorded |

An implementation takes only the arguments that it wants. What takes longer than
`hook_seconds` counts as an exception. What fails five times in a row is suspended
until an administrator resumes it on the plugin page.
"""


def hooks() -> dict[str, object]:
    """Return the hook functions by name, in the order of the source."""
    return {
        name: function
        for name, function in vars(hookspecs).items()
        if inspect.isfunction(function) and hasattr(function, "cms_spec")
    }


def entry(name: str, function: object) -> str:
    """Return the section of one hook: its signature and its docstring."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    arguments = ", ".join(str(one) for one in signature.parameters.values())
    code = f"{name}({arguments}) -> {signature.return_annotation}"
    code = code.replace(": 'Any", ": Any").replace("'", "")
    text = inspect.getdoc(function) or ""
    return f"## {name}\n\n```text\n{code}\n```\n\n{text}\n"


def page() -> str:
    """Return the whole reference page."""
    return "\n".join([HEAD, *(entry(*one) for one in hooks().items())])
