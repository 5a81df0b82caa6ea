"""The main job, as people do it: set up, write, approve, read, find."""

import urllib.parse
import urllib.request

import pytest
from PIL import Image


pytestmark = pytest.mark.browser

PASSWORD = "mua-thu-tren-song-4719"
TITLE = "Giao ban công tác kiểm tra quý IV năm 2026"
TEXT = """Sáng 20/11/2026, UBKT Quận ủy Quận Bàng tổ chức hội nghị giao ban.

Dự hội nghị có đồng chí Lò Thị Mận, Chủ nhiệm UBKT Quận ủy, cùng đại diện 12 cơ sở.

Hội nghị yêu cầu các đơn vị hoàn thành báo cáo trước ngày 10/12/2026."""


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "hoi-nghi.jpg"
    picture = Image.new("RGB", (1200, 800), "#8f1b1f")
    picture.save(path, exif=picture.getexif())
    return path


def set_up(page, site):
    page.goto("/thiet-lap")
    page.fill("input[name=code]", site.code)
    page.fill("input[name=name]", "Người quản trị")
    page.fill("input[name=username]", "quantri")
    if page.locator("input[name=email]").count():
        page.fill("input[name=email]", "quantri@vidu.vn")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/ban-lam-viec/**")


def add_account(page, username, name, role):
    page.goto("/ban-lam-viec/nguoi-dung/moi")
    page.fill("input[name=name]", name)
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("checkbox", name=role).first.check()
    page.click("main .form-actions button[type=submit]")
    page.wait_for_url("**/nguoi-dung/**")


def log_in(page, username):
    page.goto("/dang-nhap")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/ban-lam-viec/**")


def paste_text(page):
    page.wait_for_selector("sen-editor [contenteditable=true]")
    page.click("sen-editor [contenteditable=true]")
    page.evaluate(
        """(text) => {
          const data = new DataTransfer()
          data.setData('text/plain', text)
          const target = document.querySelector('sen-editor [contenteditable=true]')
          target.dispatchEvent(new ClipboardEvent('paste',
            {clipboardData: data, bubbles: true, cancelable: true}))
        }""",
        TEXT,
    )


def add_lead_photo(page, photo):
    field = page.locator("[data-field=image_id]")
    field.locator("input[type=file]").set_input_files(str(photo))
    alt = field.locator(".photo-alt input")
    alt.wait_for()
    alt.fill("Quang cảnh hội nghị giao ban")
    alt.blur()
    page.wait_for_timeout(500)


def new_conference(page):
    """Make a conference in another tab, as the picker's link does."""
    page.goto("/ban-lam-viec/tao/conferences.conference")
    page.fill("input[name=title]", "Hội nghị giao ban quý IV năm 2026")
    page.click("main button[type=submit]")
    page.wait_for_selector("#item-form")


def write_article(page, photo):
    with page.context.expect_page() as opened:
        page.evaluate("window.open('/ban-lam-viec/', '_blank')")
    other = opened.value
    new_conference(other)
    other.close()
    page.goto("/ban-lam-viec/noi-dung/news.article/")
    page.click("form[action$='/tao/news.article'] button >> nth=0")
    page.wait_for_selector("#item-form")
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=summary]", "UBKT Quận ủy Quận Bàng giao ban quý IV.")
    paste_text(page)
    add_lead_photo(page, photo)
    picker = page.locator("[data-field=conference] [role=combobox]")
    picker.fill("giao ban quy iv")
    page.locator("[data-field=conference] [role=option]").first.click()
    page.click("button[formaction$='/buoc/submit']")
    page.wait_for_url("**/ban-lam-viec/")


def approve(page):
    page.goto("/ban-lam-viec/")
    page.click(f"text={TITLE}")
    page.wait_for_selector("text=UBKT Quận ủy Quận Bàng")
    page.click("button[formaction$='/buoc/publish']")
    page.wait_for_selector(".notice-success")


def found_titles(url, words):
    query = urllib.parse.urlencode({"q": words})
    with urllib.request.urlopen(f"{url}/tim-kiem?{query}") as answer:
        return answer.read().decode()


def test_news_from_the_set_up_to_the_reader(new_site, person, photo):
    administrator = person(new_site.url)
    set_up(administrator, new_site)
    assert person(new_site.url).goto("/thiet-lap").status == 404
    add_account(administrator, "cayviet", "Hà Người Viết", "Phóng viên")
    add_account(administrator, "nguoiduyet", "Vũ Người Duyệt", "duyệt")

    writer = person(new_site.url)
    log_in(writer, "cayviet")
    write_article(writer, photo)
    approver = person(new_site.url)
    log_in(approver, "nguoiduyet")
    approve(approver)

    reader = person(new_site.url)
    reader.goto("/")
    reader.click(f"text={TITLE} >> nth=0")
    assert reader.locator("h1").inner_text() == TITLE
    assert "Lò Thị Mận" in reader.locator("article").inner_text()
    image = reader.locator(".lead-figure img")
    assert image.get_attribute("alt") == "Quang cảnh hội nghị giao ban"
    assert image.evaluate("node => node.complete && node.naturalWidth > 0")
    for words in (
        "kiem tra quy iv",
        "KIỂM TRA",
        "kiểm tra",
        "ubkt",
        "uy ban kiem tra",
        "Uỷ ban kiểm tra",
    ):
        assert "giao-ban-cong-tac-kiem-tra-quy-iv" in found_titles(
            new_site.url, words
        ), words
    with urllib.request.urlopen(f"{new_site.url}/feed.atom") as feed:
        assert TITLE in feed.read().decode()
    assert reader.evaluate("window.violations") == []
    assert writer.evaluate("window.violations") == []
