"""Seven photos of an article, described with Tab and typing, led and ordered by keys."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from typing import Any

import cms_theme_sen
import pytest
from PIL import Image
from playwright.sync_api import Page, expect


pytestmark = pytest.mark.browser

WORDS = [
    "Toàn cảnh hội trường",
    "Đoàn chủ tịch điều hành",
    "Đồng chí Bí thư phát biểu",
    "Đại biểu thảo luận",
    "Trao giấy khen",
    "Đại biểu biểu quyết",
    "Chụp ảnh lưu niệm",
]


def jpeg(number: int) -> bytes:
    image = Image.new("RGB", (900, 600), (40 + 25 * number, 90, 120))
    image.paste((250, 210, 90), (60 * number, 80, 60 * number + 200, 280))
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


def files(numbers: Any) -> list[dict[str, Any]]:
    return [
        {"name": f"DSC_{n:04}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(n)}
        for n in numbers
    ]


def article(page: Page, title: str) -> None:
    page.goto("/ban-lam-viec/tao/news.article")
    page.fill("input[name=title]", title)
    page.click("main button[type=submit]")
    page.wait_for_selector("sen-photos .drop-zone")
    page.wait_for_selector("sen-editor [contenteditable=true]")


def add_photos(page: Page, count: int) -> None:
    """The lead, then the gallery, with one choice of files each."""
    lead, *rest = files(range(1, count + 1))
    page.locator("[data-field=image_id] input[type=file]").set_input_files([lead])
    expect(page.locator(".photo-card")).to_have_count(1)
    page.locator("[data-field=gallery] input[type=file]").set_input_files(rest)
    expect(page.locator(".photo-card")).to_have_count(count, timeout=30_000)


def stored(page: Page, name: str) -> str:
    return str(page.locator(f".photos-plain input[name={name}]").input_value())


def focused(page: Page) -> str:
    """Return the name of the file whose card has the focus."""
    return str(
        page.evaluate(
            "document.activeElement.closest('.photo-card')"
            ".querySelector('.photo-name').textContent"
        )
    )


@pytest.fixture(scope="module")
def crops() -> dict[str, list[int]]:
    folder = Path(cms_theme_sen.__file__).parent
    theme = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    return dict(theme["crops"])


def test_seven_photos_are_described_led_and_ordered_by_keys(
    demo_site: Any, enter: Any, axe: Any, crops: Any
) -> None:
    page = enter(demo_site, "approver")
    article(page, "Hội nghị tổng kết có bảy ảnh")
    add_photos(page, 7)
    describe_all(page)
    order_and_lead(page)
    focal_by_arrows(page, crops)
    assert axe(page) == []
    # What was typed is in the library and in the item, also for a page anew.
    expect(page.locator("sen-autosave")).to_have_attribute("data-state", "saved")
    page.reload()
    page.wait_for_selector(".photo-card")
    alts = page.locator("[data-photo=alt]").evaluate_all(
        "(all) => all.map((i) => i.value)"
    )
    assert sorted(alts) == sorted(WORDS)
    assert page.evaluate("window.violations") == []


def describe_all(page: Page) -> None:
    """Tab leads from description to description; nothing is pressed with a pointer."""
    page.locator("[data-photo=alt]").first.focus()
    for number, words in enumerate(WORDS, 1):
        assert focused(page) == f"DSC_{number:04}"
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(page.locator(".photo-state.is-saved")).to_have_count(7)
    expect(page.locator(".photos-section .library-missing")).to_have_count(0)


def order_and_lead(page: Page) -> None:
    before = stored(page, "gallery").split(",")
    page.locator("[data-photo=alt]").nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    moved = [before[1], before[0], *before[2:]]
    assert stored(page, "gallery") == ",".join(moved)
    # The focus has gone along, so that one key after another is possible.
    assert focused(page) == "DSC_0003"
    lead = stored(page, "image_id")
    page.keyboard.press("Alt+Enter")
    assert stored(page, "image_id") == before[1]
    assert stored(page, "gallery") == ",".join([lead, before[0], *before[2:]])
    assert focused(page) == "DSC_0003"
    page.locator(".photos-undo button").press("Enter")
    assert stored(page, "image_id") == lead
    assert stored(page, "gallery") == ",".join(moved)


def focal_by_arrows(page: Page, crops: dict[str, list[int]]) -> None:
    page.locator("[data-photo=alt]").first.focus()
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    saved = re.compile(r"/media/\d+$")
    with page.expect_response(saved) as answer:
        for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp"):
            page.keyboard.press(key)
    record = answer.value.json()
    assert (record["focal_x"], record["focal_y"]) == (55, 44)
    shown = page.locator(".focal-crop").evaluate_all(
        """(all) => all.map((box) => [box.offsetWidth / box.offsetHeight,
             getComputedStyle(box.firstChild).objectPosition])"""
    )
    assert [place for _ratio, place in shown] == ["55% 44%"] * len(crops)
    for (ratio, _place), (width, height) in zip(shown, crops.values(), strict=True):
        assert ratio == pytest.approx(width / height, rel=0.03)
    page.keyboard.press("Escape")


def test_the_theme_cuts_pictures_as_it_says(
    demo_site: Any, person: Any, crops: Any
) -> None:
    """What the desk shows of a crop is what readers get."""
    page = person(demo_site.url)
    page.goto("/")
    ratio = "(image) => image.clientWidth / image.clientHeight"
    card = page.locator(".card-image img").first
    assert card.evaluate(ratio) == pytest.approx(
        crops["card"][0] / crops["card"][1], rel=0.02
    )
    place = """(image) => {
      image.className = 'focus-x-30 focus-x-plus-7 focus-y-0 focus-y-plus-4'
      return getComputedStyle(image).objectPosition
    }"""
    assert card.evaluate(place) == "37% 4%"


def until(page, expression):
    """Wait until the page finds something true; its policy forbids it to be asked there."""
    for _attempt in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def test_photos_of_the_text_and_proposals_on_a_phone(
    demo_site: Any, enter: Any
) -> None:
    page = enter(demo_site, "reporter", width=360)
    article(page, "Tin có ảnh trong bài")
    add_photos(page, 1)
    # A caption is a proposal, kept when the field is left.
    page.locator("[data-photo=caption]").fill("Quang cảnh buổi làm việc")
    page.locator("[data-photo=caption]").blur()
    alt = page.locator("[data-photo=alt]")
    expect(alt).to_have_value("Quang cảnh buổi làm việc")
    expect(alt).to_have_class("control is-proposed")
    alt.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".photo-state.is-saved")).to_be_visible()
    # A picture of the text gets its card at once, and its words go into the text.
    page.evaluate(
        """(id) => document.querySelector('sen-editor').editor.commands.insertContentAt(0,
             {type: 'image', attrs: {mediaId: Number(id), alt: '', caption: 'Ảnh 2'}})""",
        stored(page, "image_id"),
    )
    card = page.locator(".photos-group").last.locator(".photo-card")
    expect(card).to_have_count(1)
    # The library has words already: the text may have its own.
    own = card.locator("[data-photo=alt]")
    expect(own).to_have_attribute("placeholder", "Quang cảnh buổi làm việc")
    own.fill("Bàn làm việc")
    own.blur()
    body = "document.querySelector('sen-editor').editor.getJSON().content[0].attrs"
    until(page, f"{body}.alt === 'Bàn làm việc'")
    card.locator("[data-tool=decorative]").press("Enter")
    until(page, f"{body}.decorative === true")
    expect(own).to_be_disabled()
    card.locator("[data-tool=removeNamed]").press("Enter")
    expect(card).to_have_count(0)
    page.locator(".photos-undo button").press("Enter")
    expect(card).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("window.violations") == []


def test_a_picker_is_walked_by_arrows_and_marks_what_was_refused(
    demo_site: Any, enter: Any
) -> None:
    page = enter(demo_site, "administrator")
    article(page, "Tin chọn ảnh từ thư viện")
    add_photos(page, 2)
    expect(page.locator("sen-autosave")).to_have_attribute("data-state", "saved")
    page.evaluate(
        """async () => {
          const token = document.querySelector('meta[name=csrf-token]').content
          const id = document.querySelector('.photos-plain input[name=gallery]').value
          const body = new URLSearchParams({csrf_token: token, consent: 'refused'})
          await fetch(`/ban-lam-viec/media/${id}`, {method: 'POST', body})
        }"""
    )
    page.locator("[data-field=gallery] .drop-zone button", has_text="thư viện").click()
    tiles = page.locator("dialog .library-tile")
    expect(tiles.first).to_contain_text("Người trong ảnh không đồng ý")
    tiles.first.focus()
    page.keyboard.press("Enter")
    expect(tiles.first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    expect(tiles.nth(1)).to_contain_text("Dùng ở 1 nơi")
    page.keyboard.press("Enter")
    expect(tiles.nth(1)).to_have_attribute("aria-pressed", "true")


def test_without_script_the_photos_lead_to_their_pages(
    demo_site: Any, enter: Any, person: Any
) -> None:
    page = enter(demo_site, "administrator")
    article(page, "Tin không có script")
    add_photos(page, 1)
    expect(page.locator("sen-autosave")).to_have_attribute("data-state", "saved")
    state, address = page.context.storage_state(), page.url
    plain = person(demo_site.url, java_script_enabled=False, storage_state=state)
    plain.goto(address)
    expect(plain.locator("input[name=image_id]")).to_be_visible()
    expect(plain.locator("input[name=cover_alt]")).to_be_visible()
    link = plain.locator(".photos-list a")
    expect(link).to_contain_text("DSC_0001")
    link.click()
    plain.fill("[name=alt]", "Bảng tên hội nghị")
    plain.locator("form:has([name=alt]) button.button-primary").click()
    assert plain.input_value("[name=alt]") == "Bảng tên hội nghị"
