"""What waits is answered one after the other: this record, a new one, nobody, later."""

from __future__ import annotations

from pathlib import Path

import pytest
from cms_extraction import backlog
from cms_extraction.models import Doubt, Remembered
from sqlalchemy import select

from cms import SYSTEM, Item, current_snapshot, db, service


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
QUEUE = "/ban-lam-viec/trich-xuat/cho-tra-loi"
MAY, UYEN = "Lương Hạ Mây", "Kiều Thục Uyên"


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def articles(site, tmp_path):
    """Return a function that takes the example of some years as a folder of old articles."""

    def take(*years):
        for year in years:
            path = tmp_path / f"{year}.txt"
            path.write_text(RAW.replace("2013", str(year)), "utf-8")
        backlog.take_folder(
            backlog.files_of(tmp_path), SYSTEM, "news.article", lambda *_: None
        )
        query = select(Item).where(Item.type == "news.article").order_by(Item.id)
        return list(db.session.scalars(query))

    return take


def waiting():
    db.session.expire_all()
    query = select(Doubt).where(Doubt.answer == "").order_by(Doubt.turn, Doubt.id)
    return list(db.session.scalars(query))


def reply(browser, doubt, **fields):
    db.session.expire_all()
    article = db.session.get(Item, doubt.article_id)
    return browser.post(
        f"{QUEUE}/{doubt.id}", data={"version": article.version, **fields}
    )


def links(article):
    db.session.expire_all()
    return current_snapshot(db.session.get(Item, article.id))


def people(title):
    db.session.expire_all()
    query = select(Item).where(
        Item.type == "directory.person",
        Item.title == title,
        Item.deleted_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Item.id)))


def test_the_next_one_stands_with_its_sentence_and_the_desk_counts(
    articles, make_item, login_as
):
    known = make_item("directory.person", title=UYEN)
    (article,) = articles(2013)
    browser = login_as("administrator")
    assert "1 hồ sơ chờ trả lời" in browser.get("/ban-lam-viec/").text
    page = browser.get(QUEUE).text
    assert f"<mark>{UYEN}</mark>" in page
    assert f'name="choice" value="{known.id}" checked' in page
    assert "Chỉ trùng tên." in page
    (doubt,) = waiting()
    lit = f"/ban-lam-viec/trich-xuat/{article.id}/nguon?cau={doubt.id}"
    assert f"{lit}#words" in page
    assert f'<mark id="words">{doubt.sentence[:20]}' in browser.get(lit).text


def test_accepting_links_both_ways_and_takes_the_place_in_the_conference(
    articles, make_item, login_as
):
    may = make_item("directory.person", title=MAY)
    uyen = make_item("directory.person", title=UYEN)
    (article,) = articles(2013)
    browser = login_as("administrator")
    before = links(article)
    conference = db.session.get(Item, before["conference"])
    open_places = current_snapshot(conference)
    for doubt in waiting():
        known = may if doubt.title == MAY else uyen
        assert reply(browser, doubt, choice=str(known.id)).status_code == 303
    assert {may.id, uyen.id} <= set(links(article)["people"])
    data = links(conference)
    named = {row["person_id"] for row in data["agenda"]}
    assert {may.id, uyen.id} <= named
    assert may.id in {row["person_id"] for row in data["attendees"]}
    query = select(Item).where(Item.type == "conferences.directive")
    directives = [current_snapshot(one) for one in db.session.scalars(query)]
    assert [one["given_by"] for one in directives] == [may.id] * 3
    assert browser.get("/ban-lam-viec/").text.count("chờ trả lời") == 0

    for _each in range(2):
        browser.post(f"{QUEUE}/hoan-tac")
    assert links(article)["people"] == before["people"]
    assert links(conference)["agenda"] == open_places["agenda"]
    assert links(conference)["attendees"] == open_places["attendees"]
    assert [links(one)["given_by"] for one in db.session.scalars(query)] == [None] * 3
    assert db.session.scalars(select(Remembered)).all() == []
    assert len(waiting()) == 2


