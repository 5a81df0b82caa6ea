"""What is said of an upload that was taken, though not all of it."""

from __future__ import annotations

from flask_babel import gettext as _

from cms.media.service import StagedUpload


def note_on(staged: StagedUpload) -> str:
    """Return what its owner should know of a picture; nothing for most."""
    if not staged.taken.several:
        return ""
    return _(
        "%(name)s moves or has several pages; only its first picture was kept.",
        name=staged.filename,
    )
