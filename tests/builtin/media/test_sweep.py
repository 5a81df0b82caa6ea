"""Bytes that no row points at go after a day."""

from __future__ import annotations

from collections.abc import Callable

from cms.build_context import Build
from cms.builtin.media.sweep import sweep
from cms.media import Media
from cms.media.storage import MASTER, storage


def test_bytes_without_a_row_are_swept_after_a_day(
    site: Build, put: Callable[..., Media]
) -> None:
    media = put()
    stray = site.config.media_dir / "ab" / ("ab" * 32)
    stray.mkdir(parents=True)
    (stray / MASTER).write_bytes(b"x")
    assert sweep() == 0
    assert sweep(older_than=-1) == 1
    assert storage().path(media.store_key, MASTER).exists()
