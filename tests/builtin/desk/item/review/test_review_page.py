"""The desk's pages of review, history and comparison, and the comment forms on them."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from cms.content import service
from cms.content.publishing.deadlines import after_working_days, set_deadline
from cms.content.spine.models import Section
from cms.content.spine.queries import current_snapshot
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import NotFound, Refused
from cms.extensions import db
from cms.features import comments
from cms.i18n import site_zone
from cms.richtext import from_text, plain_text


BODY = from_text("Hội nghị đã bàn sáu việc.\n\nĐồng chí Chủ nhiệm kết luận hội nghị.")


@pytest.fixture
def author(user):
    return user("reporter", name="Lê Viết")


@pytest.fixture
def reviewer(user):
    return user("approver", name="Trần Duyệt")


@pytest.fixture
def item(make_item, author):
    """A live item with a change that waits for review."""
    live = make_item("toy.minutes", title="Phiên họp", body=BODY, status="published")
    changed = {"title": "Phiên họp hai", "attendees": [{"name": "Đỗ An", "role": ""}]}
    saved = service.save(author, live.id, changed, live.version)
    return service.submit(author, saved.id, saved.version)


def address(item, rest=""):
    return f"/ban-lam-viec/sua/{item.id}{rest}"


def test_the_review_lists_each_change_and_each_leads_to_its_place(
    item, reviewer, login_as
):
    page = login_as(reviewer).get(address(item, "/duyet")).text

    numbers = re.findall(r'href="#thay-doi-(\d+)"', page)
    assert numbers == ["1", "2"]
    assert all(page.count(f'id="thay-doi-{number}"') == 1 for number in numbers)
    assert "Phiên họp<ins> hai</ins>" in page
    assert "<ins>Name: Đỗ An</ins>" in page
    assert "{&#39;" not in page
    assert '"type"' not in page.replace("&#34;", '"')


def test_a_new_item_is_shown_without_marks(make_item, author, reviewer, login_as):
    made = make_item("toy.minutes", title="Mới", body=BODY, actor=author)
    service.submit(author, made.id, made.version)

    page = login_as(reviewer).get(address(made, "/duyet")).text

    assert "Hội nghị đã bàn sáu việc." in page
    assert "<ins>" not in page
    assert "thay-doi-" not in page


def test_the_proposed_time_is_kept_by_one_press(item, author, reviewer, login_as):
    morning = (utcnow() + dt.timedelta(days=1)).replace(microsecond=0)
    service.propose(author, item.id, item.version, morning)
    desk = login_as(reviewer)

    page = desk.get(address(item, "/duyet")).text
    form = re.search(r"<form[^>]*data-decide.*?</form>", page, re.S)[0]
    sent = dict(re.findall(r'name="(version|publish_at)" value="([^"]+)"', form))
    first = re.search(r'formaction="([^"]+)"', form)[1]
    desk.post(first, data=sent)

    db.session.expire_all()
    assert first.endswith("/buoc/schedule")
    assert (item.stage, item.publish_at) == ("scheduled", morning)


def test_an_author_reads_the_review_but_decides_nothing(item, author, login_as):
    page = login_as(author).get(address(item, "/duyet"))

    assert page.status_code == 200
    assert "/buoc/publish" not in page.text


def test_without_a_script_a_suggestion_is_typed_and_taken_over(
    item, author, reviewer, login_as
):
    login_as(reviewer).post(
        address(item, "/nhan-xet"),
        data={
            "kind": "suggestion",
            "field": "body",
            "quote": "sáu việc",
            "replacement": "bảy việc",
            "back": "review",
        },
    )
    desk = login_as(author)
    page = desk.get(address(item)).text
    accept = re.search(r'formaction="([^"]+/accept)"', page)[1]

    desk.post(accept, data={"version": item.version})

    db.session.expire_all()
    assert "bảy việc" in plain_text(current_snapshot(item)["body"])
    assert "accept" not in desk.get(address(item)).text


def test_a_refused_comment_keeps_what_was_typed(item, reviewer, login_as):
    answer = login_as(reviewer).post(
        address(item, "/nhan-xet"),
        data={
            "kind": "suggestion",
            "field": "body",
            "quote": "không có",
            "replacement": "Chữ đã gõ",
            "back": "review",
        },
    )

    assert answer.status_code == 422
    assert "Chữ đã gõ" in answer.text
    assert comments.threads(item.id) == []


def test_comments_of_another_item_and_outsiders_get_nothing(
    item, make_item, reviewer, login_as, user
):
    other = make_item("toy.minutes", title="Khác")
    said = comments.add(item, user=reviewer, body="Một.")
    desk = login_as(reviewer)

    wrong = address(other, f"/nhan-xet/{said.id}/resolve")
    assert desk.post(wrong).status_code == 404
    assert desk.post(address(item, f"/nhan-xet/{said.id}/steal")).status_code == 404
    nobody = login_as(user(None))
    assert (
        nobody.post(address(item, "/nhan-xet"), data={"body": "a"}).status_code == 404
    )


def test_words_of_people_are_text_and_never_html(item, reviewer, login_as):
    evil = "<script>alert(1)</script><b>đậm</b>"
    comments.add(item, user=reviewer, field="title", quote=evil, body=evil)
    service.save(reviewer, item.id, {"title": evil, "place": evil}, item.version)
    desk = login_as(reviewer)

    for rest in ("", "/duyet", "/so-sanh", "/lich-su"):
        page = desk.get(address(item, rest)).text
        assert "<script>alert" not in page
        assert "<b>đậm" not in page


def test_the_author_of_a_returned_item_sees_the_reason_where_he_writes(
    item, author, reviewer, login_as
):
    service.send_back(reviewer, item.id, item.version, "Thiếu thành phần dự họp.")

    page = login_as(author).get(address(item)).text

    assert "Thiếu thành phần dự họp." in page


def test_the_history_says_who_returned_it_and_why(item, reviewer, login_as):
    service.send_back(reviewer, item.id, item.version, "Thiếu ngày.")

    page = login_as(reviewer).get(address(item, "/lich-su")).text

    words = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Trần Duyệt đã trả lại, lý do: Thiếu ngày." in words


def test_any_two_versions_are_compared_in_the_right_direction(item, reviewer, login_as):
    service.save(reviewer, item.id, {"title": "Phiên họp ba"}, item.version)
    desk = login_as(reviewer)

    forth = desk.get(address(item, "/so-sanh?cu=1&moi=3")).text
    back = desk.get(address(item, "/so-sanh?cu=3&moi=1")).text

    assert "Phiên họp<ins> ba</ins>" in forth
    assert "Phiên họp<ins> ba</ins>" in back
    assert "<ins>Name: Đỗ An</ins>" in forth


def test_a_long_history_has_pages(item, reviewer, login_as):
    for number in range(52):
        item = service.save(reviewer, item.id, {"place": f"Nơi {number}"}, item.version)
    desk = login_as(reviewer)

    first = desk.get(address(item, "/lich-su")).text
    second = desk.get(address(item, "/lich-su?trang=2")).text

    assert "trang=2" in first
    assert (first.count('name="cu"'), second.count('name="cu"')) == (50, 4)


@pytest.mark.parametrize(
    ("day", "days", "due"), [(6, 3, 9), (9, 1, 10), (10, 1, 13), (11, 1, 13)]
)
def test_a_weekend_is_no_time_for_a_review(day, days, due):
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    start = dt.datetime(2026, 7, day, 23, 30, tzinfo=zone).astimezone(dt.UTC)

    found = after_working_days(start, days, zone)

    assert found == dt.datetime(2026, 7, due, 23, 30, tzinfo=zone)


def test_the_deadline_comes_from_the_section_and_can_be_set(
    make_item, author, reviewer, user, login_as
):
    with transaction() as session:
        section = Section(slug="tin", title="Tin", review_days=3)
        session.add(section)
    made = make_item("toy.minutes", body=BODY, section_id=section.id, actor=author)
    sent = service.submit(author, made.id, made.version)
    due = after_working_days(utcnow(), 3, site_zone())
    assert dt.timedelta() <= due - sent.due_at < dt.timedelta(minutes=5)

    login_as(reviewer).post(
        address(sent, "/han-duyet"),
        data={"version": sent.version, "due_at": "2099-01-02T09:00"},
    )
    db.session.expire_all()
    assert sent.due_at.year == 2099

    with pytest.raises(Refused):
        set_deadline(author, sent.id, sent.version, utcnow() - dt.timedelta(hours=1))
    with pytest.raises(NotFound):
        set_deadline(user(None), sent.id, sent.version, None)
