"""A reader types into the search box: suggestions by keyboard, filters, other words."""

import axe_rules
import pytest
from playwright.sync_api import expect


pytestmark = pytest.mark.browser


def test_suggestions_are_chosen_by_keyboard_and_leave_on_escape(visit, axe):
    page = visit("/", bypass_csp=True)
    box = page.get_by_role("combobox").first
    box.press_sequentially("hoi dong")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()

    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.get_attribute("id")
    assert box.get_attribute("aria-activedescendant") == chosen
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run({ runOnly: rules })", axe_rules.ALL)
    assert found["violations"] == []

    box.press("Escape")
    expect(options.first).to_be_hidden()
    assert box.input_value() == "hoi dong"

    box.press_sequentially(" ")
    expect(options.first).to_be_visible()
    title = options.first.locator("[lang]").inner_text()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_without_a_choice_enter_searches_and_a_filter_narrows(visit):
    page = visit("/", 360)
    box = page.locator("#site-q")
    box.fill("kiem tra")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tìm kiếm")
    before = page.locator(".found").inner_text()

    page.locator(".facet a").nth(1).click()
    expect(page.locator(".facet a[aria-current]")).to_have_count(1)
    assert page.locator(".found").inner_text() != before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
