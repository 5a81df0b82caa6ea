"""A drop made into drafts: all of it, or nothing where nothing is good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Final

from flask_babel import gettext as _, ngettext

from cms.actors import Actor
from cms.build_context import current_build
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import working_revision
from cms.database.transaction import release, transaction
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.features.intake.arrived import Arrived, Version
from cms.features.intake.draft import Draft, holds_text
from cms.features.intake.photos import Photos
from cms.features.intake.reading import read_docx
from cms.media.images import picture_format
from cms.media.kinds import IMAGES, extension_of, refuse, refuse_extension
from cms.richtext import EMPTY_DOC


NAMES: Final = {"tcvn3": "TCVN3", "vni": "VNI", "viscii": "VISCII"}
_ZIP: Final = b"PK\x03\x04"
#: Under these names new Word files are met, too.
_MISNAMED: Final = ("", "doc", "dot", "dotx", "rtf", "zip")
_WITH_MACROS: Final = ("docm", "dotm")
_OTHER_TEXTS: Final = ("doc", "dot", "dotx", "rtf", "odt", "ott", "pages", "wps", "pdf")


@dataclass(frozen=True)
class Upload:
    """A file of a drop: its name and what reads it."""

    filename: str
    stream: IO[bytes]


@dataclass
class Dropped:
    """What came of a drop: drafts, files that were refused with the reason, warnings."""

    items: list[Item] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    conversion_note: str = ""


def drop(actor: Actor, type_name: str, uploads: Iterable[Upload]) -> Dropped:
    """Make a draft of each Word file; loose photos go with the first.

    Files that cannot be taken are named in ``refused`` and the others are
    kept; without a good one nothing is made. Rows and drafts are one
    transaction, and a failure leaves no bytes behind. Raises Forbidden.
    """
    if not access.may(actor, access.WRITE, type_name):
        raise Forbidden(_("You may not create this kind of content."))
    if not holds_text(current_build().registry.content_types[type_name]):
        raise Forbidden(_("This kind of content has no place for a text."))
    release()
    dropped = Dropped()
    photos = Photos(actor)
    documents: list[Arrived] = []
    try:
        for one in uploads:
            _take(one, documents, photos, dropped)
        drafts: list[tuple[Arrived | None, dict[int, int]]] = [
            (document, photos.of_document(document)) for document in documents
        ]
        if photos.loose and not drafts:
            drafts.append((None, {}))
        if drafts:
            dropped.warnings += photos.warnings
            with transaction():
                _make(actor, type_name, drafts, photos, dropped)
    except BaseException:
        photos.forget()
        raise
    return dropped


def _take(
    one: Upload, documents: list[Arrived], photos: Photos, dropped: Dropped
) -> None:
    """Read one file of a drop, or note why not; its content counts before its name."""
    extension = extension_of(one.filename)
    head = one.stream.read(32)
    one.stream.seek(0)
    try:
        if picture_format(head) or extension in IMAGES:
            photos.take_loose(one.filename, one.stream)
        elif extension == "docx" or (head.startswith(_ZIP) and extension in _MISNAMED):
            limit = current_build().config.max_upload_mb * 1024 * 1024
            document = read_docx(one.stream, limit)
            documents.append(document)
            dropped.warnings += document.warnings
        elif extension in _WITH_MACROS:
            raise refuse_extension(extension)
        elif extension in _OTHER_TEXTS:
            message = _(
                "Please open this file in Word or LibreOffice, save it as .docx and "
                "drop that."
            )
            raise refuse(message)
        else:
            message = _("Only Word files (.docx) and pictures can be dropped here.")
            raise refuse(message)
    except Refused as refusal:
        dropped.refused.append((one.filename, str(refusal.problems[0].message)))


def _make(
    actor: Actor,
    type_name: str,
    drafts: list[tuple[Arrived | None, dict[int, int]]],
    photos: Photos,
    dropped: Dropped,
) -> None:
    """Write pictures and drafts."""
    ids = photos.enter()
    for place, (document, staged) in enumerate(drafts):
        loose = [ids[index] for index in photos.loose] if not place else []
        own = {number: ids[index] for number, index in staged.items()}
        draft = Draft(type_name, photos.is_wide, loose, own)
        item = _written(actor, draft, document)
        dropped.items.append(item)
        if document and document.encodings and not dropped.conversion_note:
            dropped.conversion_note = conversion_note(document.encodings)


def _written(actor: Actor, draft: Draft, document: Arrived | None) -> Item:
    """Make the draft; what was not in Unicode stays in its history as it came."""
    if document is None or document.as_it_came is None:
        version = document.version if document else Version("", "", EMPTY_DOC)
        return service.create(actor, draft.type_name, draft.data(version))
    item = service.create(actor, draft.type_name, draft.data(document.as_it_came))
    came = working_revision(item.id)
    if came is not None:
        came.note = conversion_note(document.encodings)
    db.session.flush()
    return service.save(actor, item.id, draft.data(document.version), item.version)


def conversion_note(encodings: list[str]) -> str:
    """Return in words what was turned into Unicode."""
    found = []
    for name, count in Counter(encodings).most_common():
        encoding = NAMES.get(name) or _("double-encoded text")
        found.append(
            ngettext(
                "%(num)d paragraph was converted from %(encoding)s.",
                "%(num)d paragraphs were converted from %(encoding)s.",
                count,
                encoding=encoding,
            )
        )
    return " ".join(found)
