"""Whether the persons shown in a picture have refused its use."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import Problem
from cms.media.models import Media


def refused(session: Session, media_ids: Iterable[int]) -> list[Media]:
    """Return those pictures whose persons have refused to be shown."""
    wanted = set(media_ids)
    if not wanted:
        return []
    query = select(Media).where(Media.id.in_(wanted), Media.consent == "refused")
    return list(session.scalars(query.order_by(Media.id)))


def problems(session: Session, media_ids: Iterable[int]) -> list[Problem]:
    """Return what keeps these pictures from the public."""
    return [
        Problem(
            _(
                "The persons in the picture “%(title)s” have refused its use."
                " Please choose another.",
                title=media.title or media.filename,
            ),
            "image_id",
        )
        for media in refused(session, media_ids)
    ]
