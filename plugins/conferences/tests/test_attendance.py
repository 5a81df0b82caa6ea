"""A pasted list of attendees: recognised as of the day, named by line, saved whole or not."""

from __future__ import annotations

import datetime as dt

import pytest
from cms_conferences import CONFERENCE
from cms_conferences.attendance import recognise
from cms_conferences.pasted_lines import read_lines
from cms_directory import ORGANISATION, PERSON
from hypothesis import given, settings, strategies as st
from sqlalchemy import true

from cms import SYSTEM, Item, current_snapshot, db
from cms.content import service


pytestmark = pytest.mark.one_database


DAY = dt.date(2025, 7, 15)


@pytest.fixture
def body(make_item):
    def make(title, **more):
        data = {"type": "khac", "level": "quan", "status": "published", **more}
        return make_item(ORGANISATION, title=title, **data)

    return make


@pytest.fixture
def person(make_item, body):
    """``person("…", ("Chức vụ", "từ", "đến"))``: a live person with one post."""

    office = body("Quận ủy").id

    def make(name, post=None, status="published"):
        posts = []
        if post is not None:
            title, first, last = post
            posts = [{"title": title, "valid_from": first, "valid_to": last}]
            posts[0] |= {"display": True, "organisation_id": office}
        return make_item(PERSON, title=name, positions=posts, status=status)

    return make


@pytest.fixture
def conference(site, body):
    data = {"type": "so_ket", "status": "du_kien", "date": DAY.isoformat()}
    data |= {"title": "Sơ kết", "organiser": body("Ủy ban Kiểm tra").id}
    return service.create(SYSTEM, CONFERENCE, data).id


def address(item_id):
    return f"/ban-lam-viec/hoi-nghi/{item_id}/thanh-phan"


def paste(browser, item_id, words, step="save", **more):
    db.session.expire_all()
    version = db.session.get(Item, item_id).version
    data = {"pasted": words, "step": step, "role": "dai_bieu", "version": version}
    return browser.post(address(item_id), data={**data, **more})


def stored(item_id):
    db.session.rollback()
    db.session.expire_all()
    return current_snapshot(db.session.get(Item, item_id))


def test_tables_texts_and_heads_are_read():
    pasted = (
        "STT\tHọ và tên\tĐơn vị\tChức vụ\tVai trò\n"
        "1\tLục Văn Ký\tQuận ủy\tBí thư\tChủ trì\n"
        "\n"
        "2\tMạc Lan Ân\tPhòng A\t\t"
    )
    first, second = read_lines(pasted)
    assert (first.number, first.person, first.role) == (2, "Lục Văn Ký", "chu_tri")
    assert first.post == "Bí thư, Quận ủy"
    assert (second.number, second.person, second.post) == (4, "Mạc Lan Ân", "Phòng A")

    text = (
        "1. Đ/c Lục Văn Ký, Bí thư Quận ủy\n"
        "- Mạc Lan Ân – Phó Bí thư\n"
        "Đại diện các ban Đảng (12 người)\n"
        "Hứa Ánh; Chánh Văn phòng; thư ký; vắng có phép; đi học"
    )
    one, two, group, absent = read_lines(text)
    assert (one.person, one.post) == ("Đ/c Lục Văn Ký", "Bí thư Quận ủy")
    assert (two.person, two.post) == ("Mạc Lan Ân", "Phó Bí thư")
    assert (group.person, group.is_group, group.count) == (
        "Đại diện các ban Đảng",
        True,
        12,
    )
    assert (absent.role, absent.presence, absent.reason) == (
        "thu_ky",
        "excused",
        "đi học",
    )


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_named_by_its_line(pasted):
    lines = list(read_lines(pasted))
    numbers = [one.number for one in lines]
    assert numbers == sorted(set(numbers))
    assert all(one.person or one.problem for one in lines)


def test_people_and_bodies_are_recognised_with_posts_of_the_day(
    conference, person, body, login_as, client
):
    secretary = person("Lục Văn Ký", ("Bí thư Quận ủy", "2024-01-01", "2025-07-31"))
    later = person("Mạc Lan Ân", ("Phó Bí thư", "2025-07-16", None))
    unit = body("Phòng A")
    staff = login_as("approver")
    words = (
        "đ/c LỤC VĂN KÝ\tBí thư Quận ủy\tchủ trì\n"
        "Mạc Lan Ân\tPhó Bí thư\n"
        "Nguyễn Không Quen\tChuyên viên, Phòng A\n"
        "Đại diện các ban Đảng (12 người)"
    )
    assert paste(staff, conference, words, "check").status_code == 200
    assert stored(conference)["attendees"] == []
    assert paste(staff, conference, words).status_code == 303

    rows = [
        {key: value for key, value in row.items() if key != "key"}
        for row in stored(conference)["attendees"]
    ]
    empty = {"person_id": None, "organisation_id": None, "count": None, "text": ""}
    delegate = {**empty, "role": "dai_bieu"}
    assert rows == [
        {**empty, "role": "chu_tri", "kind": "person", "person_id": secretary.id},
        # A position that began the day after is no position of that day.
        {**delegate, "kind": "person", "person_id": later.id, "text": "Phó Bí thư"},
        {
            **delegate,
            "kind": "person",
            "text": "Nguyễn Không Quen, Chuyên viên, Phòng A",
            "organisation_id": unit.id,
        },
        {**delegate, "kind": "group", "text": "Đại diện các ban Đảng", "count": 12},
    ]


