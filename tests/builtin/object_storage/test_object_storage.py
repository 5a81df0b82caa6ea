"""Files in a bucket: every machine serves them, and nothing is lost when it is away."""

from __future__ import annotations

import io
import os
import shutil
import time

import pytest
from sqlalchemy import func, select

from cms.accounts.permissions import SYSTEM
from cms.builtin.media.sweep import sweep
from cms.builtin.object_storage import plugin
from cms.builtin.object_storage.options import object_storage
from cms.builtin.object_storage.storage import storage_of
from cms.builtin.operations.checks import media_problems
from cms.config import Config
from cms.errors import Busy, ConfigError
from cms.extensions import db
from cms.media import Media, renditions, store
from cms.media.storage import MASTER, LocalStorage
from cms.richtext import from_text
from cms.testing.people import logged_in
from tests.media.conftest import picture_bytes


ABSENT = "http://127.0.0.1:9"
A_WEEK = 7 * 24 * 3600


@pytest.fixture
def put(site):
    """Return a function that uploads a picture that everybody may see."""

    def upload(name="a.png", **shape):
        return store(SYSTEM, io.BytesIO(picture_bytes("PNG", **shape)), name)

    return upload


@pytest.fixture
def shown(put, make_item):
    """A picture of a published article."""
    medium = put(size=(400, 300))
    make_item(
        "news.article",
        title="Tin",
        summary="Một việc.",
        body=from_text("Nội dung."),
        cover_alt="Hội trường",
        image_id=medium.id,
        status="published",
    )
    return medium


def objects(kept):
    return {name for name, _then in kept.bucket.names()}


def test_any_machine_serves_what_one_has_taken(shown, client, machine):
    address = f"/media/{shown.id}/320.webp"
    here, there = client.get(address), machine().get(address)
    assert (here.status_code, there.status_code) == (200, 200)
    assert here.data == there.data


def test_a_size_is_made_on_one_machine_and_fetched_by_the_others(
    shown, client, machine, monkeypatch
):
    address = f"/media/{shown.id}/320.jpg"
    data = client.get(address).data

    def refuse(*_given):
        raise AssertionError("It is in the bucket already.")

    monkeypatch.setattr(renditions, "make_rendition", refuse)
    other = machine()
    assert other.get(address).data == data
    assert other.get(address, headers={"Range": "bytes=0-9"}).data == data[:10]


def test_an_upload_waits_with_a_message_when_the_bucket_is_away(
    site, login_as, machine
):
    away = machine(endpoint=ABSENT)
    editor = logged_in(away.application, login_as("approver").user)
    files = {"file": (io.BytesIO(picture_bytes("PNG")), "anh.png")}
    answer = editor.post("/ban-lam-viec/media/tai-len", data=files)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Media)) == 0


def test_pages_go_on_while_the_bucket_is_away_and_nobody_keeps_the_gap(shown, machine):
    away = machine(endpoint=ABSENT)
    assert away.get("/tin-tuc/tin").status_code == 200
    answer = away.get(f"/media/{shown.id}/320.webp")
    assert answer.status_code == 503
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_here_is_served_without_asking_the_bucket(shown, site, kept):
    kept.path(shown.store_key, MASTER)
    kept.bucket = None
    assert kept.path(shown.store_key, MASTER).is_file()


def test_a_refused_write_leaves_nothing(kept, put, monkeypatch):
    def fail(*_given):
        raise Busy("away")

    monkeypatch.setattr(kept.bucket, "put", fail)
    with pytest.raises(Busy):
        put()
    assert not list(kept.root.glob("??/*"))
    assert not list(kept.root.glob("tmp/*"))
    assert db.session.scalar(select(func.count()).select_from(Media)) == 0


def test_what_is_removed_goes_from_the_bucket_too(kept, put):
    medium = put()
    assert objects(kept)
    kept.remove(medium.store_key)
    assert not objects(kept)


def test_what_could_not_be_removed_is_swept_later(kept, put, monkeypatch):
    medium = put()

    def fail(*_given):
        raise Busy("away")

    with monkeypatch.context() as patched:
        patched.setattr(kept.bucket, "remove", fail)
        kept.remove(medium.store_key)
    db.session.delete(db.session.get(Media, medium.id))
    db.session.commit()
    assert objects(kept)
    assert sweep(older_than=-1) == 1
    assert not objects(kept)


def test_what_is_not_ours_in_the_bucket_stays(kept, write):
    write("reports/2026.pdf")
    write("ab/notes.txt")
    assert sweep(older_than=-1) == 0
    assert len(objects(kept)) == 2


class TestMoving:
    def test_files_of_a_machine_are_pushed_once(self, site, kept, put):
        media = [put(), put()]
        kept.bucket.remove(list(objects(kept)))
        assert len(list(media_problems())) == 2
        keys = [one.store_key for one in media]
        assert list(kept.push(keys)) == [(key, True) for key in keys]
        assert list(kept.push(keys)) == []
        assert not list(media_problems())

    def test_what_is_nowhere_is_named(self, kept, put):
        key = put().store_key
        kept.remove(key)
        assert list(kept.push([key])) == [(key, False)]


class TestTheFolder:
    def test_what_is_longest_unused_goes_first(self, kept, put):
        old, new = put(), put("b.png", size=(500, 400))
        age(LocalStorage.path(kept, old.store_key, MASTER), 2 * A_WEEK)
        age(LocalStorage.path(kept, new.store_key, MASTER), A_WEEK)
        size = LocalStorage.path(kept, new.store_key, MASTER).stat().st_size
        assert kept.trim(size) == 1
        assert not LocalStorage.path(kept, old.store_key, MASTER).exists()
        assert LocalStorage.path(kept, new.store_key, MASTER).exists()
        assert kept.path(old.store_key, MASTER).exists()

    def test_what_is_only_here_stays(self, kept, put):
        path = LocalStorage.path(kept, put().store_key, MASTER)
        kept.bucket.remove(list(objects(kept)))
        age(path, A_WEEK)
        assert kept.trim(0) == 0
        assert path.exists()

    def test_what_was_just_asked_for_stays(self, kept, put):
        put()
        assert kept.trim(0) == 0


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


class TestTheOperator:
    def test_doctor_writes_and_reads_an_object(self, kept):
        assert list(plugin.problems()) == []
        assert not objects(kept)

    def test_doctor_says_when_the_bucket_is_away(self, kept, config, machine):
        with machine(endpoint=ABSENT).application.app_context():
            (said,) = plugin.problems()
        assert "does not answer" in said
        assert "not-for-logs" not in said

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"bucket": "b", "endpoint": "store.example"}, "https://"),
            ({"bucket": "b", "cache_mb": 1}, "cache_mb"),
            ({"bukket": "b"}, "bukket"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path, given, said):
        secret = "only-for-this-test-0123456789-abcdefghij"
        config = Config.load(tmp_path, secret_key=secret, object_storage=given)
        with pytest.raises(ConfigError, match=said):
            object_storage(config)

    def test_a_site_without_a_bucket_keeps_its_folder(self, config):
        assert storage_of(config.model_copy(update={"object_storage": {}})) is None

    def test_a_backup_holds_what_only_the_bucket_has(self, config, kept, put):
        from cms.builtin.operations.backup.creating import make_backup

        put()
        shutil.rmtree(config.media_dir)
        made = make_backup(config)
        assert not made.notes
        assert sum(name.startswith("media/") for name in made.manifest["members"]) == 1
