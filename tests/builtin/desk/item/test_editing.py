"""The desk over HTTP: lists, the edit page, steps, and what is refused."""

import re

import pytest


def token(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


@pytest.fixture
def desk(login_as):
    return login_as("reporter")


def test_a_new_item_leads_to_its_edit_page(desk):
    answer = desk.post("/ban-lam-viec/tao/toy.note", data={"title": "Mới"})

    assert answer.status_code == 303
    assert "Mới" in desk.get(answer.location).text


def test_a_saved_form_comes_back(desk, make_item):
    item = make_item("toy.note", title="Cũ")
    form = {"title": "Mới", "version": item.version, "body": "", "visibility": "public"}

    answer = desk.post(f"/ban-lam-viec/sua/{item.id}", data=form)

    assert answer.status_code == 303
    assert 'value="Mới"' in desk.get(f"/ban-lam-viec/sua/{item.id}").text


def test_bad_input_is_named_beside_its_field_and_stays(desk, make_item):
    item = make_item("toy.note", title="Cũ")
    form = {
        "title": "Mới",
        "held_on": "31/02/2024",
        "count": "nhiều",
        "version": item.version,
        "visibility": "public",
    }

    answer = desk.post(f"/ban-lam-viec/sua/{item.id}", data=form)

    assert answer.status_code == 422
    assert 'value="31/02/2024"' in answer.text
    assert 'value="nhiều"' in answer.text
    assert 'id="held_on-error"' in answer.text
    assert 'value="Mới"' in answer.text


def test_an_autosave_answers_the_new_version(desk, make_item):
    item = make_item("toy.note", title="Cũ")
    form = {"title": "Tự lưu", "version": item.version, "visibility": "public"}

    answer = desk.post(
        f"/ban-lam-viec/sua/{item.id}", data=form, headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 200
    assert answer.json["version"] > item.version


def test_an_autosave_over_a_colleague_is_a_conflict(desk, make_item):
    item = make_item("toy.note", title="Cũ")
    form = {"title": "Một", "version": item.version, "visibility": "public"}
    address = f"/ban-lam-viec/sua/{item.id}"
    desk.post(address, data=form)

    answer = desk.post(address, data=form, headers={"X-Autosave": "1"})

    assert answer.status_code == 409
    assert answer.json["current_version"] > item.version


def test_a_foreign_draft_is_the_same_404_as_nothing(login_as, make_item):
    item = make_item("toy.note", title="Bí mật")
    visitor = login_as("reader")

    hidden = visitor.get(f"/ban-lam-viec/sua/{item.id}")
    nothing = visitor.get("/ban-lam-viec/sua/999999")

    assert hidden.status_code == nothing.status_code == 404
    assert "Bí mật" not in hidden.text


@pytest.mark.parametrize(
    "query",
    ["q=bi+mat", "state=draft", "sort=title&direction=desc", "author=1", "section=x"],
)
def test_lists_search_filter_and_sort(desk, make_item, query):
    make_item("toy.note", title="Bí mật")

    answer = desk.get(f"/ban-lam-viec/noi-dung/toy.note/?{query}")

    assert answer.status_code == 200


def test_a_list_finds_without_accents(desk, make_item):
    make_item("toy.note", title="Kiểm tra tài chính")
    make_item("toy.note", title="Giám sát chuyên đề")

    page = desk.get("/ban-lam-viec/noi-dung/toy.note/?q=tai+chinh").text

    assert "Kiểm tra tài chính" in page
    assert "Giám sát chuyên đề" not in page


def test_the_picker_offers_drafts_to_staff(desk, make_item):
    make_item("toy.note", title="Nguồn nháp")

    found = desk.get("/ban-lam-viec/chon.json?types=toy.note&q=nguon+nhap").json

    assert [one["title"] for one in found] == ["Nguồn nháp"]


def test_a_preview_shows_the_draft_and_changes_nothing(desk, make_item, document):
    item = make_item("toy.note", title="Xem trước", body=document("Thân bài."))

    page = desk.get(f"/ban-lam-viec/sua/{item.id}/xem-truoc")

    assert "Thân bài." in page.text
    assert desk.get(f"/ghi-chep/{item.slug}").status_code == 404


def test_a_refused_step_names_the_missing_fields(desk, make_item):
    item = make_item("toy.note", title="")

    answer = desk.post(
        f"/ban-lam-viec/sua/{item.id}/buoc/submit", data={"version": item.version}
    )

    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text
    assert 'id="body-error"' in answer.text


def test_the_approver_sees_what_waits_and_what_changed(login_as, make_item, document):
    make_item("toy.note", title="Chờ tôi", body=document("a"), status="submitted")
    approver = login_as("approver")

    page = approver.get("/ban-lam-viec/").text

    assert "Chờ tôi" in page
    assert "/duyet" in page


def test_history_compares_two_versions_word_by_word(desk, make_item):
    item = make_item("toy.note", title="Một hai ba")
    form = {"title": "Một bốn ba", "version": item.version, "visibility": "public"}
    desk.post(f"/ban-lam-viec/sua/{item.id}", data=form)

    page = desk.get(f"/ban-lam-viec/sua/{item.id}/so-sanh").text

    assert "<del>hai</del>" in page
    assert "<ins>bốn</ins>" in page


def test_the_trash_gives_back(login_as, make_item):
    approver, item = login_as("approver"), make_item("toy.note", title="Nhầm")
    steps = f"/ban-lam-viec/sua/{item.id}/buoc"

    approver.post(f"{steps}/trash", data={"version": item.version})
    assert "Nhầm" in approver.get("/ban-lam-viec/thung-rac/").text
    approver.post(f"{steps}/untrash", data={})

    assert "Nhầm" not in approver.get("/ban-lam-viec/thung-rac/").text


def test_a_live_item_is_changed_and_sent_in_one_step(login_as, make_item, document):
    item = make_item(
        "toy.note", title="Đã đăng", body=document("a"), status="published"
    )
    reporter = login_as("reporter")
    form = {
        "title": "Đã sửa",
        "body__text": "a",
        "version": item.version,
        "visibility": "public",
        "language": "vi",
    }

    page = reporter.get(f"/ban-lam-viec/sua/{item.id}").text
    answer = reporter.post(f"/ban-lam-viec/sua/{item.id}/buoc/submit", data=form)

    assert f"/sua/{item.id}/buoc/submit" in page
    assert answer.status_code == 303
    assert "Đã đăng" in reporter.get(f"/ghi-chep/{item.slug}").text
