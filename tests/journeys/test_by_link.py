"""In Chromium: a leader without an account approves by a link, which then is gone."""

import re

import pytest


pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(demo_site, enter):
    """An article that a reporter has sent to review; its number."""
    page = enter(demo_site, "reporter")
    page.goto("/ban-lam-viec/tao/news.article")
    page.get_by_label("Tiêu đề").fill("Kế hoạch giám sát chuyên đề quý IV")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ban-lam-viec/sua/*")
    page.fill("[name=summary]", "Bốn nội dung, ba tổ chức đảng được giám sát.")
    page.locator("sen-editor [contenteditable=true]").click()
    page.keyboard.type("Ủy ban Kiểm tra ban hành kế hoạch.")
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Đã gửi duyệt").first.wait_for()
    return page


def test_a_leader_approves_by_link_once(demo_site, waiting, enter, person, axe):
    desk = enter(demo_site, "approver")
    assert desk.locator(".bell-count").inner_text() == "1"
    desk.locator(".bell").click()
    desk.get_by_role("button", name="Kế hoạch giám sát chuyên đề quý IV").click()
    desk.wait_for_url("**/ban-lam-viec/sua/*")
    desk.get_by_role("link", name="Duyệt qua liên kết").click()
    assert axe(desk) == []
    desk.get_by_label("Họ tên người được mời").fill("Đồng chí Bí thư Quận ủy")
    desk.get_by_role("button", name="Tạo liên kết").click()
    link = desk.locator("#invite-link").input_value()
    desk.locator("sen-copy-button button").click()
    desk.get_by_text("Đã sao chép").wait_for()

    leader = person(demo_site.url, width=360)
    leader.goto(link)
    inner = leader.frame_locator("iframe")
    inner.get_by_text("Ủy ban Kiểm tra ban hành kế hoạch.").wait_for()
    assert axe(leader) == []
    assert leader.evaluate("document.documentElement.scrollWidth") <= 360
    assert leader.evaluate("window.violations") == []
    leader.get_by_label("Ý kiến gửi ban biên tập").fill("Nội dung rõ, đồng ý.")
    leader.get_by_role("button", name="Gửi góp ý").click()
    leader.get_by_text("Nội dung rõ, đồng ý.").wait_for()
    leader.get_by_role("button", name="Duyệt", exact=True).click()
    leader.get_by_role("heading", name="Xin cảm ơn").wait_for()

    assert leader.goto(link).status == 410
    leader.get_by_role("heading", name="Liên kết này không còn dùng được").wait_for()
    desk.goto("/ban-lam-viec/tin-nhan/")
    notices = desk.locator(".notice-entry-new").all_inner_texts()
    assert any(re.search("Bí thư Quận ủy .*đã duyệt", words) for words in notices)
    waiting.goto("/ban-lam-viec/tin-nhan/")
    assert waiting.get_by_text("đã duyệt “Kế hoạch giám sát").count() == 1
