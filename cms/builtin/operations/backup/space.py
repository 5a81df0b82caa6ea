"""A disk that is full while a backup is made or restored: said in words, with a way out."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cms.errors import CmsError


_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def room_in(folder: Path, otherwise: str) -> Iterator[None]:
    """Turn "no space left" within the block into CmsError.

    Its message names the folder, what is free there, and ``otherwise``: what is
    as it was, and what to do.
    """
    try:
        yield
    except Exception as error:
        if not _is_full(error):
            raise
        free = shutil.disk_usage(folder).free / 1024 / 1024
        raise CmsError(
            f"The disk of {folder} is full ({free:.0f} MB are free). {otherwise}"
        ) from error


def _is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came from, is that of a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error):
            name = getattr(error, "sqlite_errorname", None) or ""
            return name.startswith("SQLITE_FULL")
        error = error.__cause__ or error.__context__
    return False
