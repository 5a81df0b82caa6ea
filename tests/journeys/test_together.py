"""Two browsers at one article: presence, merge, choice, lock, take-over."""

import pytest
from playwright.sync_api import expect


pytestmark = pytest.mark.browser

SUMMARY = "textarea[name=summary]"
TITLE = "input[name=title]"


def new_article(page, title):
    page.goto("/ban-lam-viec/tao/news.article")
    page.fill(TITLE, title)
    page.click("main button[type=submit]")
    page.wait_for_selector("#item-form sen-autosave .autosave-state")
    return page.url


def is_autosave(answer):
    return answer.request.headers.get("x-autosave") == "1"


@pytest.fixture
def two(demo_site, enter):
    """Return a function: two browsers with the same new article open."""

    def open_both(title):
        writer, colleague = enter(demo_site, "reporter"), enter(demo_site, "approver")
        address = new_article(writer, title)
        writer.goto(address)
        colleague.goto(address)
        return writer, colleague, address

    return open_both


def test_people_see_each_other_soon_and_where(two):
    writer, colleague, _address = two("Tin có hai người")
    expect(writer.locator(".presence-person")).to_contain_text("Thử approver")
    expect(colleague.locator(".presence-person")).to_contain_text("Thử reporter")

    colleague.focus(SUMMARY)
    mark = writer.locator("[data-field=summary] .presence-mark")
    expect(mark).to_contain_text("Thử approver")
    colleague.close()
    expect(writer.locator(".presence-person")).to_have_count(0)


def test_different_fields_merge_and_come_onto_the_other_page(two):
    writer, colleague, address = two("Tin ghép hai người")
    body = "sen-editor [contenteditable=true]"
    writer.wait_for_selector(body)
    writer.fill(TITLE, "Tựa do phóng viên sửa")
    colleague.fill(SUMMARY, "Sapô do người duyệt sửa")
    colleague.click(body)
    colleague.keyboard.type("Đoạn của người duyệt.")

    expect(writer.locator(SUMMARY)).to_have_value("Sapô do người duyệt sửa")
    expect(writer.locator(body)).to_contain_text("Đoạn của người duyệt.")
    expect(writer.locator(".presence-messages")).to_contain_text(
        "Thử approver đã sửa Nội dung; đã ghép vào."
    )
    expect(colleague.locator(TITLE)).to_have_value("Tựa do phóng viên sửa")
    expect(writer.locator("h1")).to_have_text("Tựa do phóng viên sửa")
    expect(colleague.locator(body)).to_be_focused()
    with writer.expect_response(is_autosave) as saved:
        writer.fill(TITLE, "Tựa sửa tiếp")
    assert saved.value.status == 200
    writer.goto(address)
    assert writer.input_value(TITLE) == "Tựa sửa tiếp"
    assert writer.input_value(SUMMARY) == "Sapô do người duyệt sửa"


def test_the_same_field_is_chosen_word_by_word(two, axe):
    writer, colleague, _address = two("Tin cùng sửa một chỗ")
    writer.route("**/hien-dien", lambda route: route.abort())
    with colleague.expect_response(is_autosave):
        colleague.fill(SUMMARY, "Sapô của người duyệt")
    with writer.expect_response(is_autosave) as refused:
        writer.fill(SUMMARY, "Sapô của người viết")
    assert refused.value.status == 409
    expect(writer.locator(".autosave-state")).to_contain_text("sapo")

    writer.click("text=Xem cả hai bản")
    expect(writer.locator(".choose ins")).to_contain_text("viết")
    expect(writer.locator(".choose del")).to_contain_text("duyệt")
    assert axe(writer) == []
    writer.check("input[value=hand]", force=True)
    writer.fill("#hand-summary", "Sapô của cả hai")
    writer.click(".choose-form button.button-primary")
    writer.wait_for_selector("#item-form")

    assert writer.input_value(SUMMARY) == "Sapô của cả hai"
    expect(writer.locator(".autosave-panel")).to_be_empty()
    expect(colleague.locator(SUMMARY)).to_have_value("Sapô của cả hai")


def test_a_lock_shuts_the_other_page_and_can_be_taken_over(two, axe):
    writer, colleague, address = two("Tin bị khóa")
    writer.click(".presence-bar summary")
    writer.fill("#lock-reason", "đối chiếu số liệu")
    writer.click(".presence-bar .confirm-panel button")
    expect(writer.locator(".lock-notice")).to_contain_text("Bạn đang khóa")

    notice = colleague.locator(".lock-notice")
    expect(notice).to_contain_text("Thử reporter đang khóa")
    expect(notice).to_contain_text("đối chiếu số liệu")
    expect(colleague.locator(SUMMARY)).to_be_disabled()
    editor = colleague.locator("sen-editor .editor-text")
    expect(editor).to_have_attribute("contenteditable", "false")
    assert axe(colleague) == []

    writer.route("**/sua/*", lambda route: route.abort())
    writer.fill(SUMMARY, "Câu chưa kịp lưu")
    expect(writer.locator(".autosave-state")).to_contain_text("Mất kết nối")
    writer.unroute("**/sua/*")
    writer.route(
        "**/sua/*",
        lambda route: (
            route.abort()
            if route.request.headers.get("x-autosave")
            else route.continue_()
        ),
    )
    colleague.click(".lock-notice summary")
    colleague.click(".lock-notice .confirm-panel button")
    expect(colleague.locator(".lock-notice")).to_contain_text("Bạn đang khóa")

    expect(writer.locator(".lock-notice")).to_contain_text("Thử approver")
    writer.click("text=So với bản đang lưu")
    expect(writer.locator(".choose ins")).to_contain_text("Câu chưa kịp lưu")
    colleague.click(".lock-notice button")
    expect(colleague.locator(".lock-notice")).to_have_count(0)
    writer.goto(address)
    expect(writer.locator(SUMMARY)).to_be_enabled()
    writer.unroute("**/sua/*")
    with writer.expect_navigation():
        writer.click("text=Lấy lại")
    assert writer.input_value(SUMMARY) == "Câu chưa kịp lưu"
