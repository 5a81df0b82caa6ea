"""The disk is full: what is read is read, what is typed is kept, nothing is half stored."""

import io
import os
import re
import shutil
import subprocess

import pytest
from furnished import picture
from sqlalchemy import func, select

from cms.config import Config
from cms.content.spine.models import Item
from cms.extensions import db
from cms.media.models import Media
from cms.richtext import from_text
from cms.testing.pytest_plugin import SECRET


pytestmark = [pytest.mark.one_database, pytest.mark.plugins("news")]
CREATE = "/ban-lam-viec/tao/news.article"
MEGABYTE = 1024 * 1024
BODY = from_text("Nội dung.")


@pytest.fixture
def disk(tmp_path):
    """A disk of its own for the instance."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if (
        os.geteuid()
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def config(disk, template, quick_engines):
    shutil.copyfile(template, disk / "site.db")
    return Config.load(disk, secret_key=SECRET)


def fill(disk):
    """Take every byte that is left; return the file that has them."""
    path = disk / "others"
    with path.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_full_disk_is_507_and_nothing_is_lost_when_there_is_room_again(
    site, login_as, make_item, disk
):
    live = make_item(
        "news.article", status="published", title="Bài", summary="Có.", body=BODY
    )
    approver = login_as("approver")
    assert approver.get(CREATE).status_code == 200
    items, media = count(Item), count(Media)
    path = live.path
    db.session.remove()
    db.engine.dispose()  # and with the last connection its log: no room is left there
    assert approver.get(CREATE).status_code == 200
    others = fill(disk)
    typed = {"title": "Khi đĩa đầy", "idempotency_key": "k" * 32}
    answer = approver.post(CREATE, data=typed)
    assert answer.status_code == 507, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    kept = re.findall(r'<textarea name="title" hidden>\n([^<]*)<', answer.text)
    assert kept == ["Khi đĩa đầy"]
    upload = {"file": (io.BytesIO(picture((1, 2, 3), 400)), "anh.png")}
    refused = approver.post("/ban-lam-viec/media/tai-len", data=upload)
    assert refused.status_code == 507, refused.text
    for page in ("/", "/tin-tuc", path, "/ban-lam-viec/"):
        assert approver.get(page).status_code == 200, page
    assert (count(Item), count(Media)) == (items, media)
    assert not list((disk / "media").glob("??/*/*"))
    others.unlink()
    assert approver.post(CREATE, data=typed).status_code == 303
    assert (count(Item), count(Media)) == (items + 1, media)
