"""Ticking by keyboard, throwing away, taking back; the same without a script."""

from __future__ import annotations

import pytest


pytestmark = pytest.mark.browser
NEWS = "/ban-lam-viec/noi-dung/?q=h%E1%BB%99i+ngh%E1%BB%8B"


def titles(page):
    return page.locator("tbody th[scope=row]").all_inner_texts()


def test_rows_are_ticked_thrown_away_and_brought_back_by_keyboard(
    demo_site, enter, axe
):
    page = enter(demo_site, "administrator")
    page.goto(NEWS)
    before = titles(page)
    bar = page.locator(".bulk-bar")
    assert not bar.is_visible()
    boxes = page.locator("tbody input[type=checkbox]")
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    boxes.nth(2).focus()
    page.keyboard.press("Shift+Space")
    assert page.locator("tbody input:checked").count() == 3
    assert "3" in bar.locator("[data-count]").inner_text()
    page.select_option("#bulk-act", "section")
    assert page.locator("#bulk-section").is_visible()
    assert not page.locator("#bulk-tag").is_visible()
    assert axe(page) == []
    page.select_option("#bulk-act", "trash")
    page.locator("#bulk-act").press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert titles(page)[:2] != before[:2]
    undo = page.locator(".notice-undo button")
    assert axe(page) == []
    undo.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.goto(NEWS)
    assert sorted(titles(page)) == sorted(before)
    assert page.evaluate("window.violations") == []


def test_escape_unticks_and_the_box_in_the_head_ticks_the_page(demo_site, enter):
    page = enter(demo_site, "administrator", width=360)
    page.goto("/ban-lam-viec/the/")
    page.locator("tbody input[type=checkbox]").nth(0).check()
    bar = page.locator(".bulk-bar").bounding_box()
    assert bar["y"] + bar["height"] <= 900  # in sight, wherever the list ends
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0

    page.keyboard.press("Escape")

    assert page.locator("tbody input:checked").count() == 0
    assert not page.locator(".bulk-bar").is_visible()


def test_without_a_script_the_same_form_does_the_same(demo_site, enter):
    page = enter(demo_site, "administrator", java_script_enabled=False)
    page.goto(NEWS)
    first = titles(page)[0]
    page.locator("tbody input[type=checkbox]").nth(0).check()
    page.select_option("#bulk-act", "archive")
    with page.expect_navigation():
        page.click(".bulk-bar .button-primary")

    assert page.locator(".notice-undo button").count() == 1
    with page.expect_navigation():
        page.click(".notice-undo button")
    page.goto(NEWS + "&state=published")
    assert first in titles(page)
