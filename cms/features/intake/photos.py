"""The pictures of a drop: checked and kept first, given their rows with the drafts."""

from __future__ import annotations

import io
from typing import IO, Any

from flask_babel import gettext as _

from cms.actors import Actor
from cms.builtin.media.notes import note_on
from cms.errors import Refused
from cms.features.intake.arrived import Arrived
from cms.media.service import StagedUpload, create_media, discard_uploads, stage_upload


class Photos:
    """What was staged so far, by its place; the same picture is kept once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.staged: list[StagedUpload] = []
        self.details: list[dict[str, Any]] = []
        self.loose: list[int] = []
        self.warnings: list[str] = []
        self.ids: list[int] = []

    def take_loose(self, filename: str, stream: IO[bytes]) -> None:
        """Take a picture that lay beside the documents; raises Refused."""
        index = self._take(filename, stream, {})
        if index not in self.loose:
            self.loose.append(index)

    def of_document(self, document: Arrived) -> dict[int, int]:
        """Take the pictures of a document; return their places by their numbers."""
        found: dict[int, int] = {}
        for one in document.pictures:
            details = {
                "alt": one.alt,
                "caption": one.caption,
                "decorative": one.decorative,
            }
            try:
                stream = io.BytesIO(one.data)
                found[one.number] = self._take(one.filename, stream, details)
            except Refused as refusal:
                reason = str(refusal.problems[0].message)
                message = _(
                    "Picture %(number)d of the Word file was left out. %(reason)s",
                    number=one.number,
                    reason=reason,
                )
                self.warnings.append(message)
        return found

    def _take(self, filename: str, stream: IO[bytes], details: dict[str, Any]) -> int:
        new = stage_upload(self.actor, stream, filename)
        if note := note_on(new):
            self.warnings.append(note)
        for index, old in enumerate(self.staged):
            if old.taken.sha256 == new.taken.sha256:
                discard_uploads([new])
                self.details[index] |= {k: v for k, v in details.items() if v}
                return index
        self.staged.append(new)
        self.details.append(details)
        return len(self.staged) - 1

    def enter(self) -> list[int]:
        """Make the rows, in the caller's transaction; return the ids by place."""
        pairs = zip(self.staged, self.details, strict=True)
        self.ids = [
            create_media(self.actor, one, **details).id for one, details in pairs
        ]
        return self.ids

    def is_wide(self, media_id: int) -> bool:
        """Tell whether a picture lies on its long side."""
        taken = self.staged[self.ids.index(media_id)].taken
        return (taken.width or 0) > (taken.height or 0)

    def forget(self) -> None:
        """Remove all bytes: nothing came of the drop."""
        discard_uploads(self.staged)
