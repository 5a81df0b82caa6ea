"""The index of decisions, from the first lines of each."""

from __future__ import annotations

import re
from pathlib import Path


FOLDER = Path(__file__).parents[1] / "decisions"
HEAD = """# Decisions

Written by `docs/make_reference.py` from the first line of each; change it there.

What shapes the house and could have been otherwise: the context, what was
decided, what follows. One page each; a later one may take the place of an
earlier one and says so. The next gets the next free number.

| Number | Decision |
|---|---|
"""


def decisions() -> list[tuple[int, str, Path]]:
    """Return number, title and file of each decision, in their order."""
    found = []
    for path in sorted(FOLDER.glob("[0-9]*.md")):
        number, title = heading(path.read_text("utf-8"))
        found.append((number, title, path))
    return found


def heading(text: str) -> tuple[int, str]:
    """Return number and title from a first line; raise ValueError for another one."""
    match = re.match(r"# (\d+)\. (.+)\n", text)
    if match is None:
        raise ValueError("A decision begins with '# 7. What was decided'.")
    return int(match[1]), match[2]


def page() -> str:
    """Return the whole page."""
    rows = (
        f"| {number} | [{title}]({path.name}) |\n"
        for number, title, path in decisions()
    )
    return HEAD + "".join(rows)
