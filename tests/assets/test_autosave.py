"""Saving while writing: timing, lost connections, log-outs, conflicts, local copies."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect


pytestmark = pytest.mark.browser


def state(page: Page) -> Any:
    return page.locator("sen-autosave .autosave-state")


def saved(page: Page, times: int, desk: Any) -> None:
    """Wait until the server has taken as many saves."""
    for _attempt in range(100):
        if len(desk.saved) >= times:
            page.wait_for_timeout(50)
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{len(desk.saved)} saves instead of {times}")


def test_text_is_saved_shortly_after_the_last_key(form: Page, desk: Any) -> None:
    form.locator("#title").type("Hội nghị lần thứ 12", delay=10)
    expect(state(form)).to_contain_text("Not saved yet")
    saved(form, 1, desk)
    expect(state(form)).to_contain_text("Saved at 10:05")
    assert [one["title"] for one in desk.saved] == ["Hội nghị lần thứ 12"]
    assert form.evaluate("localStorage.length") == 0


def test_editor_saves_its_document(form: Page, desk: Any) -> None:
    form.locator(".editor-text").click()
    form.keyboard.type("Nội dung")
    saved(form, 1, desk)
    assert desk.saved[-1]["body"]["content"][0]["content"][0]["text"] == "Nội dung"


def test_versions_follow_each_other(form: Page, desk: Any) -> None:
    form.locator("#title").fill("Một")
    saved(form, 1, desk)
    form.locator("#title").fill("Hai")
    saved(form, 2, desk)
    assert desk.version == 5
    expect(form.locator("input[name='version']")).to_have_value("5")


def test_lost_connection_keeps_the_text_and_saves_on_return(
    form: Page, desk: Any
) -> None:
    form.context.set_offline(True)
    form.locator("#title").fill("Khi mất mạng")
    expect(state(form)).to_contain_text("No connection")
    assert "Khi mất mạng" in form.evaluate("localStorage['unsaved:item-1']")
    form.locator("#summary").fill("Vẫn gõ được")
    form.context.set_offline(False)
    saved(form, 1, desk)
    expect(state(form)).to_contain_text("Saved at")
    assert desk.saved[-1]["title"] == "Khi mất mạng"
    assert desk.saved[-1]["summary"] == "Vẫn gõ được"


def test_server_failure_is_tried_again(form: Page, desk: Any) -> None:
    desk.answer = "broken"
    form.locator("#title").fill("Máy chủ hỏng")
    expect(state(form)).to_contain_text("Could not save")
    desk.answer = "save"
    saved(form, 1, desk)
    assert desk.saved[-1]["title"] == "Máy chủ hỏng"


def test_log_out_offers_a_new_tab_and_goes_on_afterwards(form: Page, desk: Any) -> None:
    desk.answer = "logged out"
    form.locator("#title").fill("Hết phiên")
    expect(state(form)).to_contain_text("logged out")
    link = form.get_by_role("link", name="Log in (new tab)")
    expect(link).to_have_attribute("href", "/dang-nhap")
    form.locator("#title").press_sequentially(" rồi")
    desk.answer = "save"
    form.get_by_role("button", name="Save now").click()
    saved(form, 1, desk)
    expect(state(form)).to_contain_text("Saved at")
    assert desk.saved[-1]["title"] == "Hết phiên rồi"
    expect(link).to_have_count(0)


def test_conflict_stops_saving_and_shows_both_versions(form: Page, desk: Any) -> None:
    desk.version = 8
    form.locator("#title").fill("Bản của tôi")
    expect(state(form)).to_contain_text("Somebody else has changed this")
    expect(form.get_by_role("link", name="See the other version")).to_be_visible()
    form.locator("#title").press_sequentially(", gõ tiếp")
    form.get_by_role("button", name="See both versions").click()
    form.wait_for_selector("h1:has-text('Đã nhận')")
    assert desk.saved == []
    assert desk.posted["title"] == "Bản của tôi, gõ tiếp"


def test_refused_fields_are_marked_beside_themselves(form: Page, desk: Any) -> None:
    desk.answer = "refused"
    form.locator("#title").fill("Quá dài")
    expect(form.locator("[data-field='title'] .error")).to_have_text("Tiêu đề quá dài.")
    desk.answer = "save"
    form.locator("#title").fill("Vừa")
    saved(form, 1, desk)
    expect(form.locator("[data-field='title'] .error")).to_have_count(0)


def test_text_that_never_arrived_can_be_brought_back(form: Page, desk: Any) -> None:
    desk.answer = "broken"
    form.locator("#title").fill("Máy tắt giữa chừng")
    expect(state(form)).to_contain_text("Could not save")
    desk.answer = "save"
    form.route("**/save", lambda route: route.abort())
    form.reload()
    form.unroute("**/save")
    with form.expect_event("load"):
        form.get_by_role("button", name="Restore my text").click()
    saved(form, 1, desk)
    assert desk.saved[-1]["title"] == "Máy tắt giữa chừng"


def test_local_copy_can_be_discarded(form: Page, desk: Any) -> None:
    desk.answer = "broken"
    form.locator("#title").fill("Bỏ đi")
    expect(state(form)).to_contain_text("Could not save")
    form.route("**/save", lambda route: route.abort())
    form.reload()
    form.unroute("**/save")
    form.get_by_role("button", name="Discard").click()
    assert form.evaluate("localStorage.length") == 0
    assert desk.saved == []


def test_sending_waits_for_the_save_under_way(form: Page, desk: Any) -> None:
    form.locator("#title").fill("Gửi ngay")
    with form.expect_request("**/save"):
        pass
    form.get_by_role("button", name="Lưu", exact=True).click()
    form.wait_for_selector("h1:has-text('Đã nhận')")
    assert desk.posted["title"] == "Gửi ngay"
