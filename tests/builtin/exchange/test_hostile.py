"""Archives that somebody has tampered with: refused in words, nothing written."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.archive import MANIFEST, line_of
from cms.builtin.exchange.importing import import_archive
from cms.builtin.exchange.named_references import ExchangeError
from cms.content.spine.models import Item, Revision
from cms.extensions import db
from cms.media.models import Media
from cms.media.storage import MASTER, storage


pytestmark = pytest.mark.one_database


@pytest.fixture
def archive(furnished_archive, tmp_path):
    return Path(shutil.copy(furnished_archive, tmp_path))


def members_of(path):
    with zipfile.ZipFile(path) as file:
        return {one.filename: file.read(one) for one in file.infolist()}


def write(path, members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)


def change_rows(path, part, change):
    """Write an archive in which ``change(row)`` was applied to every row of a part."""
    members = members_of(path)
    rows = [json.loads(line) for line in members[f"{part}.jsonl"].splitlines()]
    for row in rows:
        change(row)
    members[f"{part}.jsonl"] = b"".join(line_of(row) for row in rows)
    seal(path, members)


def seal(path, members):
    """Write members with a manifest that fits them."""
    manifest = json.loads(members[MANIFEST])
    for part in manifest["parts"]:
        lines = members[f"{part['name']}.jsonl"]
        part["sha256"] = hashlib.sha256(lines).hexdigest()
        part["rows"] = lines.count(b"\n")
    write(path, {**members, MANIFEST: line_of(manifest)})


def refused(path, empty_site, words):
    with empty_site():
        with pytest.raises(ExchangeError, match=words):
            import_archive(path, SYSTEM)
        db.session.rollback()
        filled = select(func.count()).select_from(Revision)
        assert db.session.scalar(filled) == 0


def test_members_that_do_not_belong_are_refused(archive, empty_site):
    write(archive, {**members_of(archive), "../../etc/passwd": b"x"})
    refused(archive, empty_site, "does not belong")


def test_what_unpacks_to_more_than_itself_is_refused(archive, empty_site):
    members = {**members_of(archive), "media/" + "0" * 64: b"\0" * 10_000_000}
    write(archive, members, zipfile.ZIP_DEFLATED)
    refused(archive, empty_site, "compressed")


def test_a_cut_archive_is_refused(archive, empty_site):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    refused(archive, empty_site, "damaged or no archive")


def test_an_archive_without_its_manifest_is_not_whole(archive, empty_site):
    members = members_of(archive)
    del members[MANIFEST]
    write(archive, members)
    refused(archive, empty_site, "not whole")


def test_changed_lines_are_noticed(archive, empty_site):
    members = members_of(archive)
    members["items.jsonl"] = members["items.jsonl"].replace(b"tra", b"xxx")
    write(archive, members)
    refused(archive, empty_site, "not what the manifest says")


def test_changed_bytes_of_media_are_noticed(archive, empty_site):
    members = members_of(archive)
    name = next(one for one in members if one.startswith("media/"))
    write(archive, {**members, name: b"x" + members[name][1:]})
    refused(archive, empty_site, "is damaged")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "Line 2 of items.jsonl is no JSON"),
        (b"[" * 100_000, "Line 2 of items.jsonl is no JSON"),
        (b'"x"', "Line 2 of items.jsonl is no object"),
        (b'{"$name": "\xff"}', "Line 2 of items.jsonl is no text in UTF-8"),
        (b'{"$name": "\\ud800"}', "Line 2 of items.jsonl is no text in UTF-8"),
        (b'{"$name": NaN}', "NaN is no number"),
        (b"{}", "Line 2 of items.jsonl: it has no"),
    ],
    ids=["cut", "deep", "text", "latin", "surrogate", "nan", "nameless"],
)
def test_a_line_that_is_no_row_is_named(archive, empty_site, line, words):
    members = members_of(archive)
    first = members["items.jsonl"].splitlines()[0]
    members["items.jsonl"] = first + b"\n" + line + b"\n"
    seal(archive, members)
    refused(archive, empty_site, words)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("status", "live", "'status' cannot be 'live'"),
        ("created_at", "gestern", "'created_at' is no time"),
        ("banner", 7, "'banner' must be a text"),
        ("created_by_id", 1, "'created_by_id' must be a name"),
        ("sort_date", None, "'sort_date' is missing"),
        ("secret", 1, "this version does not know 'secret'"),
        ("revisions", [], "it has no 'revisions'"),
    ],
)
def test_a_value_that_fits_no_column_is_named(archive, empty_site, name, value, words):
    change_rows(archive, "items", lambda row: row.update({name: value}))
    refused(archive, empty_site, f"Line 1 of items.jsonl: {words}")


@pytest.mark.parametrize("slug", ["../x", "A", "", "x" * 300])
def test_an_address_that_is_none_is_refused(archive, empty_site, slug):
    def rename(row):
        row["slug"], row["$name"] = slug, f"news.article/{slug}"

    change_rows(archive, "items", rename)
    refused(archive, empty_site, "is no part of an address")


def test_numbers_of_another_site_are_refused(archive, empty_site):
    def point(row):
        for revision in row["revisions"]:
            revision["data"]["image_id"] = 1

    change_rows(archive, "items", point)
    refused(archive, empty_site, "points to a number")


def test_rich_text_is_cleaned(archive, empty_site):
    mark = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}
    text = {"type": "text", "text": "Đây", "marks": [mark]}

    def poison(row):
        body = {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}
        for revision in row["revisions"]:
            revision["data"]["body"] = body

    change_rows(archive, "items", poison)
    with empty_site():
        import_archive(archive, SYSTEM)
        assert not any(
            "javascript" in json.dumps(one.data)
            for one in db.session.scalars(select(Revision))
        )


def test_a_script_does_not_pass_as_a_picture(archive, empty_site):
    members = members_of(archive)
    rows = [json.loads(line) for line in members["media.jsonl"].splitlines()]
    script = b"<script>alert(1)</script>"
    rows[0]["content"] = hashlib.sha256(script).hexdigest()
    members["media/" + rows[0]["content"]] = script
    members["media.jsonl"] = b"".join(line_of(row) for row in rows)
    seal(archive, members)
    refused(archive, empty_site, "Line 1 of media.jsonl")


def test_what_a_picture_says_of_itself_does_not_come_in(archive, empty_site):
    import io

    from PIL import Image

    out = io.BytesIO()
    exif = Image.Exif()
    exif[270] = "GPS 10.7,106.6"
    Image.new("RGB", (40, 40)).save(out, "JPEG", exif=exif)
    members = members_of(archive)
    rows = [json.loads(line) for line in members["media.jsonl"].splitlines()]
    rows[0]["content"] = hashlib.sha256(out.getvalue()).hexdigest()
    members["media/" + rows[0]["content"]] = out.getvalue()
    members["media.jsonl"] = b"".join(line_of(row) for row in rows)
    seal(archive, members)
    with empty_site():
        import_archive(archive, SYSTEM)
        media = db.session.scalars(select(Media).order_by(Media.id)).first()
        assert b"GPS" not in storage().path(media.store_key, MASTER).read_bytes()


def test_a_redirect_into_a_script_is_refused(archive, empty_site):
    change_rows(
        archive, "site_redirects", lambda row: row.update(target="javascript:1")
    )
    with empty_site(), pytest.raises(ExchangeError, match="cannot lead to"):
        import_archive(archive, SYSTEM)


def test_plugins_that_are_off_are_named_before_anything_is_written(
    archive, tmp_path, empty_site
):
    with empty_site(names=["directory"]):
        with pytest.raises(ExchangeError, match="off here: news"):
            import_archive(archive, SYSTEM)
        assert db.session.scalars(select(Item)).all() == []


def test_an_archive_of_a_later_format_is_refused(archive, empty_site):
    members = members_of(archive)
    manifest = {**json.loads(members[MANIFEST]), "format": 2}
    write(archive, {**members, MANIFEST: line_of(manifest)})
    refused(archive, empty_site, "reads format 1")
