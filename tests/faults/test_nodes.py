"""Two nodes on one database and one bucket: either does for the other, also when it dies."""

from __future__ import annotations

import io
import json
import os
import signal

import pytest
import requests
from live import PASSWORD, serving
from object_store import bucket_options, running_store
from pydantic import SecretStr
from steady_writers import Crowd
from waiting import wait_for

from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts.passwords import hash_password
from cms.config import Config
from cms.database.transaction import transaction
from cms.extensions import db
from cms.media import store
from cms.richtext import from_text
from cms.testing.databases import migrated, opened
from cms.testing.items import make
from cms.testing.people import make_user
from cms.testing.postgres import database
from cms.testing.pytest_plugin import SECRET
from tests.media.conftest import picture_bytes


pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.one_database]
KEY = "the-secret-of-a-store-in-memory"


@pytest.fixture
def bucket():
    """``[object_storage]`` with an empty bucket."""
    with running_store() as address:
        yield bucket_options(address, "node")


@pytest.fixture
def config(postgresql, bucket, tmp_path):
    """The site as this process sees it: a third node, of which nobody asks anything."""
    folder = tmp_path / "here"
    folder.mkdir()
    with database(postgresql) as url:
        made = Config.load(
            folder,
            secret_key=SECRET,
            database_url=url.render_as_string(hide_password=False),
            object_storage=bucket,
            object_storage_secret=SecretStr(KEY),
        )
        migrated(made)
        yield made


@pytest.fixture
def node(config, tmp_path):
    """``node("first")``: serve the site from an empty folder, by the environment alone."""

    def start(name, **options):
        folder = tmp_path / name
        folder.mkdir()
        environment = {
            "CMS_SECRET_KEY": SECRET,
            "CMS_DATABASE_URL": config.database_url,
            "CMS_OBJECT_STORAGE": json.dumps(config.object_storage),
            "CMS_OBJECT_STORAGE_SECRET": KEY,
        }
        return serving(folder, workers=1, environment=environment, **options)

    return start


def writer():
    user = make_user("approver")
    with transaction():
        user.password_hash = hash_password(PASSWORD)
    return user.username


def publish_with_a_picture():
    """Return the address of a new article and of its picture."""
    medium = store(SYSTEM, io.BytesIO(picture_bytes("PNG", size=(400, 300))), "a.png")
    article = make(
        "news.article",
        title="Hội nghị",
        summary="Một việc.",
        body=from_text("Nội dung."),
        cover_alt="Hội trường",
        image_id=medium.id,
        status="published",
    )
    db.session.commit()
    return article.path, f"/media/{medium.id}/320.webp"


def test_nodes_share_everything_and_one_goes_on_for_the_other(config, node):
    with opened(config, ("news",), ()):
        names = [writer() for _ in range(2)]
        with node("first", quiet=False) as first, node("second") as second:
            person = first.visitor()
            person.log_in(names[0], PASSWORD)
            person.close()
            person.port = second.port
            assert person.get("/ban-lam-viec/").status == 200
            person.close()

            second.visitor(keep=False).get("/tin-tuc")  # keeps the page
            article, picture = publish_with_a_picture()
            for one in (first, second):
                reader = one.visitor(keep=False)
                wait_for(lambda reader=reader: article in reader.get("/tin-tuc").text)
                address = f"http://127.0.0.1:{one.port}{picture}"
                assert requests.get(address, timeout=20).status_code == 200

            crowd = Crowd(first.port, names, readers=0)
            crowd.wait_for_writes()
            for process in first.processes():
                os.kill(process, signal.SIGKILL)
            crowd.move(second.port)
            crowd.wait_for_writes()
            crowd.stop()
        crowd.require_what_was_promised()
        crowd.require_each_once()
