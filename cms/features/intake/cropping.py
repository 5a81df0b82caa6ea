"""Pictures as the document shows them: what was cut off is gone, turned ones stand so."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from PIL import Image

from cms.errors import Refused
from cms.features.intake.markup import child_of
from cms.media.images import FORMATS, check_size


_WHOLE: Final = 100_000  # DrawingML counts thousandths of a percent
_SIDES: Final = ("left", "top", "right", "bottom")
_TURNS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_ROTATION = re.compile(r"(?:^|;)\s*rotation\s*:\s*(-?\d{1,9})(fd)?", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """What of a picture is shown: shares cut off its sides, quarter turns, mirrors."""

    cut: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    turn: int = 0
    flip: tuple[bool, bool] = (False, False)


def frame_of(drawing: Element, blip: Element) -> Frame:
    """Return how a drawing shows the picture of ``blip``."""
    fill = next((one for one in drawing.iter() if blip in list(one)), None)
    if blip.tag == "v:imagedata":
        given = [blip.get(f"crop{side}", "") for side in _SIDES]
        shape = fill if fill is not None else drawing
        turned = _ROTATION.search(shape.get("style", ""))
        degrees = int(turned[1]) / (65536 if turned[2] else 1) if turned else 0
        return Frame(_cuts([_vml_share(one) for one in given]), _quarters(degrees))
    rectangle = child_of(fill, "a:srcRect")
    given = [
        rectangle.get(side[0], "") if rectangle is not None else "" for side in _SIDES
    ]
    place = next(drawing.iter("a:xfrm"), Element("none"))
    turn = place.get("rot", "0")
    degrees = int(turn) / 60_000 if re.fullmatch(r"-?\d{1,10}", turn) else 0
    flips = (place.get(name) in ("1", "true") for name in ("flipH", "flipV"))
    horizontal, vertical = flips
    shares = [_share(one) for one in given]
    return Frame(_cuts(shares), _quarters(degrees), (horizontal, vertical))


def _cuts(shares: list[float]) -> tuple[float, float, float, float]:
    # Negative shares leave a border around the picture.
    left, top, right, bottom = (max(0.0, one) for one in shares)
    return left, top, right, bottom


def _share(given: str) -> float:
    if re.fullmatch(r"-?\d{1,9}", given):
        return int(given) / _WHOLE
    # In files by the strict standard: "12.5%".
    percent = re.fullmatch(r"(-?\d{1,4}(?:\.\d{1,9})?)%", given)
    return float(percent[1]) / 100 if percent else 0.0


def _vml_share(given: str) -> float:
    fixed = re.fullmatch(r"(-?\d{1,9})f", given)
    if fixed:
        return int(fixed[1]) / 65536
    plain = re.fullmatch(r"(-?(?:\d{1,4})?\.?\d{1,9})(%)?", given)
    return float(plain[1]) / (100 if plain[2] else 1) if plain else 0.0


def _quarters(degrees: float) -> int:
    """Return quarter turns in degrees; a photo that hangs a little askew hangs straight."""
    return round(degrees / 90) % 4 * 90


def framed(data: bytes, frame: Frame) -> bytes | None:
    """Return the picture as ``frame`` shows it; None when that cannot be made."""
    if frame == Frame():
        return data
    left, top, right, bottom = frame.cut
    if left + right >= 1 or top + bottom >= 1:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            check_size(*image.size)
            width, height = image.size
            box = (
                round(width * left),
                round(height * top),
                max(round(width * (1 - right)), round(width * left) + 1),
                max(round(height * (1 - bottom)), round(height * top) + 1),
            )
            kept = {
                name: image.info[name]
                for name in ("icc_profile", "exif")
                if image.info.get(name)
            }
            jpeg = image.format == "JPEG"
            shown = image.crop(box)
        for flipped, way in zip(frame.flip, (0, 1), strict=True):
            shown = shown.transpose(Image.Transpose(way)) if flipped else shown
        if frame.turn:
            shown = shown.transpose(_TURNS[frame.turn])
        stream = io.BytesIO()
        if jpeg:
            shown.save(stream, "JPEG", quality=95, **kept)
        else:
            shown.save(stream, "PNG", icc_profile=kept.get("icc_profile"))
    except (
        Refused,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        RuntimeError,
        Image.DecompressionBombError,
    ):
        return None
    return stream.getvalue()
