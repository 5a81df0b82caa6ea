"""The file of the site's secret keys, which only its owner can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cms.config import SECRET_FILE


def create_secret(folder: Path) -> bool:
    """Write a new secret key that only its owner can read; keep one that is there.

    A process that is killed leaves a whole key or none.
    """
    path = folder / SECRET_FILE
    is_new = not path.exists()
    if is_new:
        try:
            os.link(_write_beside(path, [secrets.token_urlsafe(48)]), path)
        except FileExistsError:  # somebody else was quicker
            is_new = False
    _beside(path).unlink(missing_ok=True)  # also of one that was killed
    return is_new


def write_secrets(folder: Path, keys: Iterable[str]) -> None:
    """Replace the file as a whole: a process that is killed leaves the old or the new."""
    path = folder / SECRET_FILE
    _write_beside(path, keys).replace(path)


def _write_beside(path: Path, keys: Iterable[str]) -> Path:
    """Write keys, as they survive a loss of power, into a file beside theirs."""
    beside = _beside(path)
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return beside


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")
