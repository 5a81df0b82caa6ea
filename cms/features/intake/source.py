"""One Word file while it is read: its parts, its pictures, what was found amiss."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from cms.features.intake.cropping import Frame, framed
from cms.features.intake.markup import too_long
from cms.features.intake.model import Shown
from cms.features.intake.numbering import Numbering
from cms.features.intake.package import Package, Relation
from cms.features.intake.styles import Styles
from cms.media.images import picture_format
from cms.media.kinds import IMAGES, extension_of


MAX_PICTURES: Final = 200
_EXTENSIONS: Final = {"JPEG": "jpg", "HEIF": "heic", "TIFF": "tif"}
_WHOLE: Final = Frame()
# What programs write where a person should have said what a picture shows.
_NO_ALT = re.compile(
    r"(?i)\s*(?:[\w .-]+\.(?:jpe?g|png|gif|webp|bmp|tiff?|emf|wmf)|(?:picture|image|"
    r"graphic|ảnh|hình|hình ảnh|object|img)[ _]*\d*|[a-z]:\\.*|https?:.*|.*(?:"
    r"automatically generated|ai-generated|được tạo tự động).*)\s*",
    re.DOTALL,
)


@dataclass
class Kept:
    """A picture that was taken out of the file."""

    data: bytes
    filename: str


@dataclass
class Source:
    """What the readers of lines and blocks share."""

    package: Package
    styles: Styles
    numbering: Numbering
    relations: dict[str, Relation] = field(default_factory=dict)
    pictures: list[Kept] = field(default_factory=list)
    by_part: dict[tuple[str, Frame], int] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, package: Package) -> Source:
        """Open a package's document."""
        styles = Styles(package.tree(package.part("styles")))
        numbering = Numbering(package.tree(package.part("numbering")))
        return cls(package, styles, numbering, package.relations(package.main))

    def warn(self, sentence: str) -> None:
        """Tell the person something, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def picture(
        self, relation_id: str | None, properties: Element | None, frame: Frame = _WHOLE
    ) -> Shown | None:
        """Return the picture that a relation names; None, with a warning, if we can't.

        What ``frame`` cuts off is not kept: the author has hidden it.
        """
        relation = self.relations.get(relation_id or "")
        if relation is None:
            return None
        if relation.external or relation.target not in self.package.names:
            self.warn(_("A picture that is only linked in the Word file was left out."))
            return None
        place = (relation.target, frame)
        if place not in self.by_part:
            filename = posixpath.basename(relation.target)
            data = framed(self.package.bytes_of(relation.target), frame)
            number = self.keep(data or b"", filename)
            if number is None:
                return None
            self.by_part[place] = number
        alt = properties.get("descr", "") if properties is not None else ""
        decorative = properties is not None and any(
            one.get("val") in ("1", "true")
            for one in properties.iter("adec:decorative")
        )
        alt = "" if decorative or _NO_ALT.fullmatch(alt) else " ".join(alt.split())
        return Shown(self.by_part[place], alt, decorative)

    def keep(self, data: bytes, filename: str) -> int | None:
        """Keep a picture's bytes; return its number, or None for unknown kinds."""
        kind = picture_format(data[:32])
        if kind is None:
            extension = extension_of(filename)
            if extension in IMAGES:
                self.warn(_("A damaged picture in the Word file was left out."))
            else:
                message = _(
                    "A picture in the format %(format)s was left out: please save it"
                    " as JPEG or PNG and add it.",
                    format=extension or "?",
                )
                self.warn(message)
            return None
        if len(self.pictures) >= MAX_PICTURES:
            raise too_long()
        stem = filename.rpartition(".")[0] or filename
        self.pictures.append(
            Kept(data, f"{stem}.{_EXTENSIONS.get(kind, kind.lower())}")
        )
        return len(self.pictures)
