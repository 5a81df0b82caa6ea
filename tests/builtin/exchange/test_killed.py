"""An import that is killed anywhere and run again ends as if it had not been."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from furnished import article_rows, furnish
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange import item_rows
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.config import Config
from cms.content.spine.models import Item
from cms.contributions import DemoItem
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.databases import migrated, switch_on
from cms.testing.postgres import database
from cms.testing.pytest_plugin import SECRET


ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.one_database


def killed_and_run_again(archive, folder, seed, template=None, address=None):
    """Return how often an import was killed, and the archive of what came of it."""
    folder.mkdir()
    more = {"database_url": address} if address else {}
    config = Config.load(folder, secret_key=SECRET, **more)
    if template:
        shutil.copyfile(template, folder / "site.db")
    else:
        migrated(config)
    switch_on(config, ["news"], ())
    output = folder / "out.zip"
    variables = {"CMS_SECRET_KEY": SECRET, "PYTHONPATH": os.pathsep.join(sys.path)}
    if address:
        variables["CMS_DATABASE_URL"] = address
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.builtin.exchange.kill",
            str(archive),
            str(folder),
            str(output),
            str(seed),
            "10",
        ],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout), output.read_bytes()


def contents(written):
    """Return the lines of an archive by the names of its members."""
    with zipfile.ZipFile(io.BytesIO(written)) as members:
        return {
            one: members.read(one).decode().splitlines()
            for one in members.namelist()
            if one.endswith("l")
        }


@pytest.fixture
def archive(site, tmp_path):
    furnish()
    path = tmp_path / "site.zip"
    export_archive(path, has_revisions=True)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_ten_moments_it_is_the_same_site(
    archive, tmp_path, seed, database_template
):
    folder = tmp_path / "killed"
    kills, written = killed_and_run_again(archive, folder, seed, database_template)
    assert kills
    assert contents(written) == contents(archive.read_bytes())
    assert written == archive.read_bytes()


@pytest.mark.slow
def test_killed_on_postgresql_it_is_the_same_site(archive, tmp_path, postgresql):
    with database(postgresql) as url:
        address = url.render_as_string(hide_password=False)
        folder = tmp_path / "pg"
        kills, written = killed_and_run_again(archive, folder, 3, address=address)
    assert kills
    assert written == archive.read_bytes()


ROWS = article_rows(3)


class Killed(BaseException):
    """Stands for the end of the process between two transactions."""


def break_after_reserving(monkeypatch):
    """Let an import of lines end after its first transaction."""

    def broken(*_arguments):
        raise Killed

    monkeypatch.setattr(item_rows, "_fill", broken)


def test_what_was_reserved_is_seen_by_nobody_and_filled_later(
    site, client, monkeypatch
):
    with monkeypatch.context() as patch:
        break_after_reserving(patch)
        with pytest.raises(Killed):
            item_rows.load(ROWS, SYSTEM)
    db.session.rollback()
    assert len(db.session.scalars(select(Item)).all()) == 3
    assert "Bài" not in client.get("/tin-tuc").text
    assert client.get("/tin-tuc/bai-1").status_code == 404
    assert list(item_rows.dump()) == []
    assert item_rows.load(ROWS, SYSTEM) == 3
    assert "Bài 1" in client.get("/tin-tuc").text
    assert item_rows.load(ROWS, SYSTEM) == 0


def test_reserved_items_do_not_leave_in_an_archive(site, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        break_after_reserving(patch)
        with pytest.raises(Killed):
            item_rows.load(ROWS, SYSTEM)
    db.session.rollback()
    assert export_archive(tmp_path / "one.zip").counts["items"] == 0


def test_an_item_is_found_by_a_record_that_was_filled_after_it(site, make_item):
    rows = [
        DemoItem(
            "news.article",
            "bai",
            {
                "title": "Bài",
                "summary": "Tóm tắt.",
                "people": [{"ref": "directory.person/nguyen-van-sen"}],
            },
        ),
        DemoItem("directory.person", "nguyen-van-sen", {"title": "Nguyễn Văn Sen"}),
    ]
    item_rows.load(rows, SYSTEM)
    from cms.search import item_search

    query = select(item_search.c.body).join(Item, Item.id == item_search.c.item_id)
    body = db.session.scalar(query.where(Item.slug == "bai"))
    assert "Nguyễn Văn Sen" in body


def test_a_dry_run_leaves_nothing_behind(archive, empty_site):
    with empty_site() as site:
        report = import_archive(archive, SYSTEM, is_dry_run=True)
        assert report.parts["items"].added == 5
        assert db.session.scalars(select(Item)).all() == []
        assert not list(site.config.media_dir.glob("??/*"))
        with transaction():
            pass
        assert import_archive(archive, SYSTEM).added == report.added
