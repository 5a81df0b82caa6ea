"""A folder of old articles has a report on the desk: how far, what is sure, what waits."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from cms_extraction import backlog
from cms_extraction.models import ImportRun
from cms_extraction.runs import open_run
from sqlalchemy import select, update

from cms import SYSTEM, db, utcnow


pytestmark = pytest.mark.one_database


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
RUNS = "/ban-lam-viec/trich-xuat/dot-nhap"


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def folder(tmp_path):
    """Two articles of two years, something else, and a file that cannot be read."""
    place = tmp_path / "bai-cu"
    place.mkdir()
    (place / "a.txt").write_text(RAW, "utf-8")
    (place / "b.txt").write_text("Mưa to\n\nNhiệt độ 21 độ.\n", "utf-8")
    (place / "c.txt").write_text(" \n", "utf-8")
    (place / "d.txt").write_text(RAW.replace("2013", "2014"), "utf-8")
    return place


def take(folder, stop_behind=None):
    def progress(name, _outcome):
        if name == stop_behind:
            raise KeyboardInterrupt

    paths = backlog.files_of(folder)
    run_id = open_run(str(folder), "news.article", paths)
    backlog.take_folder(paths, SYSTEM, "news.article", progress, run_id=run_id)


def runs():
    db.session.expire_all()
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.id)))


def test_the_report_shows_progress_through_a_kill_and_ends(
    site, folder, make_item, login_as
):
    make_item("directory.person", title="Kiều Thục Uyên")
    with pytest.raises(KeyboardInterrupt):
        take(folder, stop_behind="b.txt")
    db.session.rollback()
    (run,) = runs()
    browser = login_as("administrator")
    page = browser.get(f"{RUNS}/{run.id}").text
    assert "2 trên 4 bài" in page
    assert 'value="2"' in page
    assert 'seconds="4"' in page
    assert "Kiều Thục Uyên" in page
    assert "Chỉ trùng tên." in page
    assert "Trả lời" in page
    # Nobody goes on: the page says so, and what to do.
    long_ago = utcnow() - dt.timedelta(hours=1)
    db.session.execute(update(ImportRun).values(seen_at=long_ago))
    db.session.commit()
    assert "Đã dừng" in browser.get(f"{RUNS}/{run.id}").text

    take(folder)
    (run,) = runs()
    assert (run.total, run.taken, run.before) == (4, 3, 0)
    page = browser.get(f"{RUNS}/{run.id}").text
    assert "4 trên 4 bài" in page
    assert "seconds=" not in page
    assert "c.txt" in page
    assert "Tệp trống." in page
    assert "bai-cu" in browser.get("/ban-lam-viec/").text


def test_the_same_folder_again_is_another_run_that_finds_all_there(site, folder):
    take(folder)
    (folder / "c.txt").write_text("Nắng\n\nKhông mưa.\n", "utf-8")
    take(folder)
    first, second = runs()
    assert first.finished_at
    assert (second.taken, second.before) == (1, 3)


def test_a_job_that_goes_on_counts_in_one_run(site, folder, monkeypatch):
    asked = []
    monkeypatch.setattr(
        backlog, "enqueue", lambda _name, dedupe, **given: asked.append(given)
    )
    monkeypatch.setattr(backlog, "AT_ONCE", 1)
    backlog.take_in_worker(str(folder), "news.article")
    while asked:
        backlog.take_in_worker(**asked.pop())
    (run,) = runs()
    assert (run.taken, run.before) == (3, 0)
    assert run.finished_at


def test_what_waits_can_be_shown_alone_until_it_is_answered(
    site, folder, make_item, login_as
):
    known = make_item("directory.person", title="Kiều Thục Uyên")
    take(folder)
    browser = login_as("administrator")
    address = f"{RUNS}/{runs()[0].id}?loc=cho"
    page = browser.get(address).text
    assert "a.txt" in page
    assert "b.txt" not in page
    for _each in range(2):
        question = browser.get("/ban-lam-viec/trich-xuat/cho-tra-loi").text
        doubt = re.search(r"cho-tra-loi/(\d+)", question)[1]
        version = re.search(r'name="version" value="(\d+)"', question)[1]
        browser.post(
            f"/ban-lam-viec/trich-xuat/cho-tra-loi/{doubt}",
            data={"version": version, "choice": known.id},
        )
    assert "Không còn gì chờ trả lời" in browser.get(address).text
    assert "Đã trả lời" in browser.get(address.removesuffix("?loc=cho")).text


def test_who_may_not_write_such_articles_sees_no_report(site, folder, login_as, client):
    take(folder)
    (run,) = runs()
    assert client.get(f"{RUNS}/{run.id}").status_code in (302, 303, 401)
    reader = login_as("reader")
    assert reader.get(f"{RUNS}/{run.id}").status_code == 404
    assert "bai-cu" not in reader.get(RUNS).text
    assert "bai-cu" not in reader.get("/ban-lam-viec/").text


@pytest.mark.parametrize("query", ["sau=9999999999999999999999", "sau=-1", "sau=a%00"])
def test_a_hostile_address_is_a_page_or_not_found(site, folder, login_as, query):
    take(folder)
    browser = login_as("administrator")
    assert browser.get(f"{RUNS}/{runs()[0].id}?{query}").status_code in (200, 400, 404)
