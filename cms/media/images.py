"""Decoding pictures safely and writing them anew, without what else was in the file."""

from __future__ import annotations

import io
import re
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pi_heif
from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from cms.errors import Refused
from cms.media.kinds import refuse


FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP")
#: The formats by how their files begin; what follows in a container is its brand.
_HEADS: Final = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("WEBP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("AVIF", re.compile(rb".{4}ftyp(?:avif|avis)", re.DOTALL)),
    ("HEIF", re.compile(rb".{4}ftyp(?:hei[cmsx]|hev[cx]|mif1|msf1)", re.DOTALL)),
    ("TIFF", re.compile(rb"II[*+]\0|MM\0[*+]")),
    ("BMP", re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)),
)
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 20_000
# Decoders that hold several copies of the whole picture at once: 16 bytes a
# pixel for WebP, 10 for AVIF and for four inks. The others are read in parts
# or smaller.
HUNGRY: Final = {"WEBP": 24_000_000, "AVIF": 32_000_000, "CMYK": 40_000_000}
MASTER_SIDE: Final = 3200
MAX_SCANS: Final = 40
# The largest accepted upload takes up to 560 MB while it is decoded.
_ONE_UPLOAD = threading.BoundedSemaphore(1)
_FEW_RENDITIONS = threading.BoundedSemaphore(2)
# Pillow's own limits are wider; its warning is an error where warnings are.
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's decoders raise for nonsense.
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    IndexError,
    OverflowError,
    TypeError,
    KeyError,
    RuntimeError,  # of AVIF and HEIF
)
pi_heif.register_heif_opener(thumbnails=False)
_SAVE: Final[dict[str, dict[str, Any]]] = {
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
}


# Kinds of masters, and what Pillow says of a file that has nothing but pixels.
_MASTERS: Final = {("PNG", "RGBA"): "image/png", ("JPEG", "RGB"): "image/jpeg"}
_OWN_INFO: Final = {
    "jfif",
    "jfif_version",
    "jfif_unit",
    "jfif_density",
    "progressive",
    "progression",
}


@dataclass(frozen=True)
class Master:
    """What became of an uploaded picture."""

    mime: str
    width: int
    height: int
    #: The upload held more pictures than the first, which alone was kept.
    several: bool = False


def picture_format(head: bytes) -> str | None:
    """Return the format of a file that begins with ``head``; None for no picture."""
    return next((name for name, form in _HEADS if form.match(head)), None)


def make_master(source: Path, target: Path) -> Master:
    """Write the picture of ``source`` to ``target``, upright, in sRGB, without metadata.

    Only the first frame of an animation is kept; more than 3,200 pixels on a
    side become 3,200. Raises Refused for what is no picture or is too large.
    """
    _check_webp(source)
    _check_scans(source)
    with _ONE_UPLOAD, _opened(source) as image:
        picture = _prepared(image)
    extension = "png" if picture.mode == "RGBA" else "jpg"
    save(picture, target, extension, quality=90 if extension == "jpg" else None)
    mime = "image/png" if extension == "png" else "image/jpeg"
    return Master(mime, picture.width, picture.height, _holds_several(source))


def _holds_several(source: Path) -> bool:
    """Tell whether a file moves or has pages; those of a telephone's depth are none."""
    try:
        with _opened(source) as image:
            return getattr(image, "n_frames", 1) > 1 and image.format != "MPO"
    except (*_BROKEN, Refused):
        return False


def read_master(source: Path) -> Master | None:
    """Return what a file is that :func:`make_master` has written; None for others.

    It is decoded whole, within the limits of an upload; it has no metadata.
    Raises Refused for what is no picture or is too large.
    """
    _check_webp(source)
    _check_scans(source)
    with _ONE_UPLOAD, _opened(source) as image:
        try:
            image.load()
        except _BROKEN as error:
            raise _no_picture() from error
        fits = max(image.size) <= MASTER_SIDE and image.info.keys() <= _OWN_INFO
        mime = _MASTERS.get((image.format or "", image.mode))
        if mime is None or not fits:
            return None
        return Master(mime, image.width, image.height)


