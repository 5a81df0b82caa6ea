"""Rows of an import pass the gates: what is wrong is said, nothing is made of it."""

import pytest
from sqlalchemy import func, select

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange.item_rows import ImportProblem, load
from cms.content.spine.models import Item
from cms.contributions import DemoItem
from cms.errors import CmsError
from cms.extensions import db


@pytest.fixture
def plugins():
    return ("news", "conferences")


def row(**columns):
    data = columns.pop("data", {"title": "Bài", "summary": "Tóm tắt."})
    return DemoItem(**{"type": "news.article", "slug": "bai", "data": data, **columns})


@pytest.mark.parametrize(
    "columns",
    [
        {"slug": "https://a@evil.example%00.x.example"},
        {"slug": "a" * 300},
        {"slug": 7},
        {"status": "live"},
        {"published_at": "9999-12-31T23:59:00+00:00"},
        {"published_at": "1" * 5000},
        {"position": "NaN"},
        {"data": {"title": "dài " * 600}},
        {"data": {"title": "Bài", "visibility": "everybody"}},
        {"data": {"title": "Bài", "section_id": 2147483647}},
        {"data": {"title": "Bài", "image_id": -1}},
        {"data": {"title": "Bài", "gallery": "1,2"}},
        {"data": {"title": "Bài", "image_id": 4000}},
    ],
    ids=str,
)
def test_a_row_that_no_gate_takes_is_refused_in_words(site, columns):
    with pytest.raises(CmsError) as refusal:
        load([row(**columns)], SYSTEM)
    assert len(str(refusal.value)) < 400
    db.session.rollback()
    kept = select(func.count()).where(Item.deleted_at.is_(None))
    assert db.session.scalar(kept) == 0


@pytest.mark.parametrize(
    "agenda", ["dài " * 1000, [{"type": "party", "title": "Liên hoan"}]], ids=type
)
def test_what_is_no_row_or_no_choice_of_a_row_is_refused(site, agenda):
    data = {"title": "Hội nghị", "agenda": agenda}
    with pytest.raises(ImportProblem):
        load([row(type="conferences.conference", data=data)], SYSTEM)


def test_a_time_without_a_zone_is_the_sites(site):
    load([row(published_at="2026-03-01T08:00:00")], SYSTEM)
    assert db.session.scalar(select(Item)).published_at.hour == 1
