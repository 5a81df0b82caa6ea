"""Verbs of saying, of ``data/saying.txt``: each with what kind of saying it is."""

from __future__ import annotations

from importlib import resources
from typing import Final


def _load() -> dict[str, str]:
    source = resources.files("cms_extraction").joinpath("data", "saying.txt")
    found: dict[str, str] = {}
    for line in source.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _colon, verbs = line.partition(": ")
            found |= {verb.strip(): kind for verb in verbs.split(",")}
    return found


VERBS: Final = _load()
