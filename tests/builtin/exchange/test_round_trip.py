"""A site leaves in an archive and is the same site wherever it is read."""

import zipfile

import pytest
from furnished import furnish
from sqlalchemy import select, true

from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.content.spine.models import Item
from cms.content.spine.queries import live_revision, working_revision
from cms.extensions import db
from cms.media import used_in
from cms.media.models import Media
from cms.media.storage import MASTER, storage
from cms.search import search


def rows(path, part):
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{part}.jsonl").decode()


@pytest.fixture
def archive(site, tmp_path):
    """The archive of a site with one of everything, history included."""
    furnish()
    path = tmp_path / "one.zip"
    export_archive(path, has_revisions=True)
    return path


@pytest.mark.one_database
def test_a_site_that_is_exported_twice_gives_the_same_bytes(archive, tmp_path):
    export_archive(tmp_path / "two.zip", has_revisions=True)
    assert (tmp_path / "two.zip").read_bytes() == archive.read_bytes()


def test_an_empty_site_becomes_the_same_site(archive, tmp_path, empty_site):
    with empty_site():
        report = import_archive(archive, SYSTEM)
        assert not [line for one in report.parts.values() for line in one.left_out]
        export_archive(tmp_path / "two.zip", has_revisions=True)
    assert (tmp_path / "two.zip").read_bytes() == archive.read_bytes()


@pytest.mark.one_database
@pytest.mark.slow
def test_between_databases_nothing_changes(archive, tmp_path, empty_site, postgresql):
    with empty_site(postgresql):
        import_archive(archive, SYSTEM)
        export_archive(tmp_path / "postgresql.zip", has_revisions=True)
    with empty_site():
        import_archive(tmp_path / "postgresql.zip", SYSTEM)
        export_archive(tmp_path / "sqlite.zip", has_revisions=True)
    assert (tmp_path / "postgresql.zip").read_bytes() == archive.read_bytes()
    assert (tmp_path / "sqlite.zip").read_bytes() == archive.read_bytes()


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.plugins("news", "directory", "conferences", "inspections", "reports")
def test_the_demonstration_is_the_same_on_both_databases(
    demo, tmp_path, empty_site, postgresql
):
    first = tmp_path / "first.zip"
    export_archive(first)
    with empty_site(postgresql):
        import_archive(first, SYSTEM)
        export_archive(tmp_path / "second.zip")
    with empty_site():
        import_archive(tmp_path / "second.zip", SYSTEM)
        export_archive(tmp_path / "third.zip")
    assert (tmp_path / "second.zip").read_bytes() == first.read_bytes()
    assert (tmp_path / "third.zip").read_bytes() == first.read_bytes()


@pytest.mark.one_database
def test_what_readers_and_staff_see_is_there(archive, empty_site):
    with empty_site():
        import_archive(archive, SYSTEM)
        item = db.session.scalars(
            select(Item).where(Item.slug == "ket-luan-kiem-tra")
        ).one()
        assert item.status == "published"
        assert item.title == "Kết luận kiểm tra"
        live, draft = live_revision(item.id), working_revision(item.id)
        assert draft.data["title"] == "Kết luận kiểm tra quý I"
        assert live.data["image_id"] == item.image_id
        cover = db.session.get(Media, item.image_id)
        assert (cover.alt, cover.rights) == ("Cờ đỏ", "Báo Sen")
        assert storage().path(cover.store_key, MASTER).is_file()
        second = db.session.get(Media, live.data["gallery"][0])
        assert (second.sha256, second.focal_y) == (cover.sha256, 90)
        assert used_in(db.session(), cover.id)
        found = search("kết luận kiểm tra", criterion=true())
        assert item.id in [hit.item.id for hit in found.hits]


@pytest.mark.one_database
def test_neither_passwords_nor_numbers_leave(archive):
    people = rows(archive, "users")
    assert "phong.vien" in people
    assert "password" not in people
    assert "_id" not in rows(archive, "media").replace("created_by_id", "")
    assert '"$item":"news.article/bai-dau"' in rows(archive, "items")
    assert '"mediaId":{"$media":' in rows(archive, "items")


@pytest.mark.one_database
def test_whoever_comes_chooses_a_new_password(archive, empty_site):
    with empty_site():
        import_archive(archive, SYSTEM)
        person = db.session.scalars(select(User)).one()
        assert person.password_hash is None
        assert {one.role.name for one in person.grants} == {"reporter", "approver"}


@pytest.mark.one_database
def test_without_media_nothing_points_to_any(site, tmp_path, empty_site):
    furnish()
    export_archive(tmp_path / "one.zip", has_media=False)
    assert "$media" not in rows(tmp_path / "one.zip", "items")
    with empty_site():
        assert not import_archive(tmp_path / "one.zip", SYSTEM).parts["media"].added
        again = import_archive(tmp_path / "one.zip", SYSTEM)
        assert (again.added, again.parts["items"].left_out) == (0, [])
