"""Somebody else holds the write lock: readers notice nothing, writers lose nothing."""

import re
import sqlite3
from contextlib import closing

import pytest

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.database import engines


pytestmark = [pytest.mark.one_database, pytest.mark.plugins("news")]
CREATE = "/ban-lam-viec/tao/news.article"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Wait for a lock as shortly as a test can."""
    pragmas = [one for one in engines._PRAGMAS if "busy_timeout" not in one]
    monkeypatch.setattr(engines, "_PRAGMAS", (*pragmas, "busy_timeout=20"))


@pytest.fixture
def locked(site):
    """A connection of another program that writes and does not end."""
    other = sqlite3.connect(site.config.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_form_is_kept_on_the_page_and_sent_again_when_the_lock_is_gone(
    login_as, impatient, site, request
):
    approver = login_as("approver")
    assert approver.get(CREATE).status_code == 200
    other = request.getfixturevalue("locked")
    assert approver.get("/ban-lam-viec/").status_code == 200
    typed = {"title": "Hội nghị <sơ kết>", "idempotency_key": "k" * 32}
    answer = approver.post(CREATE, data=typed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Traceback" not in answer.text
    assert '<html lang="vi">' in answer.text
    approver.set_cookie("lang", "en")
    assert '<html lang="en">' in approver.post(CREATE, data=typed).text
    approver.delete_cookie("lang")
    assert "desk.css" in answer.text
    kept = dict(re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)<', answer.text))
    assert kept["title"] == "Hội nghị &lt;sơ kết&gt;"
    assert kept["idempotency_key"] == typed["idempotency_key"]
    script = approver.post(CREATE, data=typed, headers={"Accept": "application/json"})
    assert script.status_code == 503
    assert script.json["message"]
    other.execute("ROLLBACK")
    assert approver.post(CREATE, data=typed).status_code == 303


TABLES = ("items", "revisions", "news_article", "item_search", "item_relations")


def rows(site):
    """Return what the database holds, through a connection of its own."""
    with closing(sqlite3.connect(site.config.url.database)) as connection:
        return {
            one: sorted(connection.execute(f"SELECT * FROM {one}"), key=repr)  # noqa: S608 - the names above
            for one in TABLES
        }


def test_a_preview_needs_no_lock_and_leaves_nothing(
    login_as, impatient, site, make_item, request
):
    approver = login_as("approver")
    body = {"type": "paragraph", "content": [{"type": "text", "text": "Đoạn một."}]}
    words = {"summary": "Tóm tắt", "body": {"type": "doc", "content": [body]}}
    live = make_item("news.article", title="Bản đang đăng", status="published", **words)
    draft = make_item("news.article", title="Bản nháp")
    changes = {"title": "Bản sửa", "summary": "Tóm tắt mới"}
    service.save(SYSTEM, live.id, changes, live.version)
    before = rows(site)
    other = request.getfixturevalue("locked")
    other.execute("UPDATE items SET title = 'Nobody sees this'")
    for item, words in ((live, "Tóm tắt mới"), (draft, "Bản nháp"), (live, "Bản sửa")):
        answer = approver.get(f"/ban-lam-viec/sua/{item.id}/xem-truoc")
        assert answer.status_code == 200, answer.text
        assert words in answer.text
    assert "Bản đang đăng" in approver.get(live.path).text
    other.execute("ROLLBACK")
    assert rows(site) == before
