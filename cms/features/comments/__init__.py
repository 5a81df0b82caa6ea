"""What colleagues say about an item while it is being worked on."""

from __future__ import annotations

from cms.features.comments.service import (
    accept,
    add,
    decline,
    remove,
    reopen,
    resolve,
)
from cms.features.comments.threads import Thread, open_comments, threads


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
