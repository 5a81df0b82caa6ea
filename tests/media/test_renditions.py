"""Pages get pictures in fitting sizes, made once, never larger than the original."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from cms.build_context import Build
from cms.media import Media, file_link, picture
from cms.media.renditions import fitting, make_renditions, rendition, widths_of
from cms.media.storage import storage
from tests.media.conftest import office_bytes, picture_bytes


@pytest.mark.parametrize(
    ("width", "offered"),
    [
        (200, [200]),
        (320, [320]),
        (700, [320, 640, 700]),
        (1600, [320, 640, 960, 1600]),
        (3000, [320, 640, 960, 1600]),
    ],
)
def test_no_rendition_is_wider_than_the_picture(width: int, offered: list[int]) -> None:
    assert widths_of(Media(width=width)) == offered


def test_standard_sizes_beyond_the_picture_give_the_whole_and_odd_ones_nothing() -> (
    None
):
    media = Media(width=700)
    assert fitting(media, 640) == 640
    assert fitting(media, 1600) == 700
    assert fitting(media, 699) is None


def test_the_job_makes_every_size_and_may_run_twice(
    site: Build, put: Callable[..., Media]
) -> None:
    media = put(data=picture_bytes(size=(700, 350)))
    site.registry.jobs["core.renditions"].run(media_id=media.id)
    folder = storage().path(media.store_key, "x").parent
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    make_renditions(media.id)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert {"320.avif", "640.webp", "700.jpg"} <= before.keys()
    with Image.open(folder / "640.webp") as image:
        assert image.size == (640, 320)


def test_two_who_ask_at_once_get_one_rendition(
    site: Build, put: Callable[..., Media]
) -> None:
    media = put(data=picture_bytes(size=(1200, 800)))

    def ask(_number: int) -> bytes:
        with site.app.app_context():
            return rendition(media, 960, "webp").read_bytes()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(ask, range(4)))
    assert len(answers) == 1


def test_transparent_pictures_fall_back_to_png(put: Callable[..., Media]) -> None:
    media = put("a.png", picture_bytes("PNG", (400, 400), "RGBA"))
    assert 'src="/media/1/400.png"' in picture(media)
    with Image.open(rendition(media, 320, "avif")) as image:
        assert image.mode == "RGBA"


def test_a_picture_offers_sizes_formats_and_its_description(
    put: Callable[..., Media],
) -> None:
    media = put(data=picture_bytes(size=(700, 350)), alt='Hội "nghị"')
    html = picture(media, "50vw", class_="lead")
    assert html.startswith('<picture class="lead"><source type="image/avif" srcset="')
    assert f"/media/{media.id}/640.webp 640w" in html
    assert 'width="700" height="350" alt="Hội &#34;nghị&#34;" loading="lazy"' in html
    assert 'sizes="50vw"' in html
    assert 'alt=""' in picture(media, alt="")
    assert "loading" not in picture(media, priority=True)


def test_the_focal_point_becomes_a_class(put: Callable[..., Media]) -> None:
    media = put()
    assert "focus-" not in picture(media)
    media.focal_x, media.focal_y = 10, 90
    assert 'class="focus-x-10 focus-y-90"' in picture(media)
    media.focal_x, media.focal_y = 37, 4
    html = picture(media)
    assert 'class="focus-x-30 focus-x-plus-7 focus-y-0 focus-y-plus-4"' in html


def test_a_picture_that_is_gone_leaves_nothing(site: Build) -> None:
    assert picture(99) == ""
    assert picture(None) == ""
    assert file_link(99) is None


def test_a_file_says_its_kind_and_size(put: Callable[..., Media]) -> None:
    media = put("báo cáo.docx", office_bytes())
    assert file_link(media, "Báo cáo") == (
        f'<a href="/media/{media.id}/tep/b%C3%A1o%20c%C3%A1o.docx">Báo cáo</a>'
        ' <span class="file-meta">(Word, 1 KB)</span>'
    )
