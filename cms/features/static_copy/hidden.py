"""Taking out at once what readers may no longer see, before all is made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from cms.accounts.permissions import ANONYMOUS
from cms.content.spine.access import visible
from cms.content.spine.media_access import for_everyone
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.static_copy.addresses import list_of
from cms.features.static_copy.state import KEPT, LEFT, MADE, READY, State
from cms.media.models import Media


ITEM_PAGE: Final = "pages.item"
_AT_ONCE: Final = 500
_MEDIUM: Final = re.compile(r"/media/([0-9]{1,15})/")


def remove_hidden(state: State) -> int:
    """Remove the files of items and media that not everybody may see now.

    Returns how many. Lists that name them follow with the run.
    """
    removed = 0
    files = state.files()
    while some := list(islice(files, _AT_ONCE)):
        hidden = set(_hidden(one.address for one in some))
        with state.batch():
            for one in some:
                if one.address in hidden:
                    state.drop_file(one.file)
                    removed += 1
    return removed


def leave_hidden(state: State) -> int:
    """Leave out of the run what was public when it was asked for, and is not now."""
    left, last = 0, 0
    query = (
        "SELECT id, address FROM pages WHERE id > ? AND state IN (?, ?, ?)"
        " ORDER BY id LIMIT ?"
    )
    while rows := state.db.execute(
        query, (last, MADE, READY, KEPT, _AT_ONCE)
    ).fetchall():
        last = rows[-1][0]
        hidden = set(_hidden(address for _id, address in rows))
        found = [(LEFT, "hidden", key) for key, address in rows if address in hidden]
        with state.batch():
            state.db.executemany(
                "UPDATE pages SET state = ?, reason = ?, file = NULL WHERE id = ?",
                found,
            )
        left += len(found)
    return left


def _hidden(addresses: Iterable[str]) -> Iterator[str]:
    """Yield those addresses of items and media that not everybody may see."""
    adapter = current_app.url_map.bind("")
    items: dict[str, str] = {}
    media: dict[str, int] = {}
    for address in addresses:
        path, _number = list_of(address)
        if _shows_an_item(adapter, path):
            items[address] = path
        elif found := _MEDIUM.match(address):
            media[address] = int(found[1])
    if items:
        query = select(Item.path).where(
            Item.path.in_(set(items.values())), visible(ANONYMOUS, archived=True)
        )
        public = set(db.session.scalars(query))
        yield from (address for address, path in items.items() if path not in public)
    if media:
        shown = select(Media.id).where(
            Media.id.in_(set(media.values())), for_everyone(archived=False)
        )
        seen = set(db.session.scalars(shown))
        yield from (address for address, key in media.items() if key not in seen)
    db.session.rollback()


def _shows_an_item(adapter: MapAdapter, path: str) -> bool:
    """Tell whether an address is that of an item, whether there is one or not."""
    try:
        endpoint, _values = adapter.match(path)
    except (HTTPException, RequestRedirect):
        return False
    return bool(endpoint == ITEM_PAGE)
