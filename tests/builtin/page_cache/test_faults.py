"""Faults that page caches of other systems have had: none of them is here."""

import datetime as dt
import threading

import pytest
from cached_site import SESSION, made
from sqlalchemy import text

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item, Section
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.items import make


@pytest.fixture
def note(cached):
    """``note("Title", …)``: the id and the address of a published note."""

    def new(title, **data):
        data.setdefault("status", "published")
        with cached.desk():
            item = make("toy.note", title=title, **data)
            return item.id, item.path

    return new


def step(cached, name, item_id, *arguments, **named):
    with cached.desk():
        version = db.session.get(Item, item_id).version
        return getattr(service, name)(SYSTEM, item_id, version, *arguments, **named)


def test_what_is_published_is_seen_by_the_next_request_on_any_worker(cached, note):
    for worker in (0, 1):
        cached.read("/ghi-chu", worker=worker)
    _id, path = note("Tin vừa đăng")
    for worker in (0, 1):
        assert "Tin vừa đăng" in cached.read("/ghi-chu", worker=worker).text
        assert cached.comes_from_memory(path, worker=worker)


def test_a_page_begun_before_a_change_is_not_kept_after_it(cached, note, monkeypatch):
    """The fill race: the stamp is read before the first query of the page."""
    item_id, path = note("Trước khi sửa")
    app = cached.workers[0].current().app
    answer = type(app).full_dispatch_request

    def slow(self):
        response = answer(self)  # made, and not yet kept
        if not changed:
            changed.append(True)
            thread = threading.Thread(target=step, args=(cached, "archive", item_id))
            thread.start()
            thread.join()
        return response

    changed = []
    monkeypatch.setattr(type(app), "full_dispatch_request", slow)
    cached.read(path)
    assert changed
    assert "notice-archived" in cached.read(path).text


def test_a_filtered_list_has_a_key_of_its_own(cached, note):
    note("Một tin ngắn", kind="short")
    note("Một tin dài", kind="long")
    whole, short = cached.read("/ghi-chu"), cached.read("/ghi-chu?loai=short")
    again, other = cached.read("/ghi-chu"), cached.read("/ghi-chu?loai=long")
    assert "Một tin dài" in whole.text
    assert "Một tin dài" not in short.text
    assert again.data == whole.data
    assert "Một tin ngắn" not in other.text
    assert "Một tin dài" in other.text


def test_a_forwarded_host_changes_nothing_that_others_get(cached):
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    with cached.desk(), transaction() as session:
        session.add(Section(slug="moi-nguoi", title="Mọi người"))  # begin afresh
    first = cached.read("/", headers)
    assert "evil.example" not in first.text + str(first.headers)
    assert cached.read("/").data == first.data
    assert cached.read("/", {"Host": "evil.example"}).status_code == 400
    assert cached.read("/").status_code == 200


def test_a_flood_of_queries_and_addresses_pushes_nothing_out(cached, monkeypatch):
    pages = cached.workers[0].pages
    monkeypatch.setattr(pages.store, "limit", 400_000)
    assert cached.comes_from_memory("/")
    before = len(made)
    for number in range(150):
        hits = cached.hits()
        assert cached.read(f"/?utm_source={number}&x={number}").status_code == 200
        assert cached.hits() == hits + 1  # not part of the key
        assert cached.read(f"/do-choi/hoi/one?trang={number}").status_code == 200
        if not number % 10:
            assert cached.read(f"/khong-co-{number}").status_code == 404
    assert len(made) == before + 150
    assert pages.store.weight <= 400_000
    hits = cached.hits()
    cached.read("/")
    assert cached.hits() == hits + 1


def test_a_body_of_a_get_is_answered_and_not_kept(cached):
    assert not cached.comes_from_memory("/do-choi/tinh", data=b"loai=short")
    assert cached.comes_from_memory("/do-choi/tinh")


def test_who_has_a_session_gets_no_kept_page_and_leaves_none(cached, note):
    _id, path = note("Ai cũng đọc")
    for address in (path, "/", "/feed.atom", "/tim-kiem?q=đọc"):
        assert not cached.comes_from_memory(address, SESSION)
        cached.read(address)
        hits = cached.hits()
        answer = cached.read(address, SESSION)
        assert cached.hits() == hits
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_preview_is_kept_for_nobody(cached, note):
    item_id, _path = note("Còn nháp", status="draft")
    assert not cached.comes_from_memory(f"/ban-lam-viec/{item_id}/xem-truoc")
    assert not cached.comes_from_memory("/dang-nhap")


def test_feeds_and_the_site_map_follow_like_pages(cached, note):
    item_id, path = note("Trong nguồn tin")
    for address in ("/feed.atom", "/feed.rss", "/ghi-chu/feed.atom", "/sitemap.xml"):
        assert cached.comes_from_memory(address)
        assert path in cached.read(address).text
    step(cached, "trash", item_id)
    for address in ("/feed.atom", "/feed.rss", "/ghi-chu/feed.atom", "/sitemap.xml"):
        assert path not in cached.read(address).text


