"""The desk's lists over HTTP: ticked items, the bar that tells, the way back."""

import re

import pytest
from sqlalchemy import select

from cms.builtin.desk import undo
from cms.builtin.desk.lists import bulk_actions
from cms.content import service
from cms.content.spine.models import Item, UndoRecord
from cms.extensions import db


HOME = "/ban-lam-viec/noi-dung/"


@pytest.fixture
def desk(login_as):
    return login_as("administrator")


def ticked(*items):
    return [f"{item.id}:{item.version}" for item in items]


def undo_address(page):
    return re.search(r'action="(/ban-lam-viec/hoan-tac/\d+)"', page.text)[1]


def test_ticked_items_go_and_come_back(desk, paper):
    one, two = paper("Bài một"), paper("Bài hai")

    answer = desk.post(
        "/ban-lam-viec/hang-loat",
        data={"act": "trash", "item": ticked(one, two), "back": HOME + "?q="},
    )
    page = desk.get(answer.location)

    assert answer.location == HOME + "?q="
    assert "notice-undo" in page.text
    assert "Bài một" not in page.text
    desk.post(undo_address(page), data={"back": HOME})
    assert "Bài một" in desk.get(HOME).text


class Killed(BaseException):
    """Stands for the end of the process."""


def dies_at(monkeypatch, module, name, count):
    """Let a function end the process with the call of that number."""
    real, calls = getattr(module, name), []

    def call(*arguments):
        calls.append(arguments)
        if len(calls) == count:
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(module, name, call)


def test_killed_in_the_middle_and_sent_again_it_does_the_rest_and_so_does_undoing(
    desk, paper, monkeypatch
):
    ids = [paper(f"Bài {number}").id for number in range(3)]

    def trashed():
        db.session.rollback()
        query = select(Item.id).where(Item.id.in_(ids), Item.deleted_at.is_not(None))
        return len(db.session.scalars(query).all())

    def killed_and_sent_again(address, form, module, name):
        form["idempotency_key"] = f"{name}-{'k' * 16}"
        with monkeypatch.context() as patch:
            dies_at(patch, module, name, 2)
            with pytest.raises(Killed):
                desk.post(address, data=form)
        between = trashed()
        assert desk.post(address, data=form).status_code == 303
        return between

    items = ticked(*(db.session.get(Item, one) for one in ids))
    form = {"act": "trash", "item": items, "back": HOME}
    address = "/ban-lam-viec/hang-loat"
    assert killed_and_sent_again(address, form, bulk_actions, "_one") == 1
    assert trashed() == 3
    page = desk.get(HOME)
    # One record for both runs, and what the first had done has not failed.
    assert "Đã chuyển 3 mục vào thùng rác" in page.text
    assert "trong lúc" not in notice_of(page)
    back = undo_address(page)
    assert killed_and_sent_again(back, {"back": HOME}, undo, "_revert") == 2
    assert trashed() == 0
    page = desk.get(HOME)
    assert "3" in notice_of(page)
    assert "trong lúc" not in notice_of(page)


def test_what_a_killed_run_had_done_can_be_taken_back(desk, paper, monkeypatch):
    """Nobody sends it again: the records of its parts are there, each with its step."""
    items = [paper(f"Bài {number}") for number in range(3)]
    form = {"act": "trash", "item": ticked(*items), "back": HOME}
    dies_at(monkeypatch, bulk_actions, "_one", 3)
    with pytest.raises(Killed):
        desk.post("/ban-lam-viec/hang-loat", data=form)
    parts = list(db.session.scalars(select(UndoRecord).order_by(UndoRecord.id)))
    assert [step["id"] for part in parts for step in part.steps] == [
        one.id for one in items[:2]
    ]
    for part in parts:
        desk.post(f"/ban-lam-viec/hoan-tac/{part.id}", data={"back": HOME})
    db.session.rollback()
    assert {db.session.get(Item, one.id).deleted_at for one in items} == {None}


def notice_of(page):
    """Return the words of the bar that tells what was done."""
    return page.text.partition("notice-undo")[2].partition("</div>")[0]


def test_what_was_not_done_is_named_with_its_reason(desk, paper):
    empty = paper("Chưa xong", body=None)

    answer = desk.post(
        "/ban-lam-viec/hang-loat", data={"act": "submit", "item": ticked(empty)}
    )
    page = desk.get(answer.location)

    notice = page.text.partition("notice-undo")[2].partition("</div>")[0]
    assert "Chưa xong" in notice
    assert "hoan-tac" not in notice


def test_the_bar_tells_once(desk, paper):
    desk.post("/ban-lam-viec/hang-loat", data={"act": "trash", "item": ticked(paper())})

    assert "notice-undo" in desk.get(HOME).text
    assert "notice-undo" not in desk.get(HOME).text


def test_a_single_deletion_can_be_taken_back_too(desk, paper):
    item = paper("Lỡ tay")

    answer = desk.post(
        f"/ban-lam-viec/sua/{item.id}/buoc/trash", data={"version": item.version}
    )
    page = desk.get(answer.location)
    desk.post(undo_address(page))

    assert db.session.get(Item, item.id, populate_existing=True).deleted_at is None


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/", ""])
def test_the_way_back_never_leads_elsewhere(desk, back):
    answer = desk.post("/ban-lam-viec/hang-loat", data={"back": back})

    assert answer.location == HOME


@pytest.mark.parametrize("value", ["", "1", "a:b", "1:", "٣:٣٣", "999999:1"])
def test_boxes_that_say_nothing_change_nothing(desk, value):
    answer = desk.post("/ban-lam-viec/hang-loat", data={"act": "trash", "item": value})

    assert answer.status_code == 303


def test_the_bar_offers_what_its_reader_may_do(login_as, paper):
    paper("Bài")
    reporter = login_as("reporter").get(HOME).text

    assert 'value="submit"' in reporter
    assert 'value="publish"' not in reporter


def test_the_trash_is_searched_filtered_and_emptied_by_those_who_may(
    desk, login_as, paper
):
    one, two = paper("Hội nghị cũ"), paper("Báo cáo cũ")
    for item in (one, two):
        service.trash(desk.user, item.id, item.version)
    found = desk.get("/ban-lam-viec/thung-rac/?q=hoi+nghi").text

    assert "Hội nghị cũ" in found
    assert "Báo cáo cũ" not in found
    assert desk.user.name in found
    assert (
        "Hội nghị cũ" not in desk.get("/ban-lam-viec/thung-rac/?type=papers.memo").text
    )
    chosen, key = {"act": "purge", "item": ticked(one)}, one.id
    desk.post("/ban-lam-viec/hang-loat", data=chosen)
    assert db.session.get(Item, key) is not None
    login_as("approver").post("/ban-lam-viec/hang-loat", data={**chosen, "sure": "1"})
    assert db.session.get(Item, key) is not None
    desk.post("/ban-lam-viec/hang-loat", data={**chosen, "sure": "1"})
    assert db.session.get(Item, key, populate_existing=True) is None
