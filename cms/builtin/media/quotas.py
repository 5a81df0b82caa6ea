"""How much may be uploaded: by one person, and for the whole site."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from sqlalchemy import func, select

from cms.accounts.current import current_user
from cms.build_context import current_build
from cms.builtin.operations.options import operations
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.media import Media


MEGABYTE = 1024 * 1024


def check_quotas() -> None:
    """Raise Refused when files come for which there is no room; before each view.

    Whichever view takes them. Files in the trash count until they are gone.
    """
    if not request.files or not current_user.is_authenticated:
        return
    options = operations(current_build().config)
    own, whole = options.uploads_of_person_mb, options.uploads_of_site_mb
    if own and (used := _too_full(own, current_user.id)) is not None:
        words = _(
            "Your files take %(used)d of %(most)d MB. Delete some in the media"
            " library, or ask an administrator for more.",
            used=used,
            most=own,
        )
        raise Refused([Problem(words, "file")])
    if whole and (used := _too_full(whole, None)) is not None:
        words = _(
            "The files of this site take %(used)d of %(most)d MB. Tell whoever runs"
            " the server.",
            used=used,
            most=whole,
        )
        raise Refused([Problem(words, "file")])


def _too_full(most: int, person_id: int | None) -> int | None:
    """Return how many MB are used when what comes would be too much, else None."""
    used = bytes_of(person_id)
    too_full = used + (request.content_length or 0) > most * MEGABYTE
    return -(-used // MEGABYTE) if too_full else None


def bytes_of(person_id: int | None) -> int:
    """Return how much the files of a person take, or those of all (None)."""
    query = select(func.coalesce(func.sum(Media.size), 0))
    if person_id is not None:
        query = query.where(Media.created_by_id == person_id)
    return int(db.session.scalar(query) or 0)
