"""The written site: whole, with working links, and nothing that is not public."""

import hashlib
import json
import re
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

import pytest
from copy_reading import BASE, BODY, dead_links, files_in, links_of, snapshot
from hidden_site import KINDS
from sqlalchemy import select, update

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.extensions import db
from cms.features.static_copy.options import checked_folder
from cms.features.static_copy.writing import SUMS
from cms.testing.browser import Browser
from cms.testing.items import make


# The copy asks the site as a reader does: what databases take differently is asked elsewhere.
pytestmark = pytest.mark.one_database


def visible_articles():
    rows = db.session.execute(
        select(Item.path).where(Item.type == "news.article", Item.status == "published")
    )
    paths = {path for (path,) in rows if path}
    db.session.rollback()
    return paths


def test_every_link_and_asset_of_the_folder_is_there(copied):
    assert copied.first.written == copied.first.files > 100
    assert dead_links(copied.folder) == []
    page = copied.folder / "tin-tuc/tin-so-3/index.html"
    broken = page.read_text("utf-8")
    page.write_text(broken.replace('href="/tin-tuc"', 'href="/tin-tuc/mat"'), "utf-8")
    assert dead_links(copied.folder)  # the test itself sees one
    copied.write()
    assert page.read_text("utf-8") == broken


def test_what_only_the_application_answers_keeps_its_whole_address(copied):
    page = copied.text("tin-tuc/~2/index.html")
    written = {one for _element, one in links_of(page)}
    assert f"{BASE}/tim-kiem" in written
    assert f"{BASE}/tin-tuc?lang=en" in written
    article = copied.text("tin-tuc/tin-so-3/index.html")
    assert f'href="{BASE}/khong-co-gi"' in article
    assert 'href="/tin-tuc/tin-so-0"' in article  # was written as a whole address
    assert "https://example.com/ngoai?a=1" in article
    assert f'<link rel="canonical" href="{BASE}/tin-tuc/tin-so-3">' in article


def test_a_list_is_there_with_all_its_pages(copied):
    found, name, pages = set(), "tin-tuc/index.html", 0
    for _page in range(10):
        pages += 1
        text, onward = copied.text(name), None
        for element, one in links_of(text):
            if re.fullmatch(r"/tin-tuc/[a-z0-9-]+", one):
                found.add(one)
            if element.get("rel") == "next":
                onward = one
            if element.get("rel") == "prev":
                assert one == ("/tin-tuc" if pages == 2 else f"/tin-tuc/~{pages - 1}")
        if onward is None:
            break
        assert onward == f"/tin-tuc/~{pages + 1}"
        name = f"{onward[1:]}/index.html"
    assert pages == 3
    assert found - {"/tin-tuc/feed"} >= visible_articles() - hidden_paths(copied)
    assert (copied.folder / "the/ky-luat/~3/index.html").is_file()
    assert (copied.folder / "chuyen-muc/kiem-tra/~3/index.html").is_file()
    assert (copied.folder / "luu-tru/2026/~2/index.html").is_file()


def hidden_paths(copied):
    ids = [number for key, number in copied.hidden.items.items() if key in KINDS]
    paths = set(db.session.scalars(select(Item.path).where(Item.id.in_(ids))))
    db.session.rollback()
    return paths


def test_every_kind_of_page_and_file_is_there_as_the_site_gives_it(copied):
    names = set(files_in(copied.folder))
    assert {
        *("index.html", "404.html", "robots.txt", "sitemap.xml", "feed.atom"),
        *("feed.rss", "tin-tuc/feed.atom", "nhan-su/le-van-cong-khai/index.html"),
        *("to-chuc/dang-uy-xa/index.html", "luu-tru/index.html", SUMS),
        *("hoi-nghi/hoi-nghi-cong-khai/index.html", "media/9/tep/quy chế.txt"),
    } <= names
    assert any(name.startswith("media/") and name.endswith(".avif") for name in names)
    client = Browser(copied.build.app)
    for name in names:
        if not name.endswith(".html") and name != SUMS:
            answer = client.get("/" + name)
            assert answer.status_code == 200, name
            assert answer.data == (copied.folder / name).read_bytes(), name
    assert "404" in copied.text("404.html") or "không" in copied.text("404.html")


def test_nothing_that_is_not_public_is_in_it(copied):
    for name, path in files_in(copied.folder).items():
        if path.suffix not in (".woff2", ".avif", ".webp", ".jpg"):
            said = (name + path.read_text("utf-8")).lower()
            assert not re.findall(r"xw[a-z]+|zq[a-z]+", said), name
    hidden = set(copied.hidden.media.values())
    assert hidden
    numbers = {
        int(name.split("/")[1])
        for name in files_in(copied.folder)
        if name.startswith("media/")
    }
    assert numbers
    assert not numbers & hidden
    names = set(files_in(copied.folder))
    assert not {f"{path[1:]}/index.html" for path in hidden_paths(copied)} & names


