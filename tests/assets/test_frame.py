"""The desk's frame: accessible in both colours, usable at 360 px, small, licensed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import cms


STATIC = Path(cms.__file__).parent / "static"


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("address", ["/list", "/form"])
def test_pages_have_no_accessibility_problems(
    page: Page, axe: Any, address: str, colours: Any
) -> None:
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert axe(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/list", "/form"])
def test_pages_fit_a_small_telephone(page: Page, axe: Any, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_text("Menu", exact=True).click()
    expect(
        page.locator(".menu-panel").get_by_role("link", name="Tin tức")
    ).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".menu-panel")).to_be_hidden()


@pytest.mark.browser
def test_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.browser
def test_menu_and_list_work_without_script(
    chromium: Browser, served: tuple[str, Any]
) -> None:
    context = chromium.new_context(base_url=served[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/list")
    page.locator(".confirm summary").click()
    button = page.get_by_role("button", name="Bỏ vào thùng rác")
    expect(button).to_be_visible()
    page.locator(".side-foot summary").click()
    expect(page.locator(".side-foot button")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_every_icon_that_a_page_uses_is_in_the_sprite(page: Page) -> None:
    page.goto("/form")
    page.wait_for_selector(".editor-text")
    used = page.locator("use").evaluate_all(
        "(uses) => [...new Set(uses.map((use) => use.getAttribute('href').split('#')[1]))]"
    )
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    assert [name for name in used if f'id="{name}"' not in sprite] == []


def test_built_files_stay_small() -> None:
    limits = {
        "desk.js": 96_000,
        "desk.css": 60_000,
        "editor.js": 520_000,
        "reader.js": 4_000,
    }
    sizes = {name: (STATIC / name).stat().st_size for name in limits}
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


def test_styles_never_capitalise_vietnamese() -> None:
    for sheet in STATIC.glob("*.css"):
        assert "capitalize" not in sheet.read_text(encoding="utf-8")


def test_licences_name_what_is_bundled() -> None:
    text = (STATIC / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("TipTap", "ProseMirror", "Lucide", "Be Vietnam Pro", "Noto Serif"):
        assert name in text