def test_every_way_out_of_the_public_is_followed(cached, note):
    """Archive, trash, restore, revive, withdraw from readers, and back."""
    item_id, path = note("Đi rồi về")

    def seen():
        listed = "Đi rồi về" in cached.read("/ghi-chu", worker=1).text
        return listed, cached.read(path, worker=1).status_code

    assert seen() == (True, 200)
    step(cached, "archive", item_id)
    assert seen() == (False, 200)
    step(cached, "revive", item_id)
    assert seen() == (True, 200)
    step(cached, "trash", item_id)
    assert seen() == (False, 404)
    with cached.desk():
        item = db.session.get(Item, item_id)
        service.untrash(SYSTEM, item_id, item.version)
    assert seen() == (True, 200)
    with cached.desk():
        version = db.session.get(Item, item_id).version
        service.save(SYSTEM, item_id, {"visibility": "internal"}, version)
    assert seen() == (True, 200)  # a draft changes nothing for readers
    step(cached, "publish", item_id)
    assert seen() == (False, 404)


def test_what_expires_goes_without_anybody_writing(cached, note):
    """Time bounds the life of every page: it is made anew when an item expires."""
    ends = utcnow() + dt.timedelta(minutes=30)
    _id, path = note("Hết hạn sau nửa giờ", expires_at=ends.isoformat())
    assert cached.comes_from_memory(path)
    assert cached.comes_from_memory("/ghi-chu")
    moment = cached.workers[0].pages._moment
    assert moment.until <= ends.timestamp()
    cached.ahead += 31 * 60
    before = cached.hits()
    cached.read("/ghi-chu")
    cached.ahead -= 31 * 60
    assert cached.hits() == before


def test_the_description_of_a_picture_is_followed(cached, note):
    """Media: whatever is written, the stamp moves; no list of tables is kept."""
    cached.read("/")
    with cached.desk(), transaction() as session:
        session.execute(text("UPDATE media SET alt = 'Ảnh' WHERE id = 0"))
    hits = cached.hits()
    cached.read("/")
    assert cached.hits() == hits


def test_search_is_as_new_as_the_pages(cached, note):
    address = "/tim-kiem?q=bồ+công+anh"
    assert "Hoa bồ công anh" not in cached.read(address).text
    assert cached.comes_from_memory(address)
    note("Hoa bồ công anh")
    assert "Hoa" in cached.read(address).text


def test_an_error_is_never_kept(cached, monkeypatch):
    from cms.errors import Busy

    def fail(*_arguments, **_named):
        raise Busy("The database is busy.")

    with cached.desk(), transaction() as session:
        session.add(Section(slug="sap-loi", title="Sắp lỗi"))
    with monkeypatch.context() as patch:
        patch.setattr("cms.builtin.pages.lists.newest_of_each", fail)
        assert cached.read("/").status_code == 503
    assert cached.read("/").status_code == 200
    assert not cached.comes_from_memory("/khong-co-gi")


def test_many_who_ask_for_one_page_have_it_made_once(cached):
    with cached.desk(), transaction() as session:
        session.add(Section(slug="cung-luc", title="Cùng lúc"))
    before = len(made)
    texts = []
    threads = [
        threading.Thread(target=lambda: texts.append(cached.read("/do-choi/dem").text))
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == before + 1
    assert len(set(texts)) == 1
    assert len(texts) == 50


def test_foreign_cookies_change_nothing(cached):
    assert cached.comes_from_memory("/", {"Cookie": "_ga=GA1.2; consent=yes; lang=xx"})
    hits = cached.hits()
    cached.read("/", {"Cookie": "_ga=another"})
    assert cached.hits() == hits + 1


def test_each_language_has_pages_of_its_own(cached):
    vietnamese = cached.read("/").text
    for cookie in ("lang=en", 'lang="en"', "a=b; lang=en"):
        english = cached.read("/", {"Cookie": cookie}).text
        assert 'lang="en"' in english[:200]
    assert cached.read("/").text == vietnamese
    assert cached.read("/?lang=en").status_code == 302


@pytest.mark.parametrize("what", ["agent", "address", "cookie", "environ"])
def test_a_page_that_asks_who_reads_it_is_not_kept(cached, what):
    assert not cached.comes_from_memory(f"/do-choi/hoi/{what}")
    answer = cached.read(f"/do-choi/hoi/{what}")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("what", ["query", "url", "args"])
def test_a_page_that_looks_at_the_whole_query_is_kept_without_one(cached, what):
    address = f"/do-choi/hoi/{what}"
    assert cached.comes_from_memory(address)
    assert not cached.comes_from_memory(f"{address}?a=1")
    assert "a=1" not in cached.read(address).text


def test_a_page_that_names_nothing_is_not_kept(cached):
    assert not cached.comes_from_memory("/do-choi/khong-ten")
    assert cached.comes_from_memory("/do-choi/tinh")
