"""From a Word file and seven photos to an approved article, in nine actions and four pages."""

import datetime as dt
import sqlite3
import zipfile
from contextlib import closing
from zoneinfo import ZoneInfo

import pytest
from actions import DROP, Counter, parts
from PIL import Image


pytestmark = pytest.mark.browser

MOST_ACTIONS, MOST_PAGES = 9, 4
TITLE = "Quận ủy Quận Sen sơ kết công tác kiểm tra, giám sát"
LEAD = "Nửa đầu năm, các cuộc kiểm tra đều đúng tiến độ của chương trình."
PARAGRAPHS = (
    "Sáng 08/7/2026, Quận ủy Quận Sen tổ chức Hội nghị sơ kết công tác kiểm tra, "
    "giám sát, thi hành kỷ luật đảng 6 tháng đầu năm 2026.",
    "Dự hội nghị có đồng chí Tạ Quốc Khải, Bí thư Quận ủy.",
    "Hội nghị nghe Báo cáo sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2026.",
)
DESCRIPTIONS = [f"Đại biểu ở hàng ghế thứ {number}" for number in range(1, 8)]
ALT = "[data-photo=alt]"
ACCEPT = ".mentions-all"
DECIDE = "[data-decide] button"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(path):
    """Write a Word file with a title, a lead in bold and three paragraphs."""

    def paragraph(words, style="", bold=False):
        look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
        return f"<w:p>{look}<w:r>{weight}<w:t>{words}</w:t></w:r></w:p>"

    body = paragraph(TITLE, "Title") + paragraph(LEAD, bold=True)
    body += "".join(map(paragraph, PARAGRAPHS))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
            'package/2006/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
            'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.'
            'openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}'
            "</w:body></w:document>",
        )
    return path


@pytest.fixture
def files(tmp_path):
    """A Word file and seven photos."""
    found = [word_file(tmp_path / "tin.docx")]
    for number in range(7):
        path = tmp_path / f"anh-{number + 1}.jpg"
        Image.new("RGB", (1200, 800), (20 + number * 30, 60, 90)).save(path)
        found.append(path)
    return found


class ByPointer:
    """How somebody with a mouse or a finger does it."""

    def __init__(self, page, counter):
        self.page, self.counter = page, counter

    def hand_over(self, files):
        self.page.locator("sen-drop").evaluate(DROP, list(parts(files)))

    def press(self, selector):
        self.page.locator(selector).first.click()

    def choose(self, radio):
        radio.locator("xpath=..").click()

    def send(self):
        self.page.locator("button[formaction$='/buoc/submit']").click()

    def walk_to(self, selector):
        """Press Tab until something that fits has the focus."""
        fits = "(selector) => document.activeElement?.matches(selector)"
        for _step in range(400):
            if self.page.evaluate(fits, selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")


class ByKeyboard(ByPointer):
    """How somebody who uses no pointer does it."""

    def hand_over(self, files):
        self.walk_to("sen-drop input[type=file]")
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Space")
        self.counter.add("confirm the files in the system's own window")
        asked.value.set_files([str(path) for path in files])

    def press(self, selector):
        self.walk_to(selector)
        self.page.keyboard.press("Enter")

    def choose(self, radio):
        self.walk_to("input[name=proposed]")
        self.page.keyboard.press("ArrowRight")
        assert radio.is_checked()

    def send(self):
        self.page.keyboard.press("Control+Enter")


def log_in(page, name, password):
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")


def describe_all(hands, page):
    """Give each photo its description by Tab and typing alone."""
    page.locator(ALT).nth(len(DESCRIPTIONS) - 1).wait_for()
    for words in DESCRIPTIONS:
        hands.walk_to(ALT)
        page.keyboard.type(words)
        page.keyboard.press("Tab")


def write(page, hands, site, files):
    page.goto("/dang-nhap")
    log_in(page, "reporter", site.passwords["reporter"])
    page.locator("sen-drop:defined").wait_for()
    hands.hand_over(files)
    page.locator("#item-form").wait_for()
    page.locator("sen-editor [contenteditable=true]").wait_for()
    page.locator(ACCEPT).wait_for()
    hands.press(ACCEPT)
    describe_all(hands, page)
    hands.choose(page.locator("input[name=proposed]").nth(1))
    hands.send()
    page.wait_for_url("**/ban-lam-viec/")


def approve(page, hands, site, item_id):
    hands.counter.add("follow the link of the notice")
    page.goto(f"/ban-lam-viec/sua/{item_id}/duyet")
    log_in(page, "approver", site.passwords["approver"])
    page.locator(DECIDE).first.wait_for()
    hands.press(DECIDE)
    page.locator(".notice-success").wait_for()


def asked(site, question, *values):
    with closing(sqlite3.connect(site.instance / "site.db")) as base:
        return base.execute(question, values).fetchall()


@pytest.mark.parametrize(
    ("way", "width", "lang"),
    [
        pytest.param(ByPointer, 1280, "vi", id="pointer"),
        pytest.param(ByKeyboard, 1280, "vi", id="keyboard"),
        pytest.param(ByPointer, 360, "vi", id="phone"),
        pytest.param(ByPointer, 1280, "en", id="English"),
    ],
)
def test_word_file_and_photos_to_an_approved_article(
    demo_site, person, files, way, width, lang
):
    counter = Counter()
    writer = person(demo_site.url, width=width, lang=lang)
    counter.watch(writer.context, writer)
    newest = asked(demo_site, "SELECT max(id) FROM items")[0][0]

    write(writer, way(writer, counter), demo_site, files)
    [(item_id,)] = asked(demo_site, "SELECT id FROM items WHERE id > ?", newest)
    reviewer = person(demo_site.url, width=width, lang=lang)
    counter.watch(reviewer.context, reviewer)
    approve(reviewer, way(reviewer, counter), demo_site, item_id)

    assert len(counter.actions) <= MOST_ACTIONS, counter.actions
    assert len(counter.loads) <= MOST_PAGES, counter.loads
    assert_done(demo_site, item_id)


def assert_done(site, item_id):
    """The article waits for tomorrow's morning, whole: title, photos, links."""
    [(title, summary, stage, when, picture)] = asked(
        site,
        "SELECT title, summary, stage, publish_at, image_id FROM items WHERE id = ?",
        item_id,
    )
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    moment = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC).astimezone(zone)
    tomorrow = dt.datetime.now(zone).date() + dt.timedelta(days=1)
    assert (title, summary, stage) == (TITLE, LEAD, "scheduled")
    assert (moment.date(), moment.hour, moment.minute) == (tomorrow, 8, 0)
    assert picture
    alts = asked(
        site,
        "SELECT alt FROM media JOIN media_uses ON media_id = media.id WHERE item_id = ?",
        item_id,
    )
    assert sorted(alt for (alt,) in alts) == sorted(DESCRIPTIONS)
    linked = asked(
        site,
        "SELECT relation FROM item_relations WHERE source_id = ?",
        item_id,
    )
    assert {"conference", "reports", "people"} <= {relation for (relation,) in linked}
