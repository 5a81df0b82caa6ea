"""Office files are judged by what they are, not by names or bytes that data may hold."""

import io
import zipfile

import pytest
from word_files import TYPES, p, package, run

from cms.errors import Refused
from cms.media.archives import check_office_file


TEXT = p(run("Một đoạn văn."))
MAIN = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/text.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def archive(parts, *, comment=b"", method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return stream.getvalue()


def with_parts(**more):
    return {"[Content_Types].xml": TYPES, "word/document.xml": "<d/>", **more}


def with_stored_sheet():
    """An archive in the archive, with an end of its own near the end of the file."""
    sheet = archive({"xl/workbook.xml": "<w/>"})
    parts = with_parts() | {"word/embeddings/a.xlsx": sheet}
    return archive(parts, method=zipfile.ZIP_STORED)


GOOD = {
    "a main part of another name": archive(
        {"[Content_Types].xml": MAIN, "word/text.xml": "<d/>"}
    ),
    "a stored sheet within": with_stored_sheet(),
    "a comment": archive(with_parts(), comment=b"of the archive"),
    "words about document types": archive(
        with_parts() | {"word/a.xml": "<a><![CDATA[<!DOCTYPE x> <!ENTITY y>]]></a>"}
    ),
    "a large blank picture": archive(
        with_parts() | {"word/media/a.bmp": bytes(9_000_000)}
    ),
}
BAD = {
    "no main part": archive({"[Content_Types].xml": TYPES, "word/text.xml": "<d/>"}),
    "an end within the comment": archive(
        with_parts(), comment=b"PK\x05\x06" + bytes(18) + b"x"
    ),
    "a document type": archive(with_parts() | {"word/a.xml": "<!DOCTYPE x><a/>"}),
    "a document type behind a comment": archive(
        with_parts() | {"word/a.xml": "<!-- <a> --><!DOCTYPE x><a/>"}
    ),
    "no element in sight": archive(with_parts() | {"word/a.xml": " " * 2_000_000}),
    "a large part that packs too well": archive(
        with_parts() | {"word/media/a.bmp": bytes(30_000_000)}
    ),
}


@pytest.fixture
def check(site, tmp_path):
    def check(data):
        path = tmp_path / "file.docx"
        path.write_bytes(data)
        with site.app.test_request_context():
            check_office_file(path, "docx")

    return check


@pytest.mark.parametrize("name", GOOD)
def test_taken(check, name):
    check(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_refused(check, name):
    with pytest.raises(Refused):
        check(BAD[name])


def test_what_lies_between_directory_and_end_is_not_trusted(check):
    data = package(TEXT)
    end = data.rindex(b"PK\x05\x06")
    with pytest.raises(Refused):
        check(data[:end] + data[end:] + data[end:])
