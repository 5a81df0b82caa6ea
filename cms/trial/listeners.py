"""Listeners that a plugin registers with SQLAlchemy: no build can take them back."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from sqlalchemy import event
from sqlalchemy.event import api


OWN = "sqlalchemy"


@contextmanager
def noted_listeners(packages: Collection[str]) -> Iterator[list[str]]:
    """Note while the block runs what ``packages`` listen to, themselves or by a library.

    Yields a list that fills: what is said of each, with its place. SQLAlchemy
    listens to itself for relationships and validators; that is not counted.
    For a process of its own: everybody's calls are watched.
    """
    found: list[str] = []
    listen = api.listen

    def watched(target: Any, identifier: str, fn: Any, *args: Any, **kw: Any) -> None:
        if place := _place(sys._getframe(1), packages):
            name = getattr(target, "__name__", type(target).__name__)
            found.append(
                f"{place} listens to '{identifier}' of {name}, which no build can undo"
            )
        listen(target, identifier, fn, *args, **kw)

    replaced = ((api, watched), (event, watched))
    for module, function in replaced:
        module.listen = function  # type: ignore[attr-defined] # the same signature
    try:
        yield found
    finally:
        for module, _function in replaced:
            module.listen = listen  # type: ignore[attr-defined] # as it was


def _place(caller: FrameType, packages: Collection[str]) -> str:
    """Return where in ``packages`` the call comes from; "" when it is not their doing."""
    frame: FrameType | None = caller
    while frame is not None and _module(frame) == api.__name__:
        frame = frame.f_back  # the decorator, which calls the function
    if frame is None or _module(frame).partition(".")[0] == OWN:
        return ""
    while frame is not None:
        if _module(frame).partition(".")[0] in packages:
            file = frame.f_code.co_filename.rpartition("/")[2]
            return f"{file}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
