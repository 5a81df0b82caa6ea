"""Pictures of the library, as in tests/media, and somebody who only writes."""

from __future__ import annotations

from tests.media.photos.conftest import plugins, put, writer


__all__ = ["plugins", "put", "writer"]
