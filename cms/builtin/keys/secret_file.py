"""The file of the site's secret keys, which only its owner can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cms.config import SECRET_FILE


def create_secret(folder: Path) -> bool:
    """Write a new secret key that only its owner can read; keep one that is there."""
    path = folder / SECRET_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return True


def write_secrets(folder: Path, keys: Iterable[str]) -> None:
    """Replace the file as a whole: a process that is killed leaves the old or the new."""
    beside = folder / f"{SECRET_FILE}.new"
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / SECRET_FILE)
