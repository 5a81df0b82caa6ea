"""Whether the installed files are those of their packages, and fit each other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distributions,
    version,
)
from pathlib import Path

from packaging.requirements import Requirement


OURS = "sen-cms"


def installation_problems() -> Iterator[str]:
    """Yield in words what is wrong with our own packages, and with what they need."""
    found = [one for one in distributions() if _is_ours(one)]
    for one in sorted(found, key=lambda dist: dist.name):
        yield from _changed_files(one)
        yield from _missing_requirements(one)


def _is_ours(distribution: Distribution) -> bool:
    name = str(distribution.name or "")
    return name == OURS or name.startswith(f"{OURS}-")


def _changed_files(distribution: Distribution) -> Iterator[str]:
    """Compare files with the hashes that the installer has written down."""
    for file in distribution.files or ():
        if file.hash is None or file.hash.mode != "sha256":
            continue
        path = Path(str(file.locate()))
        try:
            digest = hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            yield f"{distribution.name}: {file} is missing: install the package again."
            continue
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != file.hash.value:
            yield f"{distribution.name}: {file} was changed: install the package again."


def _missing_requirements(distribution: Distribution) -> Iterator[str]:
    for line in distribution.requires or ():
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            there = version(needed.name)
        except PackageNotFoundError:
            yield f"{distribution.name} needs {needed.name}, which is not installed."
            continue
        if not needed.specifier.contains(there, prereleases=True):
            yield (
                f"{distribution.name} needs {needed.name}{needed.specifier}, and"
                f" {there} is installed."
            )
