"""Beside an article stand its records; one press makes drafts, another takes all back."""

from __future__ import annotations

from pathlib import Path

import pytest
from cms_extraction.models import FieldSource, Made, Remembered
from sqlalchemy import func, select

from cms import SYSTEM, Item, current_snapshot, db, richtext, service


pytestmark = pytest.mark.one_database


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
LINES = [line for line in RAW.splitlines() if len(line) > 1]


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def article(site, make_item):
    """The example as a news draft."""
    body = richtext.from_text("\n\n".join(LINES[1:]))
    return make_item(
        "news.article", title=LINES[0], summary="Tin.", body=body, status="draft"
    )


def items(type_name):
    query = select(Item).where(Item.type == type_name, Item.deleted_at.is_(None))
    return list(db.session.scalars(query.order_by(Item.id)))


def press(browser, article, names):
    db.session.expire_all()
    version = db.session.get(Item, article.id).version
    return browser.post(
        f"/ban-lam-viec/trich-xuat/{article.id}",
        data={"record": names, "version": version},
    )


ALL = [
    "conferences:hoi-nghi-so-ket-cong-tac-kiem-tra-giam-sat-6-thang-dau-nam-2013",
    "people:cat-thi-thu-nga",
    "people:luong-ha-may",
    "people:kieu-thuc-uyen",
    "people:dinh-trong-nha",
    "organisations:thanh-uy",
    "organisations:uy-ban-kiem-tra-thanh-uy",
    "organisations:quan-uy-quan-sen",
    "organisations:ban-thuong-vu-quan-uy-quan-sen",
    "organisations:uy-ban-kiem-tra-quan-uy-quan-sen",
    "reports:bao-cao-so-ket-2013-h1",
]


def test_the_records_of_a_text_stand_beside_it_with_their_sentences(article, login_as):
    page = login_as("administrator").get(f"/ban-lam-viec/sua/{article.id}").text
    for name in ALL:
        assert f'value="{name}"' in page
    assert "Ngày 05/7/2013, UBKT Quận ủy Quận Sen" in page


def test_one_press_makes_linked_drafts_of_all_that_is_new(article, login_as):
    done = press(login_as("administrator"), article, ALL)
    assert done.status_code == 303
    db.session.expire_all()
    (meeting,) = items("conferences.conference")
    assert meeting.status == "draft"
    data = current_snapshot(meeting)
    organisations = {one.id: one.title for one in items("directory.organisation")}
    people = {one.id: one for one in items("directory.person")}
    assert data["date"] == "2013-07-05"
    assert organisations[data["organiser"]] == "Ủy ban Kiểm tra Quận ủy Quận Sen"
    assert [row["type"] for row in data["agenda"]] == [
        "bao_cao", "trien_khai_chuong_trinh", "tham_luan", "chi_dao",
    ]  # fmt: skip
    directives = items("conferences.directive")
    assert [one.parent_id for one in directives] == [meeting.id] * 3
    given = [current_snapshot(one) for one in directives]
    assert [people[one["given_by"]].title for one in given] == ["Lương Hạ Mây"] * 3
    assert all(one["text"] in " ".join(one["source"].split()) for one in given)
    judged = [current_snapshot(one) for one in items("conferences.assessment")]
    assert {one["polarity"] for one in judged} == {"merit"}
    assert [one["report"] is None for one in judged] == [False, False, True]
    uyen = next(one for one in people.values() if one.title == "Kiều Thục Uyên")
    posts = current_snapshot(uyen)["positions"]
    assert [(row["title"], organisations[row["organisation_id"]]) for row in posts] == [
        ("QUV", "Quận ủy Quận Sen"),
        ("Phó Chủ nhiệm UBKT Quận ủy", "Ủy ban Kiểm tra Quận ủy Quận Sen"),
    ]
    (report,) = items("reports.report")
    assert current_snapshot(report)["conference"] == meeting.id
    links = current_snapshot(db.session.get(Item, article.id))
    assert links["conference"] == meeting.id
    assert set(links["people"]) == people.keys()
    assert links["reports"] == [report.id]