def test_an_answer_is_remembered_for_the_articles_to_come(
    articles, make_item, login_as
):
    known = make_item("directory.person", title=UYEN)
    first, second = articles(2013, 2014)
    browser = login_as("administrator")
    reply(browser, waiting()[0], choice=str(known.id))
    (doubt,) = waiting()
    assert "Đã được chọn như vậy trước đây." in browser.get(f"{QUEUE}/{doubt.id}").text
    reply(browser, doubt, choice=str(known.id))
    assert known.id in links(first)["people"]
    assert known.id in links(second)["people"]


def test_another_person_of_that_name_is_a_draft_that_undo_removes(
    articles, make_item, login_as
):
    make_item("directory.person", title=UYEN)
    (article,) = articles(2013)
    browser = login_as("administrator")
    reply(browser, waiting()[0], choice="new")
    assert len(people(UYEN)) == 2
    assert people(UYEN)[1].id in links(article)["people"]
    posts = current_snapshot(people(UYEN)[1])["positions"]
    assert [row["title"] for row in posts] == ["QUV", "Phó Chủ nhiệm UBKT Quận ủy"]
    browser.post(f"{QUEUE}/hoan-tac")
    assert len(people(UYEN)) == 1
    assert len(waiting()) == 1


def test_what_is_no_person_is_not_asked_again_anywhere(articles, make_item, login_as):
    make_item("directory.person", title=UYEN)
    articles(2013, 2014)
    browser = login_as("administrator")
    first, second = waiting()
    reply(browser, first, choice="not_person")
    assert f"{QUEUE}/{second.id}" not in browser.get(QUEUE).text
    browser.post(f"{QUEUE}/hoan-tac")
    assert f"{QUEUE}/{first.id}" in browser.get(QUEUE).text


def test_what_is_put_off_comes_last_and_undo_goes_back_to_it(
    articles, make_item, login_as
):
    make_item("directory.person", title=UYEN)
    articles(2013, 2014)
    browser = login_as("administrator")
    first, second = waiting()
    reply(browser, first, skip="1")
    assert [one.id for one in waiting()] == [second.id, first.id]
    back = browser.post(f"{QUEUE}/hoan-tac")
    assert back.location.endswith(f"/{first.id}")
    assert [one.id for one in waiting()] == [first.id, second.id]


def test_a_choice_that_was_not_offered_and_a_stale_page_change_nothing(
    articles, make_item, login_as
):
    make_item("directory.person", title=UYEN)
    other = make_item("directory.person", title="Ai Khác")
    (article,) = articles(2013)
    browser = login_as("administrator")
    (doubt,) = waiting()
    before = links(article)
    for choice in (str(other.id), "", "0", "9" * 40, "\x00"):
        reply(browser, doubt, choice=choice)
    browser.post(f"{QUEUE}/{doubt.id}", data={"version": 99, "choice": "new"})
    assert links(article) == before
    assert [one.id for one in waiting()] == [doubt.id]


def test_a_second_answer_is_told_that_there_was_a_first(articles, make_item, login_as):
    known = make_item("directory.person", title=UYEN)
    articles(2013)
    browser = login_as("administrator")
    (doubt,) = waiting()
    reply(browser, doubt, choice=str(known.id))
    reply(browser, doubt, choice="new")
    assert "Câu hỏi này đã được trả lời." in browser.get(QUEUE).text
    assert len(people(UYEN)) == 1


def test_what_the_article_does_not_say_any_more_is_dropped(
    articles, make_item, login_as
):
    make_item("directory.person", title=UYEN)
    (article,) = articles(2013)
    browser = login_as("administrator")
    (doubt,) = waiting()
    db.session.expire_all()
    item = db.session.get(Item, article.id)
    service.save(SYSTEM, item.id, {"body": None}, item.version)
    db.session.commit()
    assert "Bài viết không còn nói đến" in browser.get(QUEUE).text
    reply(browser, doubt)
    assert waiting() == []


def test_only_who_may_change_the_article_sees_what_waits(
    articles, make_item, login_as, client
):
    make_item("directory.person", title=UYEN)
    articles(2013)
    (doubt,) = waiting()
    assert client.get(QUEUE).status_code in (302, 303, 401)
    reader = login_as("reader")
    assert UYEN not in reader.get(QUEUE).text
    reply(reader, doubt, choice="new")
    assert len(waiting()) == 1
    assert len(people(UYEN)) == 1
