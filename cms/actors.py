"""Whoever does something: what services and permission checks know of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol


if TYPE_CHECKING:
    from cms.accounts.models import Grant


class Identity(Protocol):
    """In whose name something was done: an account, a guest, or the site itself."""

    @property
    def id(self) -> int | None:
        """The id of the account; None when there is none."""

    @property
    def name(self) -> str:
        """What people call them."""


class Actor(Identity, Protocol):
    """Who asks or acts: a ``User``, or one of ``ANONYMOUS`` and ``SYSTEM``."""

    @property
    def username(self) -> str:
        """What they log in with; "" for a visitor."""

    @property
    def is_active(self) -> bool:
        """Whether they may do anything: false for a visitor and a closed account."""

    @property
    def grants(self) -> Sequence[Grant]:
        """The roles that they hold."""
