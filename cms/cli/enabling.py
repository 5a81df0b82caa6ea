"""Switching several plugins on from the shell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cms.actors import Actor
from cms.errors import NotFound, Refused
from cms.plugins.state import enable


def enable_in_turn(actor: Actor, names: Sequence[str]) -> Iterator[str]:
    """Switch plugins on in this order; yield the name of each that is on now.

    One trial is for all of them. When it fails each has its own, so that the
    reason names its plugin, and those before it are on. Raises as ``enable``.
    """
    try:
        enable(actor, *names)
    except (NotFound, Refused):
        if len(names) == 1:
            raise
        for name in names:
            enable(actor, name)
            yield name
    else:
        yield from names
