"""One drop: news with its conference, people and report; doubts are answered by keyboard."""

from pathlib import Path
from urllib.parse import quote

import pytest
from actions import DROP, parts
from playwright.sync_api import expect
from word_files import BOLD, drawing, p, package, picture, run


pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "plugins/extraction/tests/example/half-year.txt"
TITLE = "Quận ủy Quận Sen sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2019"
LEAD = "Sáu tháng qua, các cuộc kiểm tra đều đúng tiến độ."
PARAGRAPHS = (
    "Sáng ngày 04/7/2019, Quận ủy Quận Sen tổ chức Hội nghị sơ kết công tác kiểm tra, "
    "giám sát 6 tháng đầu năm 2019 tại hội trường Quận ủy.",
    "Dự hội nghị có đồng chí Khúc Gia Bách, Phó Bí thư Quận ủy; đồng chí Âu Thị Lan "
    "Chi, Trưởng Ban Tổ chức Quận ủy.",
    "Tại hội nghị, đồng chí Giáp Văn Quý, Phó Chủ nhiệm Ủy ban Kiểm tra Quận ủy trình "
    "bày Báo cáo sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2019.",
    "Phát biểu chỉ đạo hội nghị, đồng chí Khúc Gia Bách yêu cầu: rà soát từng cuộc "
    "kiểm tra còn lại; theo dõi việc khắc phục đến cùng.",
)
PEOPLE = ("Khúc Gia Bách", "Âu Thị Lan Chi", "Giáp Văn Quý")
CONFERENCE = "Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2019"
REPORT = "Báo cáo sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2019"
HERE = "#main a:not([target])"  # links that lead on in the same window
CARD = "section[aria-labelledby=extraction-title]"


@pytest.fixture(scope="module")
def site(demo_site):
    demo_site.command("plugin", "enable", "extraction")
    return demo_site


@pytest.fixture
def word_file(tmp_path):
    """The article as a Word file with seven photos in it."""
    photos = [p(drawing(f"i{number}")) for number in range(1, 8)]
    words = [p(run(one)) for one in PARAGRAPHS]
    body = p(run(TITLE, BOLD), look='<w:jc w:val="center"/>') + p(run(LEAD, BOLD))
    body += "".join(one + photo for one, photo in zip(words, photos, strict=False))
    body += "".join(photos[len(words) :])
    rels = "".join(
        f'<Relationship Id="i{number}" Type="x/image" Target="media/{number}.jpg"/>'
        for number in range(1, 8)
    )
    # Of different sizes, so that none is taken for another.
    media = {
        f"word/media/{number}.jpg": picture((600 + number, 400))
        for number in range(1, 8)
    }
    path = tmp_path / "tin.docx"
    path.write_bytes(package(body, media, rels))
    return path


def found_on_the_desk(page, title):
    page.goto(f"/ban-lam-viec/noi-dung/?q={quote(title)}")
    rows = page.locator("#main tbody")
    return rows.get_by_role("link", name=title, exact=True)


def test_a_drop_and_one_press_link_all_and_undo_takes_all_away(site, enter, word_file):
    page = enter(site, "administrator")
    page.locator("sen-drop").evaluate(DROP, list(parts([word_file])))
    page.wait_for_url("**/sua/*")
    news = page.url
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    # One of the seven leads the article, the others stand in its text.
    assert page.locator("input[name=image_id]").first.input_value()
    expect(page.locator("sen-editor [contenteditable=true] img")).to_have_count(6)

    page.locator(CARD).get_by_role("button", name="Nhận tất cả").click()
    expect(page.locator(".notice").first).to_contain_text("Đã tạo và liên kết")
    for title in (*PEOPLE, REPORT):
        expect(page.locator(CARD).get_by_role("link", name=title)).to_be_visible()

    page.locator(CARD).get_by_role("link", name=CONFERENCE).click()
    expect(page.locator("[name=title]")).to_have_value(CONFERENCE)
    conference = page.url
    for name in PEOPLE:
        page.goto(conference)
        page.locator(HERE, has_text=name).first.click()
        expect(page.locator("[name=title]")).to_have_value(name)
        page.locator(HERE, has_text=CONFERENCE).first.click()
        page.wait_for_url(conference)
    page.locator(HERE, has_text=TITLE).first.click()
    page.wait_for_url(news)

    for title in (*PEOPLE, CONFERENCE, REPORT):
        expect(found_on_the_desk(page, title)).to_have_count(1)
    page.goto(news)
    page.locator(CARD).get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".notice").first).to_contain_text("Đã hoàn tác")
    expect(page.locator(CARD).get_by_role("link", name=CONFERENCE)).to_have_count(0)
    for title in (*PEOPLE, CONFERENCE, REPORT):
        expect(found_on_the_desk(page, title)).to_have_count(0)
    assert page.evaluate("window.violations") == []


def test_doubts_are_answered_by_keyboard_one_after_the_other(
    site, enter, tmp_path, axe
):
    folder = tmp_path / "bai-cu"
    folder.mkdir()
    raw = EXAMPLE.read_text("utf-8")
    for year in ("2018", "2019"):
        (folder / f"{year}.txt").write_text(raw.replace("2013", year), "utf-8")
    site.command("import", "articles", str(folder))

    page = enter(site, "administrator", width=360)
    page.goto("/ban-lam-viec/")
    page.get_by_role("link", name="hồ sơ chờ trả lời").click()
    lead, name = page.locator(".page-lead"), page.locator("legend")
    waiting = int(lead.inner_text().split()[0])
    first = name.inner_text()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # Esc puts off, Z takes that back.
    expect(page.locator("input[name=choice]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(name).not_to_have_text(first)
    page.keyboard.press("z")
    expect(name).to_have_text(first)
    # Arrows choose, Enter accepts, and the next one stands there to be answered.
    expect(page.locator("input[name=choice]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[value=new]")).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(lead).to_contain_text(str(waiting - 1))
    expect(page.locator("input[name=choice]").first).to_be_focused()
    page.keyboard.press("z")
    expect(lead).to_contain_text(str(waiting))
    expect(name).to_have_text(first)
    page.locator(".choice-about a").click()
    expect(page.locator("mark#words")).to_be_visible()
    assert page.evaluate("window.violations") == []


def test_a_doubt_is_answered_without_a_script(site, enter):
    page = enter(site, "administrator", java_script_enabled=False)
    page.goto("/ban-lam-viec/trich-xuat/cho-tra-loi")
    waiting = int(page.locator(".page-lead").inner_text().split()[0])
    page.locator("input[value=new]").check()
    page.get_by_role("button", name="Nhận", exact=False).click()
    expect(page.locator(".page-lead")).to_contain_text(str(waiting - 1))
