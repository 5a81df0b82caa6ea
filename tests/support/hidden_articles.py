"""What a test hides from a writer: a title, and pictures to upload."""

from __future__ import annotations

import io

from PIL import Image


SECRET = "Vụ việc chưa công bố"
BUNDLED = ("directory", "news", "conferences", "inspections", "reports")


def picture(seed: int = 0) -> io.BytesIO:
    """Return a small picture; each seed gives other bytes."""
    stream = io.BytesIO()
    Image.new("RGB", (320, 200), (seed, 40, 60)).save(stream, "PNG")
    return io.BytesIO(stream.getvalue())