def source_of(record, field):
    query = select(FieldSource).where(
        FieldSource.record_id == record.id, FieldSource.field == field
    )
    return db.session.scalars(query).one()


def edit_text(article, old, new):
    body = richtext.from_text("\n\n".join(LINES[1:]).replace(old, new))
    db.session.expire_all()
    item = db.session.get(Item, article.id)
    service.save(SYSTEM, item.id, {"body": body}, item.version)
    db.session.commit()


def test_a_field_lights_up_its_words_and_follows_a_correction(article, login_as):
    browser = login_as("administrator")
    press(browser, article, ALL)
    (meeting,) = items("conferences.conference")
    source = source_of(meeting, "conference.date")
    assert source.article_id == article.id
    assert source.sentence.startswith("Ngày 05/7/2013, UBKT Quận ủy")
    directives = [source_of(one, f"directives[{n}]").words
                  for n, one in enumerate(items("conferences.directive"))]  # fmt: skip
    assert directives[0].startswith("xây dựng kế hoạch")
    page = f"/ban-lam-viec/trich-xuat/{article.id}/nguon"
    shown = browser.get(f"{page}?truong={source.id}").text
    assert '<mark id="words">Ngày 05/7/2013</mark>' in shown
    assert "Câu này đã được sửa" not in shown
    # From the record to the words, too.
    beside = browser.get(f"/ban-lam-viec/sua/{meeting.id}").text
    assert f"{page}?truong={source.id}#words" in beside

    edit_text(article, "05/7/2013", "06/7/2013")
    changed = browser.get(f"{page}?truong={source.id}").text
    assert "Câu này đã được sửa" in changed
    assert "Hồ sơ ghi “2013-07-05”, bài viết nay ghi “2013-07-06”." in changed
    db.session.expire_all()
    version = db.session.get(Item, meeting.id).version
    browser.post(f"{page}/{source.id}", data={"version": version})
    db.session.expire_all()
    held = db.session.get(Item, meeting.id)
    assert current_snapshot(held)["date"] == "2013-07-06"
    assert "bài viết nay ghi" not in browser.get(f"{page}?truong={source.id}").text


def test_what_somebody_changed_in_the_record_is_not_corrected(article, login_as):
    browser = login_as("administrator")
    press(browser, article, ALL)
    (meeting,) = items("conferences.conference")
    source = source_of(meeting, "conference.date")
    held = db.session.get(Item, meeting.id)
    service.save(SYSTEM, held.id, {"date": "2013-07-09"}, held.version)
    db.session.commit()
    edit_text(article, "05/7/2013", "06/7/2013")
    page = f"/ban-lam-viec/trich-xuat/{article.id}/nguon"
    assert "bài viết nay ghi" not in browser.get(page).text
    db.session.expire_all()
    version = db.session.get(Item, meeting.id).version
    browser.post(f"{page}/{source.id}", data={"version": version})
    db.session.expire_all()
    assert current_snapshot(db.session.get(Item, meeting.id))["date"] == "2013-07-09"


def accept_all(browser, article):
    db.session.expire_all()
    version = db.session.get(Item, article.id).version
    return browser.post(
        f"/ban-lam-viec/trich-xuat/{article.id}", data={"all": "1", "version": version}
    )


