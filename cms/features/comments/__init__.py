"""Comments and suggestions on items."""

from __future__ import annotations

from cms.features.comments.queries import Thread, open_comments, threads
from cms.features.comments.service import (
    accept,
    add,
    decline,
    remove,
    reopen,
    resolve,
)


__all__ = [
    "Thread",
    "accept",
    "add",
    "decline",
    "open_comments",
    "remove",
    "reopen",
    "resolve",
    "threads",
]
