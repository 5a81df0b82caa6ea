"""What readers of a PDF get beside its pages, told to staff in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _

from cms.media.pdf import pdf_objects


_LOCKED = re.compile(rb"/Encrypt\b")
_FILES = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)\b")
_PEOPLE = re.compile(rb"/(?:Author|Creator|Company)\s*[(<]\s*[^)>\s]")


def notes_on_pdf(path: Path) -> Iterator[str]:
    """Yield what a PDF that was taken holds; nothing of it is removed.

    A paper may be signed, and writing it anew would break the signature.
    """
    objects = pdf_objects(path)
    if _LOCKED.search(objects):
        yield _("It is encrypted, so it could not be checked for scripts.")
    if _FILES.search(objects):
        yield _("Other files are attached to it.")
    if _PEOPLE.search(objects) or b"<x:xmpmeta" in path.read_bytes():
        yield _("It says who wrote it or with which program.")