def test_the_hashes_are_those_of_the_files(copied):
    lines = copied.text(SUMS).splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    assert listed == {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files_in(copied.folder).items()
        if name != SUMS
    }


def test_a_web_server_of_another_account_may_read_all_but_the_notes(copied):
    for path in [copied.folder, *copied.folder.rglob("*")]:
        if ".copy" not in path.parts:
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)
    assert (copied.folder / ".copy").stat().st_mode & 0o077 == 0


def test_what_is_the_same_is_not_written_again(copied):
    before = snapshot(copied.folder)
    done = copied.write()
    assert (done.written, done.removed) == (0, 0)
    assert snapshot(copied.folder) == before


def test_what_somebody_did_to_the_folder_is_put_right(copied):
    before = snapshot(copied.folder)
    (copied.folder / "index.html").write_text("somebody's")
    (copied.folder / "feed.atom").unlink()
    (copied.folder / "nobody/asked").mkdir(parents=True)
    (copied.folder / "nobody/asked/index.html").write_text("an outsider's")
    (copied.folder / "link").symlink_to("/etc")
    done = copied.write()
    after = snapshot(copied.folder)
    assert (done.written, done.removed) == (2, 2)
    assert {name: seal for name, (_time, seal) in after.items()} == {
        name: seal for name, (_time, seal) in before.items()
    }
    assert not (copied.folder / "nobody").exists()


def test_a_withdrawn_item_goes_and_a_new_one_comes(copied):
    before = snapshot(copied.folder)
    gone = db.session.scalars(select(Item).where(Item.slug == "tin-so-7")).one()
    service.trash(SYSTEM, gone.id, gone.version)
    new = make(
        "news.article",
        title="Tin mới nhất",
        summary="Mới.",
        body=BODY,
        status="published",
    )
    assert new.path == "/tin-tuc/tin-moi-nhat"
    done = copied.write()
    after = snapshot(copied.folder)
    assert "tin-tuc/tin-so-7/index.html" not in after
    assert "tin-tuc/tin-moi-nhat/index.html" in after
    for name, path in files_in(copied.folder).items():
        if name.endswith((".html", ".xml", ".atom", ".rss")):
            assert "Tin số 7<" not in path.read_text("utf-8"), name
    assert dead_links(copied.folder) == []
    # Pages that say the same are the same files.
    assert (
        after["tin-tuc/tin-so-30/index.html"] == before["tin-tuc/tin-so-30/index.html"]
    )
    assert done.written < len(after) / 2


def test_without_a_web_server_every_link_is_a_file(copied, tmp_path):
    folder = tmp_path / "disk"
    copied.write(folder, relative=True)
    names = files_in(folder)
    for name in filter(lambda one: one.endswith(".html"), names):
        for _element, one in links_of(names[name].read_text("utf-8")):
            if urlsplit(one).scheme or one.startswith("#"):
                continue
            place = normpath(f"{dirname(name)}/{unquote(urlsplit(one).path)}").strip(
                "/"
            )
            assert not one.startswith("/"), (name, one)
            assert place in names, (name, one)


def test_a_folder_of_something_else_is_refused(copied, tmp_path):
    config = copied.build.config
    (tmp_path / "mine").write_text("not a copy")
    for folder in (
        *(tmp_path, config.instance, config.instance / "copy"),
        *(config.instance.parent, config.media_dir, tmp_path / "mine"),
    ):
        with pytest.raises(CmsError):
            checked_folder(folder, config)
    assert (tmp_path / "mine").read_text() == "not a copy"
    assert checked_folder(copied.folder, config) == copied.folder


def test_poison_in_titles_and_addresses_stays_in_the_folder(copied, tmp_path):
    item = db.session.scalars(select(Item).where(Item.slug == "tin-so-12")).one()
    path, title = item.path, item.title
    poison = {
        "title": "'\"><a href=/../../etc/passwd>x</a>\x01",
        "path": "/tin-tuc/..%2f..%2fngoai",
    }
    try:
        with transaction() as session:
            session.execute(update(Item).where(Item.id == item.id).values(**poison))
        copied.write()
        assert dead_links(copied.folder) == []
        assert not list(copied.folder.parent.rglob("*ngoai*"))
    finally:
        with transaction() as session:
            session.execute(
                update(Item).where(Item.id == item.id).values(title=title, path=path)
            )
    copied.write()
    assert (copied.folder / "tin-tuc/tin-so-12/index.html").is_file()


def test_what_is_known_of_a_copy_can_be_lost(copied):
    before = snapshot(copied.folder)
    (copied.folder / ".copy/state.db").write_bytes(b"no database at all" * 100)
    for ending in ("-wal", "-shm"):
        (copied.folder / f".copy/state.db{ending}").unlink(missing_ok=True)
    copied.write()
    assert snapshot(copied.folder) == before
    assert json.dumps(sorted(before))  # names are text
