"""Files made to harm are refused in words, at once, and nothing of them is left."""

import io
import struct
import time
import zipfile
import zlib

import psutil
import pytest
from flask_babel import force_locale
from sqlalchemy import func, select
from word_files import IMAGE_REL, drawing, p, package, picture, run

from cms.accounts.permissions import SYSTEM
from cms.content.spine.models import Item
from cms.errors import Refused
from cms.extensions import db
from cms.features.intake.drop import Upload, drop
from cms.media import Media


SECONDS, MEMORY = 5, 150 * 1024 * 1024
TEXT = p(run("Một đoạn văn."))


def laughs():
    names = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    head = f'<!DOCTYPE x [<!ENTITY a0 "ha">{"".join(names)}]>'
    return package(p(run("&a9;")), head=head)


def in_utf16(data):
    """The same with its text in UTF-16, in which nobody finds a word by its bytes."""
    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.decode().encode("utf-16")
            archive.writestr(name, part)
    return stream.getvalue()


def bomb():
    return package(TEXT, {"word/media/image1.jpg": bytes(250 * 1024 * 1024)})


def many():
    return package(TEXT, {f"word/x{n}.xml": b"<x/>" for n in range(10_000)})


def deep():
    return package("<w:sdt><w:sdtContent>" * 8_000 + "</w:sdtContent></w:sdt>" * 8_000)


def long():
    noise = "".join(
        f"<w:p><w:r><w:t>{n * 7919 % 99991}</w:t></w:r></w:p>" for n in range(150_000)
    )
    return package(noise)


def names_without_end():
    spaces = "".join(f'<n{n}:x xmlns:n{n}="urn:{n}"/>' for n in range(200_000))
    return package(TEXT + spaces)


def stream_named(name):
    """An entry of the directory of an old file: its name, and how long that is."""
    written = name.encode("utf-16-le")
    return written.ljust(64, b"\0") + struct.pack("<H", len(written) + 2) + bytes(62)


def ole(content):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + content


def overlapping():
    """One compressed part that a hundred entries claim as theirs."""
    stream = io.BytesIO(package(TEXT, {"word/media/a.bin": bytes(900_000)}))
    with zipfile.ZipFile(stream, "a") as archive:
        first = archive.getinfo("word/media/a.bin")
        for number in range(100):
            info = zipfile.ZipInfo(f"word/media/b{number}.bin")
            for name in (
                "header_offset",
                "CRC",
                "compress_size",
                "file_size",
                "compress_type",
            ):
                setattr(info, name, getattr(first, name))
            archive.filelist.append(info)
        archive._didModify = True
    return stream.getvalue()


GOOD = package(TEXT)
MACRO = package(TEXT, {"word/vbaProject.bin": b"x" * 100})
HOSTILE = {
    "a bomb.docx": (bomb, "unpacks"),
    "billion laughs.docx": (laughs, "damaged"),
    "laughs in utf-16.docx": (lambda: in_utf16(laughs()), "damaged"),
    "ten thousand entries.docx": (many, "too many parts"),
    "deep.docx": (deep, "too long"),
    "endless.docx": (long, "too long"),
    "names without end.docx": (names_without_end, "damaged"),
    "overlapping.docx": (overlapping, "damaged"),
    "locked.docx": (lambda: ole(stream_named("EncryptedPackage")), "password"),
    "of locks.doc": (
        lambda: ole("Tệp EncryptedPackage".encode("utf-16-le")),
        "save it as .docx",
    ),
    "renamed.docx": (lambda: ole(b"WordDocument"), "current format"),
    "old.doc": (lambda: ole(b"WordDocument"), "save it as .docx"),
    "page.pdf": (lambda: b"%PDF-1.7", "save it as .docx"),
    "text.odt": (lambda: b"PK\x03\x04", "save it as .docx"),
    "macro.docm": (lambda: MACRO, "macros"),
    "hidden macro.docx": (lambda: MACRO, "macros"),
    "cut.docx": (lambda: GOOD[: len(GOOD) // 2], "damaged"),
    "flipped.docx": (lambda: GOOD[:60] + b"\0\xff\0" + GOOD[63:], "damaged"),
    "empty.docx": (lambda: b"", "empty"),
    "page.docx": (lambda: b"<html><script>alert(1)</script></html>", "damaged"),
    "no body.docx": (lambda: package("</w:body></w:document><!--"), "damaged"),
    "too large.docx": (lambda: GOOD + bytes(51 * 1024 * 1024), "larger than"),
    "run.exe": (lambda: b"MZ", "Only Word"),
    "huge.png": (lambda: huge_png(), "pixels"),
}  # fmt: skip


def huge_png():
    """A few bytes that say they are a picture of 60,000 × 60,000."""

    def chunk(kind, data):
        checked = kind + data
        return (
            struct.pack(">I", len(data))
            + checked
            + struct.pack(">I", zlib.crc32(checked))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", b"x")
        + chunk(b"IEND", b"")
    )


def nothing_is_left(site):
    counts = [db.session.scalar(select(func.count(kind.id))) for kind in (Media, Item)]
    files = [one for one in site.config.media_dir.rglob("*") if one.is_file()]
    return counts == [0, 0] and files == []


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_reason_in_time_and_memory_and_nothing_is_left(site, name):
    make, reason = HOSTILE[name]
    data = make()
    before = psutil.Process().memory_info().rss
    began = time.monotonic()
    with site.app.test_request_context(), force_locale("en"):
        dropped = drop(SYSTEM, "news.article", [Upload(name, io.BytesIO(data))])
        [(named, message)] = dropped.refused
    assert time.monotonic() - began < SECONDS
    assert psutil.Process().memory_info().rss - before < MEMORY
    assert named == name
    assert reason in message
    assert dropped.items == []
    assert nothing_is_left(site)


def test_nothing_outside_of_the_file_is_opened(site, tmp_path):
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture())
    target = f'Target="file://{secret}" TargetMode="External"'
    rel = f'<Relationship Id="i1" Type="x/image" {target}/>'
    climbing = '<Relationship Id="i2" Type="x/image" Target="../../../../etc/passwd"/>'
    data = package(TEXT + p(drawing("i1")) + p(drawing("i2")), rels=rel + climbing)
    with site.app.test_request_context():
        dropped = drop(SYSTEM, "news.article", [Upload("a.docx", io.BytesIO(data))])
    assert len(dropped.items) == 1
    assert dropped.warnings
    assert db.session.scalar(select(func.count(Media.id))) == 0


def test_a_bad_picture_inside_is_left_out_and_named(site):
    media = {"word/media/image1.jpg": huge_png()}
    data = package(TEXT + p(drawing("i1")), media, IMAGE_REL)
    with site.app.test_request_context():
        dropped = drop(SYSTEM, "news.article", [Upload("a.docx", io.BytesIO(data))])
    assert len(dropped.items) == 1
    assert len(dropped.warnings) == 2  # no title either
    assert db.session.scalar(select(func.count(Media.id))) == 0


def test_a_failure_at_the_end_leaves_no_bytes(site, monkeypatch):
    data = package(
        TEXT + p(drawing("i1")), {"word/media/image1.jpg": picture()}, IMAGE_REL
    )

    def fail(*_given):
        raise Refused([])

    monkeypatch.setattr("cms.content.service.create", fail)
    uploads = [
        Upload("a.docx", io.BytesIO(data)),
        Upload("b.jpg", io.BytesIO(picture((90, 60)))),
    ]
    with site.app.test_request_context(), pytest.raises(Refused):
        drop(SYSTEM, "news.article", uploads)
    assert nothing_is_left(site)