def test_what_cannot_be_taken_is_named_at_its_line_and_nothing_is_saved(
    conference, person, body, login_as
):
    one = person("Lục Văn Ký", ("Bí thư", None, None))
    person("Hứa Ánh", ("Chánh Văn phòng", None, None))
    twin = person("Hứa Ánh", ("Thủ quỹ", None, None))
    body("Ban cũ", valid_to="2025-06-30")
    staff = login_as("approver")
    words = (
        "Lục Văn Ký\nLục Văn Ký\tBí thư\nHứa Ánh\nAi Đó\t\tlái xe\n"
        "Người Nào\tBan cũ\nHứa Ánh #99999\n\tKhông tên\tđại biểu"
    )
    answer = paste(staff, conference, words)

    assert answer.status_code == 422
    page = answer.text
    for number in range(2, 8):
        assert f'href="#line-{number}"' in page
    assert 'href="#line-1"' not in page
    assert "Hứa Ánh #99999" in page
    assert f"#{twin.id} Thủ quỹ" in page
    assert stored(conference)["attendees"] == []

    assert (
        paste(staff, conference, f"Lục Văn Ký\nHứa Ánh #{twin.id}").status_code == 303
    )
    ids = [row["person_id"] for row in stored(conference)["attendees"]]
    assert ids == [one.id, twin.id]
    found = recognise("Hứa Ánh\tThủ quỹ", DAY, true())
    assert [one.person.id for one in found] == [twin.id]


def test_who_is_listed_moves_between_present_and_absent(conference, person, login_as):
    one, two = person("Lục Văn Ký"), person("Mạc Lan Ân")
    staff = login_as("approver")
    paste(staff, conference, "Lục Văn Ký\t\tchủ trì\nMạc Lan Ân")
    paste(staff, conference, "Lục Văn Ký\nMạc Lan Ân\t\t\tvắng có phép\tốm")
    data = stored(conference)
    assert [(row["person_id"], row["role"]) for row in data["attendees"]] == [
        (one.id, "chu_tri")
    ]
    (absent,) = data["absences"]
    assert (absent["person_id"], absent["kind"], absent["reason"]) == (
        two.id,
        "excused",
        "ốm",
    )
    paste(staff, conference, "Mạc Lan Ân\t\t\tcó mặt")
    data = stored(conference)
    assert [row["person_id"] for row in data["attendees"]] == [one.id, two.id]
    assert data["absences"] == []
    paste(staff, conference, "Người Mới", replace="y")
    assert [row["text"] for row in stored(conference)["attendees"]] == ["Người Mới"]


def test_a_conference_changed_meanwhile_keeps_the_typed_list(conference, login_as):
    staff = login_as("approver")
    stale = paste(staff, conference, "Người Gõ Rồi", version=0)
    assert stale.status_code == 409
    assert "Người Gõ Rồi" in stale.text
    assert stored(conference)["attendees"] == []
    assert login_as("reader").get(address(conference)).status_code in (403, 404)


def test_five_hundred_lines_with_ten_errors_are_read_at_once(
    conference, person, login_as
):
    person("Lục Văn Ký")
    staff = login_as("approver")
    lines = [f"Người Thứ {number}\tChuyên viên" for number in range(499)]
    bad = list(range(0, 500, 50))
    lines.insert(0, "Lục Văn Ký")
    for place in bad:
        lines[place] = f"{lines[place].partition(chr(9))[0]}\t\tlái xe"
    answer = paste(staff, conference, "\n".join(lines))
    assert answer.status_code == 422
    assert answer.text.count('href="#line-') == len(bad)
    assert stored(conference)["attendees"] == []
    good = [line.replace("lái xe", "khách mời") for line in lines]
    assert paste(staff, conference, "\n".join(good)).status_code == 303
    assert len(stored(conference)["attendees"]) == 500


def test_pages_of_people_count_the_conferences_of_each_year(
    conference, person, login_as, client
):
    one = person("Lục Văn Ký")
    paste(login_as("approver"), conference, "Lục Văn Ký\nMạc Lan Ân\t\t\tvắng\tốm")
    assert "1 hội nghị" not in client.get(one.path).text
    item = db.session.get(Item, conference)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version)
    page = client.get(one.path).text
    assert "Hội nghị đã dự theo năm" in page
    assert "<dt>2025</dt><dd>1 hội nghị</dd>" in page
    assert "(Vắng không phép: ốm)" in client.get(item.path).text
