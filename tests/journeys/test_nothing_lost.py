"""What somebody has typed stays: when a colleague saves first, when the login is over."""

import pytest


pytestmark = pytest.mark.browser


def new_article(page, title):
    page.goto("/ban-lam-viec/tao/news.article")
    page.fill("input[name=title]", title)
    page.click("main button[type=submit]")
    page.wait_for_selector("#item-form")
    return page.url


def without_autosave(page):
    """Send no autosave: these journeys are about the plain form."""
    page.route(
        "**/sua/*",
        lambda route: (
            route.abort()
            if route.request.headers.get("x-autosave")
            else route.continue_()
        ),
    )


def test_both_versions_are_shown_when_a_colleague_saved_first(demo_site, enter):
    # Without scripts: with them, tests/journeys/test_together.py.
    writer = enter(demo_site, "reporter", java_script_enabled=False)
    address = new_article(writer, "Tin hai người cùng sửa")
    colleague = enter(demo_site, "approver", java_script_enabled=False)
    colleague.goto(address)

    writer.fill("textarea[name=summary]", "Sapo của người viết")
    colleague.fill("textarea[name=summary]", "Sapo của người duyệt")
    colleague.click("#item-form button:has-text('Lưu') >> nth=0")
    colleague.wait_for_selector(".notice-success")
    writer.click("#item-form button:has-text('Lưu') >> nth=0")

    assert "viết" in writer.locator("ins").first.inner_text()
    assert "duyệt" in writer.locator("del").first.inner_text()
    writer.click("main form button.button-primary")
    writer.wait_for_selector("#item-form")
    assert writer.input_value("textarea[name=summary]") == "Sapo của người viết"


def test_typed_text_survives_an_expired_login(demo_site, enter):
    page = enter(demo_site, "reporter")
    address = new_article(page, "Tin viết dở khi hết phiên")
    without_autosave(page)
    page.goto(address)
    page.fill("textarea[name=summary]", "Câu chưa kịp lưu")
    cookies = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)

    page.click("#item-form button:has-text('Lưu') >> nth=0")
    page.fill("input[name=username]", "reporter")
    page.fill("input[name=password]", demo_site.passwords["reporter"])
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    if page.locator("#item-form").count() == 0:
        page.click("main form button[type=submit]")
    page.wait_for_selector("#item-form")

    assert page.input_value("textarea[name=summary]") == "Câu chưa kịp lưu"


def test_autosave_keeps_what_is_typed_without_a_button(demo_site, enter):
    page = enter(demo_site, "reporter")
    address = new_article(page, "Tin tự lưu")

    with page.expect_response(
        lambda answer: answer.request.headers.get("x-autosave") == "1"
    ) as saved:
        page.fill("textarea[name=summary]", "Sapo tự lưu")
    assert saved.value.status == 200
    page.goto("about:blank")
    page.goto(address)

    assert page.input_value("textarea[name=summary]") == "Sapo tự lưu"


def test_the_main_job_by_keyboard_alone(demo_site, enter):
    page = enter(demo_site, "reporter", width=360)
    page.goto("/ban-lam-viec/tao/news.article")
    page.focus("input[name=title]")
    page.keyboard.type("Tin viết bằng bàn phím")
    page.keyboard.press("Enter")
    page.wait_for_selector("#item-form")

    page.focus("textarea[name=summary]")
    page.keyboard.type("Sapo gõ bằng bàn phím.")
    page.focus("sen-editor [contenteditable=true]")
    page.keyboard.type("Nội dung gõ bằng bàn phím.")
    page.focus("button[formaction$='/buoc/submit']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ban-lam-viec/")

    assert "Tin viết bằng bàn phím" in page.locator("main").inner_text()
