"""A copy that is killed anywhere and made again ends right; its readers see whole files."""

import os
import random
import shutil
import sys
from functools import partial

import pytest
from copy_reading import BODY, dead_links, files_in, snapshot
from killing import in_child

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.database import changes
from cms.database.transaction import transaction
from cms.errors import Busy, CmsError
from cms.extensions import db
from cms.features.static_copy import StaticCopy, crawl, refreshing
from cms.features.static_copy.refreshing import make_current


pytestmark = [pytest.mark.one_database, pytest.mark.plugins("news")]


@pytest.fixture
def config(config):
    return config.model_copy(update={"base_url": "http://localhost"})


def hashes(folder):
    return {name: seal for name, (_time, seal) in snapshot(folder).items()}


def close():
    db.session.remove()
    db.engine.dispose()


def test_killed_anywhere_it_ends_right(site, make_item, tmp_path, monkeypatch):
    # Batches of two, so that the work has a middle.
    monkeypatch.setattr(crawl, "BATCH", 2)
    monkeypatch.setattr("cms.features.static_copy.writing.BATCH", 2)
    made = [
        make_item(
            "news.article",
            title=f"Tin {n}",
            body=BODY,
            summary="T.",
            status="published",
        )
        for n in range(6)
    ]
    before, wanted, folder = (tmp_path / name for name in ("before", "wanted", "copy"))
    options = StaticCopy()
    make_current(site, before, options)
    gone = made[2]
    service.trash(SYSTEM, gone.id, gone.version)
    make_item(
        "news.article", title="Tin mới", body=BODY, summary="T.", status="published"
    )
    make_current(site, wanted, options)
    old, new = hashes(before), hashes(wanted)
    assert "tin-tuc/tin-2/index.html" in old.keys() - new.keys()
    assert "tin-tuc/tin-moi/index.html" in new.keys() - old.keys()

    def work():
        with site.app.app_context():
            make_current(site, folder, options)

    def begin():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        close()

    begin()
    steps = in_child(work).count
    assert hashes(folder) == new
    chance, killed = random.Random(9), 0  # noqa: S311 - not a secret
    # Most steps ask the database; files take their places at the end.
    moments = [chance.randint(1, steps) for _ in range(6)]
    moments += [steps - chance.randint(1, 60) for _ in range(10)]
    for first in moments:
        begin()
        kept = snapshot(folder)
        for last in (first, chance.randint(1, steps)):
            killed += in_child(work, last) is None
            found = hashes(folder)
            for name, seal in found.items():
                assert seal in (old.get(name), new.get(name)), (first, name)
            assert old.keys() & new.keys() <= found.keys(), first
            dead = {url for _name, url in dead_links(folder)}
            assert dead <= {"/tin-tuc/tin-2"}, (first, dead)
        assert in_child(work)
        assert hashes(folder) == new, first
        for name, (moment, seal) in snapshot(folder).items():
            if name in kept and kept[name][1] == seal:
                assert moment == kept[name][0], name
        assert not any((folder / ".copy/new").iterdir())
    assert killed > len(moments)


def test_no_file_is_written_where_readers_look(site, make_item, tmp_path):
    """Every file comes to its place whole, by its name alone."""
    make_item("news.article", title="Tin", body=BODY, summary="T.", status="published")
    folder, opened, watching = tmp_path / "copy", [], [True]

    def watch(event, arguments):
        if event == "open" and watching and isinstance(arguments[0], str):
            path, mode, flags = arguments
            changes_it = flags & (os.O_WRONLY | os.O_RDWR) or set(mode or "") & set(
                "wax+"
            )
            if changes_it and path.startswith(str(folder)):
                opened.append(path.removeprefix(str(folder)))

    sys.addaudithook(watch)
    make_current(site, folder, StaticCopy())
    watching.clear()
    assert len(opened) > 10
    assert [path for path in opened if not path.startswith("/.copy/")] == []


def test_what_changes_while_it_is_read_is_read_again(
    site, make_item, tmp_path, monkeypatch
):
    """No set of files is of two states of the content."""
    item = make_item(
        "news.article", title="Tin cũ", body=BODY, summary="T.", status="published"
    )
    number, version = item.id, item.version
    asked = []
    take = crawl.Crawl._take

    def taken(self, page):
        take(self, page)
        asked.append(page.address)
        if asked.count("/tin-tuc") == 1 and page.address == "/tin-tuc":
            service.trash(SYSTEM, number, version)

    monkeypatch.setattr(crawl.Crawl, "_take", taken)
    folder = tmp_path / "copy"
    make_current(site, folder, StaticCopy(), seconds=600)
    assert asked.count("/tin-tuc") == 2
    for name, path in files_in(folder).items():
        if name.endswith((".html", ".xml", ".atom")):
            assert "Tin cũ" not in path.read_text("utf-8"), name
    assert dead_links(folder) == []


def test_a_large_site_that_never_rests_shows_nothing_that_was_withdrawn(
    site, make_item, tmp_path, monkeypatch
):
    """It goes on with what it has; what is hidden by now is left out, the rest follows."""
    monkeypatch.setattr(refreshing, "LARGE", 1)
    item = make_item(
        "news.article", title="Tin rút", body=BODY, summary="T.", status="published"
    )
    number, version, path = item.id, item.version, item.path
    take, done = crawl.Crawl._take, []

    def taken(self, page):
        take(self, page)
        if page.address == path:
            done.append(service.trash(SYSTEM, number, version))

    monkeypatch.setattr(crawl.Crawl, "_take", taken)
    folder = tmp_path / "copy"
    run = partial(make_current, site, folder, StaticCopy(), seconds=600)
    run()
    assert len(done) == 1
    assert f"{path[1:]}/index.html" not in files_in(folder)
    monkeypatch.setattr(crawl.Crawl, "_take", take)
    run()
    assert dead_links(folder) == []
    assert "Tin rút" not in (folder / "tin-tuc/index.html").read_text("utf-8")


def test_a_site_that_does_not_answer_leaves_the_folder_as_it_was(
    site, make_item, tmp_path, monkeypatch
):
    make_item("news.article", title="Tin", body=BODY, summary="T.", status="published")
    folder = tmp_path / "copy"
    make_current(site, folder, StaticCopy())
    before = snapshot(folder)
    with transaction() as session:
        changes.renew(session.connection())

    def busy(**_values):
        raise Busy()

    view = site.app.view_functions["pages.listing"]
    monkeypatch.setitem(site.app.view_functions, "pages.listing", busy)
    with pytest.raises(CmsError, match="503"):
        make_current(site, folder, StaticCopy())
    assert snapshot(folder) == before
    monkeypatch.setitem(site.app.view_functions, "pages.listing", view)
    assert make_current(site, folder, StaticCopy()).written == 0
    wrong = site.config.model_copy(update={"base_url": "http://other.example"})
    object.__setattr__(site, "config", wrong)
    with pytest.raises(CmsError, match="base_url"):
        make_current(site, folder, StaticCopy())
    assert snapshot(folder) == before
