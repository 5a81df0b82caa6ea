"""Which files may be uploaded, by extension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from cms.errors import Problem, Refused


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is shown, served and looked into."""

    mime: str
    check: str
    label: str


IMAGES: Final = frozenset(
    {"jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif"}
    | {"heic", "heif", "tif", "tiff", "bmp"}
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
FILES: Final = {
    "pdf": Kind("application/pdf", "pdf", "PDF"),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", "zip", "Word"),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", "zip", "Excel"),
    "odt": Kind(f"{_ODF}.text", "zip", "ODT"),
    "ods": Kind(f"{_ODF}.spreadsheet", "zip", "ODS"),
    "csv": Kind("text/csv; charset=utf-8", "text", "CSV"),
    "txt": Kind("text/plain; charset=utf-8", "text", "TXT"),
}
ACCEPT: Final = ",".join(f".{name}" for name in [*sorted(IMAGES), *FILES])


def extension_of(filename: str) -> str:
    """Return what stands behind the last point, in small letters."""
    _name, point, extension = filename.rpartition(".")
    return extension.translate(_SMALL) if point else ""


# Extensions are ASCII, no text of people's.
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def refuse(message: str) -> Refused:
    """Return the refusal of an upload, to be raised."""
    return Refused([Problem(message, "file")])


def refuse_extension(extension: str) -> Refused:
    """Return the refusal of a file whose kind is not on the list, with what to do."""
    if extension in ("svg", "svgz"):
        message = _("SVG files can hold scripts. Please save the picture as PNG.")
    elif extension in ("docm", "xlsm", "dotm", "xltm"):
        message = _(
            "Files with macros are not accepted. Please save it without macros."
        )
    elif extension in ("doc", "dot", "xls", "rtf"):
        message = _("Please save this file in the current format (DOCX, XLSX or PDF).")
    else:
        message = _(
            "Files of this kind are not accepted. Accepted are pictures (JPEG, PNG,"
            " GIF, WebP, AVIF, HEIC, TIFF, BMP), PDF, DOCX, XLSX, ODT, ODS, CSV and TXT."
        )
    return refuse(message)
