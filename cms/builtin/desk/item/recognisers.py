"""New records in a text: every plugin's recognisers asked, each guarded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cms.build_context import current_build
from cms.plugins.manager import Trouble
from cms.recognisers import Finding


def find_records(text: str) -> list[Finding]:
    """Return what the recognisers of all plugins find in ``text``, by its place there.

    A finding whose type is not in the build, or whose place is not in the
    text, is left out; a recogniser that fails is recorded and finds nothing.
    """
    build = current_build()
    found: list[Finding] = []
    for name, one in build.registry.recognisers.items():
        plugin = name.partition(".")[0]
        result = build.manager.guard(plugin, f"recogniser {name}", _ask, one.find, text)
        if not isinstance(result, Trouble):
            found += result
    types = build.registry.content_types
    usable = [
        one
        for one in found
        if one.type in types and 0 <= one.start <= one.end <= len(text)
    ]
    return sorted(usable, key=lambda one: (one.start, one.end))


def _ask(find: Callable[[str], Iterable[Finding]], text: str) -> list[Finding]:
    """Return the findings as a list: what fails while it yields fails here."""
    found = list(find(text))
    if not all(isinstance(one, Finding) for one in found):
        raise TypeError("A recogniser returns findings only.")
    return found
