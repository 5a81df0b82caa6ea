"""Removing stored files without a row: uploads whose transaction was rolled back."""

from __future__ import annotations

import time

from sqlalchemy import select

from cms.builtin.media.removal import purge
from cms.extensions import db
from cms.media.models import Media
from cms.media.storage import storage


A_DAY = 24 * 3600.0


def sweep(older_than: float = A_DAY) -> int:
    """Remove folders of unknown keys and old temporary files; return how many."""
    known = set(db.session.scalars(select(Media.store_key)))
    before = time.time() - older_than
    store = storage()
    store.forget_scratch(before)
    strays = [
        key
        for key, changed in store.everything()
        if changed < before and key not in known
    ]
    for key in strays:
        store.remove(key)
    return len(strays)


def sweep_job() -> None:
    """Empty the trash of what is due and sweep, as a periodic job."""
    purge()
    sweep()
