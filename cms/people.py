"""What plugins say of people: where they belong, and what they must still do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """What somebody must still do: ``owner_id`` is a person's or organisation's item.

    ``words`` say what, when it is not the whole item; ``due`` is the last day,
    None when no day is set.
    """

    owner_id: int
    words: str = ""
    due: dt.date | None = None


@dataclass(frozen=True)
class Affiliation:
    """Says to which organisations people belong.

    ``organisations_of`` takes the id of a person's item and a day, and returns
    the ids of the organisations that the person belongs to on that day. It
    answers from what is live: what it returns may read what is limited to it.
    """

    name: str
    organisations_of: Callable[[int, dt.date], Iterable[int]]
