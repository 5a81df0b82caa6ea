"""Somebody drops a Word file and photos on the desk and goes on in the editor."""

import pytest
from actions import DROP, parts
from playwright.sync_api import expect
from word_files import BOLD, IMAGE_REL, drawing, p, package, picture, run


pytestmark = pytest.mark.browser

TITLE, LEAD = (
    "Thư viện phường mở cửa buổi tối",
    "Từ tháng 5, thư viện phục vụ đến 21 giờ.",
)


@pytest.fixture
def files(tmp_path):
    """A Word file with a picture in it, and a photo beside it."""
    body = (
        p(run(TITLE, BOLD), look='<w:jc w:val="center"/>')
        + p(run(LEAD, BOLD))
        + p(run("Sáng nay, thư viện công bố lịch mở cửa mới."))
        + p(drawing("i1"))
        + p(run("Ảnh: Phòng đọc buổi tối"))
    )
    data = package(body, {"word/media/image1.jpg": picture((300, 200))}, IMAGE_REL)
    (tmp_path / "tin.docx").write_bytes(data)
    (tmp_path / "anh.jpg").write_bytes(picture((640, 420)))
    (tmp_path / "xau.exe").write_bytes(b"MZ")
    return tmp_path


def chosen(page, files):
    page.set_input_files("sen-drop input[type=file]", [str(one) for one in files])


def dropped(page, files):
    page.locator("body").evaluate(DROP, list(parts(files)))


@pytest.mark.parametrize("hand_over", [chosen, dropped])
def test_a_dropped_word_file_is_open_in_the_editor_with_all_its_parts(
    demo_site, enter, files, hand_over
):
    page = enter(demo_site, "reporter")
    hand_over(page, [files / "tin.docx", files / "anh.jpg"])
    page.wait_for_url("**/sua/*")
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=summary]")).to_have_value(LEAD)
    text = page.locator("sen-editor [contenteditable=true]").first
    expect(text).to_contain_text("Sáng nay, thư viện công bố lịch mở cửa mới.")
    expect(text.locator("img")).to_have_count(1)
    assert page.locator("input[name=image_id]").first.input_value()
    assert page.evaluate("window.violations") == []


def test_a_bad_file_is_named_beside_the_zone_at_360_pixels(
    demo_site, enter, files, axe
):
    page = enter(demo_site, "reporter", width=360)
    before = page.url
    chosen(page, [files / "xau.exe"])
    message = page.locator(".drop-refused")
    expect(message).to_contain_text("xau.exe")
    assert page.url == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    expect(page.locator("sen-drop input[type=file]")).to_be_focused()


def test_without_a_script_the_zone_is_a_form(demo_site, enter, files):
    page = enter(demo_site, "reporter", java_script_enabled=False)
    chosen(page, [files / "tin.docx", files / "anh.jpg"])
    page.locator("sen-drop button[type=submit]").click()
    page.wait_for_url("**/sua/*")
    expect(page.locator("[name=title]")).to_have_value(TITLE)