def test_accepting_all_leaves_out_what_is_unsure_and_a_choice_is_remembered(
    article, make_item, login_as
):
    known = make_item("directory.person", title="Kiều Thục Uyên")
    browser = login_as("administrator")
    accept_all(browser, article)
    db.session.expire_all()
    links = current_snapshot(db.session.get(Item, article.id))
    assert links["conference"]
    assert known.id not in links["people"]
    assert [one.title for one in items("directory.person")].count("Kiều Thục Uyên") == 1
    press(browser, article, ["people:kieu-thuc-uyen"])
    row = db.session.scalars(select(Remembered)).one()
    assert (row.kind, row.item_id) == ("people", known.id)
    page = browser.get(f"/ban-lam-viec/sua/{article.id}").text
    assert 'value="people:kieu-thuc-uyen" checked' in page
    assert "Kiều Thục Uyên" in browser.get("/ban-lam-viec/trich-xuat/da-nho").text
    browser.post(f"/ban-lam-viec/trich-xuat/da-nho/{row.id}")
    page = browser.get(f"/ban-lam-viec/sua/{article.id}").text
    assert 'value="people:kieu-thuc-uyen">' in page


def test_words_that_are_no_person_are_not_proposed_again(article, login_as, client):
    browser = login_as("administrator")
    address = f"/ban-lam-viec/trich-xuat/{article.id}/khong-phai-nguoi"
    assert client.post(address, data={"name": "Lương Hạ Mây"}).status_code == 401
    assert browser.post(address, data={"name": "Ai Đó"}).status_code == 404
    browser.post(address, data={"name": "Lương Hạ Mây"})
    page = browser.get(f"/ban-lam-viec/sua/{article.id}").text
    assert "people:luong-ha-may" not in page
    assert "people:kieu-thuc-uyen" in page


def test_taking_back_leaves_the_article_as_it_was(article, login_as):
    browser = login_as("administrator")
    before = current_snapshot(article)
    press(browser, article, ALL)
    db.session.expire_all()
    version = db.session.get(Item, article.id).version
    browser.post(
        f"/ban-lam-viec/trich-xuat/{article.id}/hoan-tac", data={"version": version}
    )
    db.session.expire_all()
    after = current_snapshot(db.session.get(Item, article.id))
    for name in ("conference", "people", "organisations", "reports"):
        assert not after.get(name)
    assert after["title"] == before["title"]
    for type_name in (
        "conferences.conference", "conferences.directive", "conferences.assessment",
        "directory.person", "reports.report",
    ):  # fmt: skip
        assert items(type_name) == []
    assert db.session.scalar(select(func.count()).select_from(Made)) == 0


def test_what_the_site_has_already_is_linked_and_not_made_again(article, login_as):
    browser = login_as("administrator")
    press(browser, article, ALL)
    count = len(items("directory.organisation"))
    page = browser.get(f"/ban-lam-viec/sua/{article.id}").text
    assert 'value="organisations:quan-uy-quan-sen" checked' in page
    press(browser, article, [one for one in ALL if one.startswith("organisations")])
    assert len(items("directory.organisation")) == count


def test_a_person_of_the_same_name_without_that_post_is_not_ticked(
    article, make_item, login_as
):
    make_item("directory.person", title="Kiều Thục Uyên")
    page = login_as("administrator").get(f"/ban-lam-viec/sua/{article.id}").text
    assert 'value="people:kieu-thuc-uyen">' in page


def test_a_stale_page_makes_nothing(article, login_as):
    browser = login_as("administrator")
    browser.post(
        f"/ban-lam-viec/trich-xuat/{article.id}", data={"record": ALL, "version": 99}
    )
    assert items("conferences.conference") == []


def test_who_may_not_change_the_article_sees_and_makes_nothing(article, client):
    done = press(client, article, ALL)
    assert done.status_code in (302, 303, 401, 403, 404)
    assert items("conferences.conference") == []


def test_a_text_of_something_else_shows_no_card(make_item, login_as):
    other = make_item(
        "news.article", title="Mưa to", summary="Tin.",
        body=richtext.from_text("Nhiệt độ 21 độ."), status="draft",
    )  # fmt: skip
    page = login_as("administrator").get(f"/ban-lam-viec/sua/{other.id}").text
    assert "extraction-title" not in page
