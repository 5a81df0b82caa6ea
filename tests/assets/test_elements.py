"""Pickers, rows, pictures, uploads, questions, the palette, the preview, the reader."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect


pytestmark = pytest.mark.browser


def value(page: Page, name: str) -> Any:
    """Return what the form would send under a name."""
    return page.evaluate(
        "(name) => new FormData(document.querySelector('#item-form')).get(name)", name
    )


def test_picker_is_used_with_the_keyboard_alone(form: Page) -> None:
    form.get_by_role("combobox", name="Chủ trì").focus()
    form.keyboard.type("Ng")
    listbox = form.locator("[data-field='chair'] [role='listbox']")
    expect(listbox.get_by_role("option")).to_have_count(1)
    combobox = form.get_by_role("combobox", name="Chủ trì")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    form.keyboard.press("ArrowDown")
    active = combobox.get_attribute("aria-activedescendant")
    expect(form.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    form.keyboard.press("Enter")
    assert value(form, "chair") == "4"
    assert form.url.endswith("/form")
    form.keyboard.press("Enter")  # the remove button has the focus now
    assert value(form, "chair") == ""
    expect(combobox).to_be_focused()


def test_escape_closes_the_list_and_keeps_the_words(form: Page) -> None:
    combobox = form.get_by_role("combobox", name="Thành phần")
    combobox.fill("Tr")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    combobox.press("Escape")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(combobox).to_have_value("Tr")


def test_several_records_are_ordered_with_buttons(page: Page, desk: Any) -> None:
    desk.snapshot = {"people": [4, 5, 1]}
    page.goto("/form")
    page.wait_for_selector(".editor-text")
    page.get_by_role("button", name="Move Trần Thị Bình up").click()
    assert value(page, "people") == "5,4,1"
    page.get_by_role("button", name="Remove Nguyễn Văn An").click()
    assert value(page, "people") == "5,1"


def test_composition_asks_once_it_is_over(form: Page) -> None:
    asked: list[str] = []
    form.on("request", lambda r: asked.append(r.url) if "/records" in r.url else None)
    form.get_by_role("combobox", name="Chủ trì").focus()
    session = form.context.new_cdp_session(form)
    for step in ("D", "Da", "Đa", "Đả", "Đản", "Đảng"):
        session.send(
            "Input.imeSetComposition",
            {"text": step, "selectionStart": len(step), "selectionEnd": len(step)},
        )
        form.wait_for_timeout(250)
    assert asked == []
    session.send("Input.insertText", {"text": "Đảng"})
    expect(form.get_by_role("option", name="Đảng bộ phường Sen")).to_be_visible()
    assert len(asked) == 1


def test_rows_are_added_moved_removed_and_numbered(form: Page, desk: Any) -> None:
    rows = form.locator("sen-rows .row")
    expect(rows).to_have_count(0)
    add = form.get_by_role("button", name="Add a row")
    for title in ("Khai mạc", "Báo cáo", "Bế mạc"):
        add.click()
        rows.last.get_by_label("Nội dung").fill(title)
    rows.nth(2).get_by_role("button", name="Move up").click()
    rows.nth(0).get_by_role("button", name="Remove", exact=True).click()
    expect(rows).to_have_count(2)
    names = form.locator("sen-rows input[name$='-title']").evaluate_all(
        "(inputs) => inputs.map((input) => [input.name, input.id, input.value])"
    )
    assert names == [
        ["agenda-0-title", "agenda-0-title", "Bế mạc"],
        ["agenda-1-title", "agenda-1-title", "Báo cáo"],
    ]
    form.get_by_role("button", name="Undo").last.click()
    expect(rows).to_have_count(3)
    form.get_by_role("button", name="Lưu", exact=True).click()
    form.wait_for_selector("h1:has-text('Đã nhận')")
    titles = [row["title"] for row in desk.posted["agenda"]]
    assert titles == ["Khai mạc", "Bế mạc", "Báo cáo"]


def test_many_rows_begin_folded_and_say_what_they_hold(page: Page, desk: Any) -> None:
    desk.snapshot = {
        "agenda": [
            {"time": f"08:{number}0", "title": f"Việc {number}", "speaker": None}
            for number in range(4)
        ]
    }
    page.goto("/form")
    page.wait_for_selector(".editor-text")
    rows = page.locator("sen-rows .row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).locator(".row-summary")).to_have_text("08:10 · Việc 1")
    expect(rows.nth(1).get_by_label("Nội dung")).to_be_hidden()
    rows.nth(1).get_by_role("button", name="Row 2").click()
    rows.nth(1).get_by_label("Nội dung").fill("Việc khác")
    assert value(page, "agenda-1-title") == "Việc khác"
    assert value(page, "agenda-3-title") == "Việc 3"


def test_picker_inside_a_new_row_works(form: Page, desk: Any) -> None:
    form.get_by_role("button", name="Add a row").click()
    form.get_by_role("combobox", name="Người trình bày").fill("Bình")
    form.get_by_role("option", name="Trần Thị Bình").click()
    assert value(form, "agenda-0-speaker") == "5"


def test_pictures_are_sent_described_and_ordered(form: Page, desk: Any) -> None:
    field = form.locator("[data-field='gallery']")
    field.locator("input[type='file']").set_input_files(
        [
            {"name": "một.jpg", "mimeType": "image/jpeg", "buffer": b"1"},
            {"name": "virus.exe", "mimeType": "image/jpeg", "buffer": b"2"},
            {"name": "hai.jpg", "mimeType": "image/jpeg", "buffer": b"3"},
        ]
    )
    expect(field.locator(".photo")).to_have_count(2)
    expect(field.get_by_role("alert")).to_contain_text("Loại tệp này không được nhận.")
    assert value(form, "gallery") == "101,102"
    alt = field.get_by_label("Description for people who cannot see it").first
    alt.fill("Toàn cảnh hội trường")
    alt.blur()
    expect(field.get_by_text("Description saved")).to_be_visible()
    assert desk.alts == {101: "Toàn cảnh hội trường"}
    field.get_by_role("button", name="Move hai.jpg up").click()
    assert value(form, "gallery") == "102,101"


def test_picture_is_chosen_from_the_library(form: Page) -> None:
    field = form.locator("[data-field='photo']")
    field.get_by_role("button", name="Choose from the library").click()
    form.get_by_role("dialog").get_by_role("button", name="anh-2.jpg").click()
    form.get_by_role("dialog").get_by_role("button", name="Insert").click()
    assert value(form, "photo") == "2"
    field.get_by_role("button", name="Remove anh-2.jpg").click()
    assert value(form, "photo") == ""


def test_many_files_are_uploaded_at_once(form: Page, desk: Any) -> None:
    upload = form.locator("sen-upload")
    names = [f"tệp-{number}.jpg" for number in range(5)]
    upload.locator(".drop-zone input").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": b"x"} for name in names]
    )
    expect(upload.locator(".photo")).to_have_count(5)
    assert desk.uploads == names


def test_question_comes_before_the_act(form: Page, desk: Any) -> None:
    form.get_by_role("button", name="Lưu trữ").click()
    dialog = form.get_by_role("dialog")
    expect(dialog).to_contain_text("Lưu trữ tin này?")
    dialog.get_by_role("button", name="Cancel").click()
    assert desk.posted is None
    form.get_by_role("button", name="Lưu trữ").click()
    dialog.get_by_role("button", name="Lưu trữ").click()
    form.wait_for_selector("h1:has-text('Đã nhận')")
    assert desk.posted is not None


def test_palette_opens_with_a_shortcut_and_goes_there(form: Page) -> None:
    form.locator("#title").focus()
    form.keyboard.press("Control+k")
    dialog = form.get_by_role("dialog")
    expect(dialog.get_by_role("option", name="Tin tức")).to_be_visible()
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    form.wait_for_url("**/list")


def test_preview_takes_the_width_of_a_phone(form: Page) -> None:
    phone = form.get_by_role("button", name="Phone")
    phone.click()
    expect(phone).to_have_attribute("aria-pressed", "true")
    box = form.locator(".preview-frame").bounding_box()
    assert box is not None
    assert box["width"] == 390


def test_reader_keeps_text_size_and_colours(page: Page) -> None:
    page.goto("/reader")
    html = page.locator("html")
    page.get_by_role("button", name="Chữ lớn").click()
    page.get_by_role("button", name="Nền tối").click()
    page.reload()
    expect(html).to_have_attribute("data-text-size", "large")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Chữ lớn")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Chữ thường").click()
    expect(html).not_to_have_attribute("data-text-size", "large")
