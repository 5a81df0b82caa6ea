"""A folder of articles becomes drafts with their records, each file exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest
from cms_extraction import backlog
from cms_extraction.models import ImportedFile
from sqlalchemy import func, select

from cms import SYSTEM, Item, current_snapshot, db


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
    def progress(path, outcome):
        if path.name == stop_behind:
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
