"""Pictures and files to upload, made here so that every byte is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from cms.accounts.permissions import SYSTEM
from cms.build_context import Build
from cms.media import Media, store


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("news",)


def picture_bytes(
    kind: str = "JPEG",
    size: tuple[int, int] = (800, 600),
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    image = Image.new(mode, size, (180, 40, 60, 90)[: len(mode)] if mode != "L" else 90)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def office_bytes(
    extra: dict[str, bytes] | None = None, heart: bytes = b"<w/>"
) -> bytes:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": heart,
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def put(site: Build) -> Callable[..., Media]:
    """``put("a.jpg")``: a new medium of the site."""

    def put(
        name: str = "a.jpg", data: bytes | None = None, actor: Any = SYSTEM, **more: Any
    ) -> Media:
        return store(
            actor, io.BytesIO(picture_bytes() if data is None else data), name, **more
        )

    return put