def make_rendition(master: Path, target: Path, width: int, extension: str) -> None:
    """Write ``master`` to ``target`` with this width, in the format of ``extension``."""
    with _FEW_RENDITIONS, Image.open(master, formats=("JPEG", "PNG")) as image:
        height = max(1, round(image.height * width / image.width))
        image.draft("RGB", (width * 2, height * 2))
        small = image.resize((width, height), Image.Resampling.LANCZOS)
        if extension == "jpg":
            small = small.convert("RGB")
        save(small, target, extension)


def save(
    image: Image.Image, target: Path, extension: str, quality: int | None = None
) -> None:
    """Write ``image`` with the settings of its format and nothing but pixels."""
    options = dict(_SAVE[extension])
    if quality is not None:
        options["quality"] = quality
    with target.open("wb") as file:
        image.save(file, exif=b"", **options)


@contextmanager
def _opened(source: Path) -> Iterator[Image.Image]:
    """Open a picture of a known format whose size is bearable; decode nothing yet."""
    with source.open("rb") as file:
        try:
            image = Image.open(file, formats=FORMATS)
        except _BOMBS as error:
            raise _too_large() from error
        except _BROKEN as error:
            raise _no_picture() from error
        with image:
            kinds = (image.format or "", image.mode)
            check_size(*image.size, min(HUNGRY.get(kind, MAX_PIXELS) for kind in kinds))
            yield image


def check_size(width: int, height: int, pixels: int = MAX_PIXELS) -> None:
    """Raise Refused for a picture that would take too much memory."""
    if width * height > pixels or max(width, height) > MAX_SIDE:
        raise _too_large(pixels)


def _prepared(image: Image.Image) -> Image.Image:
    """Return the decoded picture: small enough, upright, RGB or RGBA, sRGB."""
    try:
        image.draft("RGB", (MASTER_SIDE, MASTER_SIDE))
        image.load()
        check_size(*image.size)
        transparent = _is_transparent(image)
        profile = image.info.get("icc_profile")
        image = _in_eight_bits(image)
        if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
            orientation = image.getexif()
            image = image.convert("RGBA" if transparent else "RGB")
            image.info["exif"] = orientation.tobytes()
        # Smaller first: every step after this makes a copy.
        image.thumbnail((MASTER_SIDE, MASTER_SIDE), reducing_gap=2.0)
        upright = _to_srgb(ImageOps.exif_transpose(image), profile)
        picture = upright.convert("RGBA" if transparent else "RGB")
    except _BROKEN as error:
        raise _no_picture() from error
    picture.info = {}
    if transparent and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of finer steps in 256 of them, from black to white."""
    if image.mode not in ("I", "F", "I;16", "I;16B", "I;16L"):
        return image
    orientation = image.getexif()
    plain = image.convert("F")
    brightest = float(plain.getextrema()[1])  # type: ignore[arg-type] # of one channel
    most = 65535.0 if image.mode != "F" and brightest > 255 else max(brightest, 255.0)
    plain = plain.point(lambda value: value * (255 / most)).convert("L")
    plain.info["exif"] = orientation.tobytes()
    return plain


def _is_transparent(image: Image.Image) -> bool:
    return (
        image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    )


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB; a profile that makes no sense is ignored."""
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return (
            ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _check_webp(source: Path) -> None:
    """Refuse a huge WebP by its header: its decoder takes the memory when opened."""
    with source.open("rb") as file:
        head = file.read(30)
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return
    if head[12:16] == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
        check_size(width, height, HUNGRY["WEBP"])


def _check_scans(source: Path) -> None:
    """Refuse a JPEG of hundreds of passes, each as slow as a whole picture."""
    scans = 0
    with source.open("rb") as file:
        if file.read(2) != b"\xff\xd8":
            return
        while chunk := file.read(1024 * 1024):
            scans += chunk.count(b"\xff\xda")
    if scans > MAX_SCANS:
        raise _no_picture()


def _too_large(pixels: int = MAX_PIXELS) -> Exception:
    return refuse(
        _(
            "This picture has too many pixels. Please make it smaller or save it as"
            " JPEG: up to %(number)d million are accepted here.",
            number=pixels // 1_000_000,
        )
    )


def _no_picture() -> Exception:
    return refuse(_("This file is damaged or is not a picture that we can read."))
