"""The bell and the list of notices over HTTP."""

from sqlalchemy import select

from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices import notify
from cms.features.notices.models import Notice


def tell(person, item, kind="comment", **values):
    with transaction():
        notify([person.id], kind, item=item, name="Trần Duyệt", **values)
    return db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()


def test_the_bell_counts_and_opening_a_notice_reads_it(login_as, paper):
    desk = login_as("reporter")
    notice = tell(desk.user, paper("Kế hoạch"), words="Bổ sung căn cứ")

    page = desk.get("/ban-lam-viec/tin-nhan/").text
    assert 'class="bell-count" aria-hidden="true">1<' in page
    assert "Bổ sung căn cứ" in page
    answer = desk.post(f"/ban-lam-viec/tin-nhan/{notice.id}/mo")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/ban-lam-viec/sua/{notice.item_id}")
    assert "bell-count" not in desk.get("/ban-lam-viec/tin-nhan/").text


def test_looking_at_the_list_reads_nothing(login_as, paper):
    desk = login_as("reporter")
    tell(desk.user, paper())

    desk.get("/ban-lam-viec/tin-nhan/")

    assert "bell-count" in desk.get("/ban-lam-viec/tin-nhan/").text


def test_anothers_notice_is_the_same_404_as_nothing(login_as, paper, user):
    other = user("reporter")
    notice = tell(other, paper())
    desk = login_as("reporter")

    for number in (notice.id, 999_999):
        assert desk.post(f"/ban-lam-viec/tin-nhan/{number}/mo").status_code == 404
    assert db.session.get(Notice, notice.id).read_at is None


def test_a_notice_of_what_one_may_no_longer_see_is_not_shown(login_as, paper):
    desk = login_as("reporter")
    tell(desk.user, paper("Bí mật", visibility="limited"))

    page = desk.get("/ban-lam-viec/tin-nhan/").text

    assert "Bí mật" not in page
    assert "bell-count" not in page


def test_all_can_be_read_at_once_and_the_empty_list_says_so(login_as, paper):
    desk = login_as("reporter")
    assert "Chưa có thông báo" in desk.get("/ban-lam-viec/tin-nhan/").text
    tell(desk.user, paper())
    tell(desk.user, paper())

    desk.post("/ban-lam-viec/tin-nhan/da-doc")

    assert "bell-count" not in desk.get("/ban-lam-viec/tin-nhan/").text


def test_long_lists_go_page_by_page(login_as, paper):
    desk = login_as("reporter")
    for number in range(32):
        tell(desk.user, paper(f"Bài {number}"))

    page = desk.get("/ban-lam-viec/tin-nhan/").text

    assert "“Bài 31”" in page
    assert "“Bài 1”" not in page
    assert "cursor=" in page


def test_only_who_can_help_is_told_that_no_mail_is_sent(login_as):
    assert "smtp_url" in login_as("administrator").get("/ban-lam-viec/tin-nhan/").text
    assert "smtp_url" not in login_as("reporter").get("/ban-lam-viec/tin-nhan/").text


def test_each_chooses_what_comes_by_mail(login_as):
    desk = login_as("reporter")
    form = {"name": "Lê Viết", "language": "", "notice_mail": "daily"}

    assert desk.post("/ban-lam-viec/tai-khoan", data=form).status_code == 303

    db.session.refresh(desk.user)
    assert desk.user.notice_mail == "daily"
    wrong = desk.post("/ban-lam-viec/tai-khoan", data={**form, "notice_mail": "x"})
    assert wrong.status_code == 422
