"""Check a picture before it is set out: its kind, its bytes, its words."""

from __future__ import annotations

import io

from flask_babel import gettext as _
from PIL import Image

from cms.documents.composed import Line, Picture
from cms.documents.model import Figure
from cms.documents.profile import Profile
from cms.documents.runs import line, runs_of
from cms.errors import Problem, Refused


MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


def compose_picture(figure: Figure, profile: Profile) -> Picture:
    """Return a picture that every format can show; raises ``Refused`` for another."""
    caption = runs_of(figure.caption)
    widest = profile.page.text_width
    width, height, media_type = _measure(figure)
    # It stays on one page with a line of caption.
    tallest = profile.page.height - profile.page.top - profile.page.bottom - 20
    wanted = min(max(figure.width_mm, 5.0), widest, tallest * width / height)
    return Picture(
        data=figure.data,
        media_type=media_type,
        alt=line(figure.alt),
        caption=Line("caption", caption) if caption else None,
        width=round(wanted, 2),
    )


def _measure(figure: Figure) -> tuple[int, int, str]:
    """Return width and height in pixels and the media type."""
    problem = Problem(
        _(
            "The picture “%(words)s” cannot be put into the document. "
            "Use a PNG or JPEG file of at most %(megabytes)d MB and"
            " %(pixels)d million pixels.",
            words=line(figure.alt or figure.caption)[:80],
            megabytes=MAX_BYTES // 10**6,
            pixels=MAX_PIXELS // 10**6,
        ),
        field="body",
    )
    try:
        with Image.open(io.BytesIO(figure.data), formats=list(_MEDIA_TYPES)) as image:
            small = image.width * image.height <= MAX_PIXELS
            if not small or len(figure.data) > MAX_BYTES:
                raise Refused([problem])
            image.load()
            return image.width, image.height, _MEDIA_TYPES[image.format or ""]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused([problem]) from error
