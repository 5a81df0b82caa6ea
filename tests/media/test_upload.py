"""What comes in is what it says, small enough, and written anew."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from cms.accounts.permissions import ANONYMOUS
from cms.build_context import Build
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.inputs import file_name
from cms.jobs.models import JobRow
from cms.media import Media
from cms.media.storage import MASTER, storage
from tests.media.conftest import office_bytes, picture_bytes


def files_of(site: Build) -> list[Path]:
    return [path for path in site.config.media_dir.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "JFIF", "exe"]
)
def test_pictures_of_each_format_are_taken(
    put: Callable[..., Media], kind: str
) -> None:
    """The content decides: a photo of another name, or of none, is a photo."""
    named_otherwise = kind in ("JFIF", "exe")
    media = put(f"anh.{kind}", picture_bytes("JPEG" if named_otherwise else kind))
    assert (media.kind, media.mime) == ("image", "image/jpeg")
    assert (media.width, media.height) == (800, 600)
    with Image.open(storage().path(media.store_key, MASTER)) as image:
        assert image.format == "JPEG"


def test_a_photo_of_a_telephone_is_taken(put: Callable[..., Media]) -> None:
    photo = Path(__file__).parent / "photos" / "phone.heic"
    media = put("IMG_0001.HEIC", photo.read_bytes())
    assert (media.kind, media.mime) == ("image", "image/jpeg")
    assert (media.width, media.height) == (80, 60)
    stored = storage().path(media.store_key, MASTER).read_bytes()
    assert b"CANARY" not in stored


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_grey_picture_of_finer_steps_keeps_them_apart(
    put: Callable[..., Media], kind: str
) -> None:
    row = b"".join(struct.pack("<H", value) * 20 for value in (0, 32_768, 65_535))
    grey = Image.frombytes("I;16", (60, 20), row * 20)
    stream = io.BytesIO()
    grey.save(stream, kind)
    media = put("anh.png", stream.getvalue())
    with Image.open(storage().path(media.store_key, MASTER)) as image:
        seen = [image.convert("L").getpixel((place, 10)) for place in (10, 30, 50)]
    assert seen == pytest.approx([0, 128, 255], abs=4)


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), (shade, 0, 0)) for shade in (0, 120, 250)]
    stream = io.BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_who_uploads_a_moving_picture_is_told_what_is_kept(
    login_as: Callable[..., Any], kind: str
) -> None:
    client = login_as("administrator")
    for data, count in ((moving(kind), 1), (picture_bytes(kind, (40, 30)), 0)):
        answer = client.post(
            "/ban-lam-viec/media/tai-len",
            data={"file": (io.BytesIO(data), f"hoa.{kind}")},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 201
        assert len(answer.json["notes"]) == count


def test_transparent_pictures_stay_transparent(put: Callable[..., Media]) -> None:
    media = put("logo.png", picture_bytes("PNG", mode="RGBA"))
    assert media.mime == "image/png"
    with Image.open(storage().path(media.store_key, MASTER)) as image:
        assert image.mode == "RGBA"


def test_pictures_are_turned_upright_and_lose_what_the_camera_wrote(
    put: Callable[..., Media],
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "CAMERA-CANARY"
    exif.get_ifd(0x8825)[1] = "N"
    media = put("anh.jpg", picture_bytes(exif=exif, comment=b"COMMENT-CANARY"))
    assert (media.width, media.height) == (600, 800)
    stored = storage().path(media.store_key, MASTER).read_bytes()
    assert b"CANARY" not in stored
    assert b"Exif" not in stored


def test_large_pictures_are_kept_at_a_size_that_pages_use(
    put: Callable[..., Media],
) -> None:
    media = put("anh.jpg", picture_bytes(size=(5000, 1000)))
    assert (media.width, media.height) == (3200, 640)


def test_what_is_hidden_behind_a_picture_is_not_kept(put: Callable[..., Media]) -> None:
    media = put("anh.gif", picture_bytes("GIF") + b"<script>alert(1)</script>")
    assert b"script" not in storage().path(media.store_key, MASTER).read_bytes()


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + name
            + data
            + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def webp_claiming(width: int, height: int) -> bytes:
    real = picture_bytes("WEBP", (8, 8), "RGBA", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    assert real[12:16] == b"VP8X"
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return real[:24] + sides + real[30:]


def overlapping() -> bytes:
    """A zip whose two entries share one body."""
    data = bytearray(office_bytes({"a.bin": b"\0" * 5000, "b.bin": b"\0" * 5000}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first = archive.getinfo("a.bin").header_offset
    place = data.rindex(b"b.bin") - 46 + 42
    data[place : place + 4] = struct.pack("<I", first)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(office_bytes())
    place = data.index(b"PK\x01\x02") + 8
    data[place] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    """A part that claims to be small and unpacks to a hundred megabytes."""
    data = bytearray(office_bytes({"word/a.bin": b"\0" * 100_000_000}))
    place = data.rindex(b"word/a.bin") - 46 + 24
    data[place : place + 4] = struct.pack("<I", 1000)
    return bytes(data)


def pdf_bytes(objects: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<" + objects + b">>\nendobj\n%%EOF\n"


def packed_pdf(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    head = b">>endobj 2 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>stream\n"
    return pdf_bytes(head + packed + b"\nendstream endobj 3 0 obj<<")


MANY = {f"word/{number}.bin": b"" for number in range(2500)}
REFUSED = {
    "nothing": ("a.jpg", lambda: b""),
    "no extension": ("readme", lambda: b"x"),
    "unknown kind": ("a.exe", lambda: b"MZ"),
    "html": ("a.html", lambda: b"<script>"),
    "svg": ("a.svg", lambda: b"<svg onload=alert(1)>"),
    "svg as png": ("a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "phone picture": ("a.heic", lambda: b"x"),
    "old office": ("a.doc", lambda: b"\xd0\xcf\x11\xe0"),
    "macro extension": ("a.docm", office_bytes),
    "eps": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "text": ("a.jpg", lambda: b"hello"),
    "half a picture": ("a.jpg", lambda: picture_bytes()[:700]),
    "too many pixels": ("a.png", lambda: png_claiming(9000, 9000)),
    "far too many pixels": ("a.png", lambda: png_claiming(60000, 60000)),
    "long and thin": ("a.png", lambda: png_claiming(1_000_000, 10)),
    "pixels in webp": ("a.webp", lambda: webp_claiming(16000, 16000)),
    "a hundred passes": ("a.jpg", lambda: picture_bytes() + b"\xff\xda" * 100),
    "page as pdf": ("a.pdf", lambda: b"<html>%PDF-1.7 %%EOF"),
    "pdf with a script": ("a.pdf", lambda: pdf_bytes(b"/OpenAction<</S/JavaScript>>")),
    "pdf with a hidden script": ("a.pdf", lambda: pdf_bytes(b"/J#61v#61Script 3 0 R")),
    "pdf that starts programs": ("a.pdf", lambda: pdf_bytes(b"/A<</S /Launch>>")),
    "pdf with a packed script": ("a.pdf", lambda: packed_pdf(b"<</JS(app.alert(1))>>")),
    "pdf bomb": ("a.pdf", lambda: packed_pdf(b" " * 40_000_000)),
    "cut pdf": ("a.pdf", lambda: b"%PDF-1.7\n"),
    "binary text": ("a.txt", lambda: b"abc\0def"),
    "zip": ("a.zip", office_bytes),
    "no zip": ("a.docx", lambda: b"hello"),
    "only an end": ("a.docx", lambda: b"PK\x05\x06" + b"\0" * 18),
    "word as excel": ("a.xlsx", office_bytes),
    "word as odt": ("a.odt", office_bytes),
    "macros": ("a.docx", lambda: office_bytes({"word/vbaProject.bin": b"x"})),
    "hidden macros": (
        "a.docx",
        lambda: office_bytes({"[Content_Types].xml": b"macroEnabled.main+xml"}),
    ),
    "password": ("a.docx", encrypted),
    "path outside": ("a.docx", lambda: office_bytes({"../../etc/passwd": b"x"})),
    "absolute path": ("a.docx", lambda: office_bytes({"/etc/passwd": b"x"})),
    "document type": (
        "a.docx",
        lambda: office_bytes(heart=b"<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    ),
    "bomb": ("a.docx", lambda: office_bytes({"word/a.bin": b"\0" * 30_000_000})),
    "bomb that lies": ("a.docx", lying_about_its_size),
    "too many parts": ("a.docx", lambda: office_bytes(MANY)),
    "overlap": ("a.docx", overlapping),
    "two ends": ("a.docx", lambda: office_bytes() + office_bytes()),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_harm_is_refused_quickly_with_a_reason(
    site: Build, put: Callable[..., Media], case: str
) -> None:
    name, make = REFUSED[case]
    data = make()
    began = time.process_time()
    with pytest.raises(Refused) as refusal:
        put(name, data)
    assert time.process_time() - began < 5
    assert refusal.value.problems[0].field == "file"
    assert files_of(site) == []
    assert db.session.scalar(select(func.count()).select_from(Media)) == 0


def test_more_than_the_limit_is_refused(site: Build, put: Callable[..., Media]) -> None:
    limit = site.config.max_upload_mb * 1024 * 1024
    with pytest.raises(Refused, match=str(site.config.max_upload_mb)):
        put("a.txt", b"a" * (limit + 1))


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("bao-cao.pdf", b"%PDF-1.7\n...\n%%EOF\n", "application/pdf"),
        ("bieu.csv", "Họ tên;Năm\n".encode(), "text/csv; charset=utf-8"),
        ("ghi.TXT", "Quyết định".encode("utf-16"), "text/plain; charset=utf-8"),
    ],
    ids=["pdf", "csv", "txt"],
)
def test_files_are_kept_as_they_are(
    put: Callable[..., Media], name: str, data: bytes, mime: str
) -> None:
    media = put(name, data)
    assert (media.kind, media.mime, media.size) == ("file", mime, len(data))
    assert storage().path(media.store_key, MASTER).read_bytes() == data


def test_office_files_are_taken(put: Callable[..., Media]) -> None:
    assert put("bao cao.docx", office_bytes()).title == "bao cao"


def test_names_lose_folders_and_hidden_signs() -> None:
    assert file_name("C:\\x\\..\\báo cáo\r\nX: y.pdf") == "báo cáoX y.pdf"
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("gpj\u202e.exe") == "gpj.exe"
    assert len(file_name("a" * 500 + ".pdf")) < 200


def test_keys_say_nothing_and_only_we_may_read_the_store(
    site: Build, put: Callable[..., Media]
) -> None:
    first, second = put(), put()
    assert len(first.store_key) == 64
    assert first.store_key != second.store_key
    for path in files_of(site):
        assert path.stat().st_mode & 0o077 == 0


def test_an_upload_asks_for_renditions_once(put: Callable[..., Media]) -> None:
    media = put()
    rows = list(
        db.session.scalars(select(JobRow).where(JobRow.name == "core.renditions"))
    )
    assert [row.args for row in rows] == [{"media_id": media.id}]


def test_anonymous_visitors_may_not_upload(put: Callable[..., Media]) -> None:
    with pytest.raises(Forbidden):
        put(actor=ANONYMOUS)


def test_what_a_pdf_holds_beside_its_pages_is_told_to_staff_and_stays(
    site: Build, put: Callable[..., Media], login_as: Callable[..., Any]
) -> None:
    named = b"/Author(Le Van A) /Names<</EmbeddedFiles 3 0 R>> /Encrypt 9 0 R"
    data = pdf_bytes(named)
    browser = login_as()
    page = browser.get(f"/ban-lam-viec/media/{put('a.pdf', data).id}").text
    for words in ("mã hóa", "tệp khác đính kèm", "ai soạn"):
        assert words in page
    plain = put("b.pdf", pdf_bytes(b"/Author() /Title(JS /JSON)"))
    assert storage().path(plain.store_key, MASTER).read_bytes() == pdf_bytes(
        b"/Author() /Title(JS /JSON)"
    )
    page = browser.get(f"/ban-lam-viec/media/{plain.id}").text
    assert "ai soạn" not in page
