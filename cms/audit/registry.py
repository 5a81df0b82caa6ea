"""Where rooms register the words for the audit actions that they record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


_words: dict[str, Any] = {}
_rooms: dict[str, Any] = {}

#: Words (lazily translated) of every declared action; read only.
ACTIONS: Mapping[str, Any] = MappingProxyType(_words)


def declare(words: Mapping[str, Any], **rooms: Any) -> None:
    """Register titles of audit actions, beside the code that records them.

    ``words`` has for each action (``"item.publish"``) the end of a sentence
    that begins with a name ("published it"). ``rooms`` names the first words
    of actions, for choosing them from a list (``media=_l("Media library")``).
    """
    _words.update(words)
    _rooms.update(rooms)


def action_words(action: str) -> str:
    """Return what somebody did in words; the action itself when no part knows it."""
    return str(_words.get(action, action))


def room_name(room: str) -> str:
    """Return the name of the first word of actions; itself when no part knows it."""
    return str(_rooms.get(room, room))
