"""Where a photo was taken stays with the photographer; no upload takes all the memory."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from cms.build_context import Build
from cms.errors import Refused
from cms.media import Media
from cms.media.images import HUNGRY
from cms.media.renditions import formats_of, make_renditions, widths_of
from cms.media.storage import MASTER, storage


GPS = 0x8825
MEASURE = """
import resource, sys
from pathlib import Path
from cms.media.images import make_master
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
make_master(Path(sys.argv[1]), Path(sys.argv[2]))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def located(kind: str) -> bytes:
    """A picture of a phone, turned, that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    place = exif.get_ifd(GPS)
    place[1], place[3] = "N", "E"
    place[2] = (IFDRational(21), IFDRational(1), IFDRational(4242, 100))
    place[29] = "2026:11:23"
    stream = io.BytesIO()
    Image.new("RGB", (1000, 500), "teal").save(stream, kind, exif=exif)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_no_byte_that_is_kept_says_where_it_was_taken(
    site: Build, put: Callable[..., Media], kind: str
) -> None:
    data = located(kind)
    assert b"2026:11:23" in data
    media = put(f"dien-thoai.{kind.lower()}", data)
    # It was turned upright before what says so was taken away.
    assert (media.width, media.height) == (500, 1000)
    make_renditions(media.id)
    names = [MASTER]
    names += [f"{w}.{kind}" for w in widths_of(media) for kind in formats_of(media)]
    for name in names:
        path = storage().path(media.store_key, name)
        assert b"2026:11:23" not in path.read_bytes()
        with Image.open(path) as image:
            assert not image.getexif()


def solid(path: Path, pixels: int, **options: Any) -> Path:
    side = int(pixels**0.5)
    Image.new("RGB", (side, side), "navy").save(path, "WEBP", method=0, **options)
    return path


def test_the_hungriest_accepted_picture_stays_within_bounds(tmp_path: Path) -> None:
    source = solid(tmp_path / "a.webp", HUNGRY["WEBP"])
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(source), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert int(done.stdout) < 560


def test_a_larger_one_is_refused_with_what_to_do(
    site: Build, put: Callable[..., Media], tmp_path: Path
) -> None:
    source = solid(tmp_path / "a.webp", HUNGRY["WEBP"] + 100_000)
    with (
        site.app.test_request_context(),
        pytest.raises(Refused) as refusal,
    ):
        put("a.webp", source.read_bytes())
    assert "24" in str(refusal.value.problems[0].message)
