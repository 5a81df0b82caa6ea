"""Many people save the same article over HTTP at once: nothing acknowledged is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from live import PASSWORD

from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot
from cms.extensions import db


WRITERS = 16
SUMMARY = re.compile(r'<textarea[^>]*name="summary"[^>]*>([^<]*)')


def add_mark(visitor, address, mark):
    """Append a mark to the summary, reading it again until the change is taken."""
    answers = Counter()
    while not answers[303]:
        page = visitor.get(address)
        assert page.status == 200, page.text
        before = SUMMARY.search(page.text)[1].strip()
        answer = visitor.submit_page(page, address, summary=f"{before} {mark}")
        answers[answer.status] += 1
        assert answer.status in (303, 409), answer.text
    return answers


@pytest.mark.slow
@pytest.mark.plugins("news")
def test_sixteen_writers_lose_no_update_and_meet_only_honest_conflicts(
    make_item, person, serve
):
    item = make_item("news.article", summary="đầu")
    address = f"/ban-lam-viec/sua/{item.id}"
    names = [person("approver") for _ in range(WRITERS)]
    live = serve(2)
    visitors = [live.visitor() for _ in names]
    for visitor, name in zip(visitors, names, strict=True):
        visitor.log_in(name, PASSWORD)
    with ThreadPoolExecutor(WRITERS) as pool:
        marks = [f"dấu-{number}" for number in range(WRITERS)]
        answers = list(
            pool.map(lambda one, mark: add_mark(one, address, mark), visitors, marks)
        )
    for visitor in visitors:
        visitor.close()
    db.session.rollback()
    stored = db.session.get_one(Item, item.id)
    assert sorted(current_snapshot(stored)["summary"].split()[1:]) == sorted(marks)
    assert sum(answers, Counter())[409] > 0


AUTOSAVES = 6
OWN_FIELDS = ("title", "summary", "author", "source")
BASE = re.compile(r'name="base" value="([^"]*)"')


def go_on(visitor, address, field, others):
    """Autosave a field of one's own again and again from one open page."""
    page = visitor.get(address)
    assert page.status == 200, page.text
    others.wait()
    marks, statuses = json.loads(unescape(BASE.search(page.text)[1])), Counter()
    for number in range(AUTOSAVES):
        form = {"base": json.dumps(marks), field: f"{field} {number}"}
        answer = visitor.submit_page(page, address, **form)
        statuses[answer.status] += 1
        answer = json.loads(answer.text)
        merged = {one["name"] for one in answer["merged"]}
        marks |= {
            key: mark for key, mark in answer["base"].items() if key not in merged
        }
    return statuses


@pytest.mark.slow
@pytest.mark.plugins("news")
def test_writers_of_different_fields_all_get_through_and_undo_nobody(
    make_item, person, serve
):
    item = make_item("news.article", title="đầu")
    address = f"/ban-lam-viec/sua/{item.id}"
    names = [person("approver") for _ in OWN_FIELDS]
    live = serve(2)
    visitors = [live.visitor() for _ in names]
    for visitor, name in zip(visitors, names, strict=True):
        visitor.log_in(name, PASSWORD)
        visitor.headers["X-Autosave"] = "1"
    barrier = Barrier(len(names))
    with ThreadPoolExecutor(len(names)) as pool:
        statuses = list(
            pool.map(
                lambda one, field: go_on(one, address, field, barrier),
                visitors,
                OWN_FIELDS,
            )
        )
    for visitor in visitors:
        visitor.close()
    db.session.rollback()
    stored = current_snapshot(db.session.get_one(Item, item.id))
    assert statuses == [Counter({200: AUTOSAVES})] * len(names)
    assert {field: stored[field] for field in OWN_FIELDS} == {
        field: f"{field} {AUTOSAVES - 1}" for field in OWN_FIELDS
    }
