"""A folder of articles becomes drafts with their records, each file exactly once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cms_extraction import backlog
from cms_extraction.feeds import BrokenFeed
from cms_extraction.models import ImportedFile
from sqlalchemy import func, select

from cms import SYSTEM, Item, current_snapshot, db


pytestmark = pytest.mark.one_database


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
ARTICLE = "news.article"


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def folder(tmp_path):
    """Three articles: the example, the same of another year, and something else."""
    (tmp_path / "a.txt").write_text(RAW, "utf-8")
    (tmp_path / "b.txt").write_text(RAW.replace("2013", "2014"), "utf-8")
    (tmp_path / "c.txt").write_text("Mưa to\n\nNhiệt độ 21 độ.\n", "utf-8")
    return tmp_path


def take(folder, stop_behind=None):
    def progress(name, outcome):
        if name == stop_behind:
            raise KeyboardInterrupt

    return backlog.take_folder(backlog.files_of(folder), SYSTEM, ARTICLE, progress)


def count(type_name):
    query = select(func.count()).where(
        Item.type == type_name, Item.deleted_at.is_(None)
    )
    return db.session.scalar(query.select_from(Item))


def test_each_file_is_a_draft_with_its_records(site, folder):
    outcome = take(folder)
    assert (outcome.taken, outcome.before) == (3, 0)
    assert count(ARTICLE) == 3
    assert count("conferences.conference") == 2
    assert count("reports.report") == 2
    # The people and bodies of the second article are those of the first.
    assert count("directory.person") == 4
    query = select(Item).where(Item.type == ARTICLE).order_by(Item.id)
    links = [current_snapshot(one)["conference"] for one in db.session.scalars(query)]
    assert links[0]
    assert links[1]
    assert links[0] != links[1]
    assert links[2] is None


def test_what_was_stopped_goes_on_and_makes_nothing_twice(site, folder):
    with pytest.raises(KeyboardInterrupt):
        take(folder, stop_behind="a.txt")
    assert count(ARTICLE) == 1
    outcome = take(folder)
    assert (outcome.taken, outcome.before) == (2, 1)
    assert take(folder).before == 3
    assert count(ARTICLE) == 3
    assert db.session.scalar(select(func.count()).select_from(ImportedFile)) == 3


def test_a_file_that_fails_half_way_leaves_nothing(site, folder, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("power cut")

    monkeypatch.setattr(backlog, "make", fail)
    with pytest.raises(RuntimeError):
        take(folder)
    db.session.rollback()
    assert count(ARTICLE) == 0
    assert db.session.scalar(select(func.count()).select_from(ImportedFile)) == 0


def test_what_is_unsure_waits_and_is_named(site, folder, make_item):
    make_item("directory.person", title="Kiều Thục Uyên")
    outcome = take(folder)
    assert ("a.txt", "Kiều Thục Uyên", "Chỉ trùng tên.") in outcome.waiting


def test_an_empty_file_is_refused_and_the_others_are_taken(site, folder):
    (folder / "aa.txt").write_text(" \n", "utf-8")
    outcome = take(folder)
    assert [name for name, _reason in outcome.refused] == ["aa.txt"]
    assert outcome.taken == 3


WXR = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>{title}</title><content:encoded><![CDATA[{body}]]></content:encoded>
<wp:post_type>post</wp:post_type></item>
<item><title>Trang giới thiệu</title><content:encoded>x</content:encoded>
<wp:post_type>page</wp:post_type></item></channel></rss>"""
RSS = """<rss><channel><title>Tin</title>{items}</channel></rss>"""


YEARS = 80


def numbered(count):
    """Articles that differ; each tells of the conference of one of eighty years."""
    lines = [line for line in RAW.splitlines() if len(line) > 1]
    for number in range(count):
        year = str(2010 + number % YEARS)
        body = "<p>".join([*lines[1:], f"Bài số {number}."]).replace("2013", year)
        yield lines[0].replace("2013", year), body


def test_exports_and_feeds_give_an_article_for_each_post(tmp_path):
    title, body = next(numbered(1))
    (tmp_path / "a.xml").write_text(WXR.format(title=title, body=body), "utf-8")
    item = "<item><title>Một</title><description>&lt;p&gt;Nội dung.&lt;/p&gt;</description></item>"
    (tmp_path / "b.rss").write_text(RSS.format(items=item * 2), "utf-8")
    found = [
        (piece.name, piece.text.splitlines()[0])
        for path in backlog.files_of(tmp_path)
        for piece in backlog.pieces_of(path)
    ]
    assert found == [("a.xml#1", title), ("b.rss#1", "Một"), ("b.rss#2", "Một")]
    (tmp_path / "c.xml").write_text("<rss><item><title>Hỏng", "utf-8")
    with pytest.raises(BrokenFeed, match=r"c\.xml is damaged"):
        list(backlog.pieces_of(tmp_path / "c.xml"))
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><item><title>&a;</title></item></rss>'
    )
    (tmp_path / "d.xml").write_text(bomb, "utf-8")
    with pytest.raises(BrokenFeed, match="declares entities"):
        list(backlog.pieces_of(tmp_path / "d.xml"))


# The whole of it, as a release asks: EXTRACTION_ARTICLES=1000.
ARTICLES = int(os.environ.get("EXTRACTION_ARTICLES", "12"))


def test_a_killed_job_goes_on_and_takes_each_article_once(site, tmp_path, monkeypatch):
    items = "".join(
        f"<item><title>{title}</title><description><![CDATA[{body}]]></description></item>"
        for title, body in numbered(ARTICLES)
    )
    (tmp_path / "all.rss").write_text(RSS.format(items=items), "utf-8")
    killed_at = ARTICLES // 2
    real, calls = backlog.make, []

    def killed(*arguments):
        calls.append(1)
        if len(calls) == killed_at:
            raise KeyboardInterrupt  # in the middle of an article
        return real(*arguments)

    asked = []
    monkeypatch.setattr(
        backlog, "enqueue", lambda _name, dedupe, **given: asked.append(given)
    )
    monkeypatch.setattr(backlog, "AT_ONCE", 5)
    monkeypatch.setattr(backlog, "make", killed)

    def work():
        backlog.take_in_worker(str(tmp_path), ARTICLE)
        while asked:
            backlog.take_in_worker(**asked.pop())

    with pytest.raises(KeyboardInterrupt):
        work()
    db.session.rollback()
    assert count(ARTICLE) == killed_at - 1
    asked.clear()
    work()
    assert count(ARTICLE) == ARTICLES
    assert count("conferences.conference") == min(ARTICLES, YEARS)
    assert count("directory.person") == 4
