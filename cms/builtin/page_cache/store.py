"""Kept pages within a number of bytes: those asked for again stay longest."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from cms.builtin.page_cache.keys import Place, Values, values_of
from cms.builtin.page_cache.representations import Page


Key = tuple[Place, Values]
# What was asked for once has this part: a flood of addresses pushes out no other.
NEW_PART = 4


class Store:
    """Pages of one moment; whoever notices that the moment is over clears it.

    ``names`` of a place are those of its query that a page there has asked for:
    no other part of the query tells two of its pages apart.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._new: OrderedDict[Key, Page] = OrderedDict()
        self._proven: OrderedDict[Key, Page] = OrderedDict()
        self._places: dict[Place, tuple[frozenset[str] | None, set[Values]]] = {}
        self._weights = {True: 0, False: 0}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._new) + len(self._proven)

    @property
    def weight(self) -> int:
        """How many bytes the pages take at most."""
        return sum(self._weights.values())

    def find(self, place: Place, query: str, now: float) -> Page | None:
        """Return the page of a request, if it is kept and still holds."""
        known = self._places.get(place)
        if known is None:
            return None
        key = (place, values_of(query, known[0]))
        with self._lock:
            page = self._proven.get(key)
            if page is not None:
                self._proven.move_to_end(key)
            else:
                page = self._new.pop(key, None)
                if page is None:
                    return None
                self._weights[False] -= page.weight
                self._insert(key, page, proven=True)
            if page.until > now:
                return page
            self._remove(key)
            return None

    def keep(
        self, place: Place, query: str, names: frozenset[str] | None, page: Page
    ) -> None:
        """Keep a page for whoever sends the same values of ``names``.

        With None its view has looked at the whole query: then it is kept for
        requests without one only.
        """
        if names is None and query:
            return
        with self._lock:
            before, there = self._places.get(place, (frozenset(), set()))
            known = None if names is None or before is None else before | names
            if known is None and query:
                return
            values = values_of(query, known)
            key = (place, values)
            self._remove(key)
            _names, there = self._places.get(place, (None, there))
            self._places[place] = (known, there)
            there.add(values)
            self._insert(key, page, proven=False)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._new.clear()
            self._proven.clear()
            self._places.clear()
            self._weights = {True: 0, False: 0}

    def _insert(self, key: Key, page: Page, *, proven: bool) -> None:
        area = self._proven if proven else self._new
        most = self.limit // NEW_PART
        most = self.limit - most if proven else most
        area[key] = page
        self._weights[proven] += page.weight
        while self._weights[proven] > most and area:
            self._remove(next(iter(area)))

    def _remove(self, key: Key) -> None:
        for proven, area in ((True, self._proven), (False, self._new)):
            page = area.pop(key, None)
            if page is not None:
                self._weights[proven] -= page.weight
        place, values = key
        known = self._places.get(place)
        if known is not None:
            known[1].discard(values)
            if not known[1]:
                del self._places[place]
