"""Pastes from many programs become clean text; what does not belong stays outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cms.features.intake.html import from_html
from cms.richtext import clean, render
from tests.features.intake.html.paste.outline import outline


pytestmark = pytest.mark.browser

CORPUS = Path(__file__).parents[1] / "features/intake/html/paste/corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.html"))

PASTE = """(element, [html, rtf]) => {
  const data = new DataTransfer()
  data.setData('text/html', html)
  data.setData('text/plain', html.replace(/<[^>]*>/g, ' '))
  if (rtf) data.setData('text/rtf', rtf)
  element.focus()
  const options = {clipboardData: data, bubbles: true, cancelable: true}
  element.dispatchEvent(new ClipboardEvent('paste', options))
}"""


def paste(page: Page, html: str, rtf: str = "") -> None:
    page.locator(".editor-text").evaluate(PASTE, [html, rtf])


def paste_text(page: Page, selector: str, text: str) -> None:
    page.locator(selector).evaluate(
        """(element, text) => {
          const data = new DataTransfer()
          data.setData('text/plain', text)
          element.focus()
          const options = {clipboardData: data, bubbles: true, cancelable: true}
          if (element.dispatchEvent(new ClipboardEvent('paste', options))) {
            document.execCommand('insertText', false, text)
          }
        }""",
        text,
    )


def document(page: Page) -> dict[str, Any]:
    """Return the document as the form would send it now."""
    sent = page.evaluate(
        "new FormData(document.querySelector('#item-form')).get('body')"
    )
    return json.loads(sent)


@pytest.mark.parametrize("name", NAMES)
def test_a_paste_keeps_what_it_says_and_loses_its_residue(
    form: Page, name: str
) -> None:
    paste(form, (CORPUS / f"{name}.html").read_text("utf-8"))
    pasted = document(form)
    expected = (CORPUS / f"{name}.txt").read_text("utf-8").strip()
    # Behind a table or a quotation the editor keeps a line to write on.
    assert outline(pasted).removesuffix("\np: ") == expected
    kept = json.dumps(pasted)
    for residue in ("Mso", "mso-", "style", "utm_", "SCXW", "\\u00a0"):
        assert residue not in kept


def word(sign: str, words: str, level: str = "l0 level1", tag: str = "p") -> str:
    """A paragraph of a list as Word writes it."""
    return (
        f'<{tag} style="mso-list:{level} lfo1"><span style="mso-list:Ignore">{sign}'
        f"<span>&nbsp; </span></span>{words}</{tag}>"
    )


FORMATS = (
    "<style>@list l0:level1 {mso-level-number-format:alpha-lower;}"
    "@list l0:level2 {mso-level-number-format:roman-lower;}"
    "@list l1:level1 {mso-level-number-format:roman-upper;}</style>"
)
ALIKE = [
    FORMATS + word("a)", "Một") + word("b)", "Hai") + "<p>Giữa</p>" + word("c)", "Ba"),
    FORMATS + word("i)", "Chín") + word("i.", "Một", "l0 level2"),
    FORMATS + word("I.", "Phần một", "l1 level1", "h2") + "<p>Lời</p>"
    + word("II.", "Phần hai", "l1 level1", "h2"),
    word("(iv)", "Bốn") + word("(v)", "Năm") + "<p>x</p>" + word("B.", "Hai"),
    word("2.", "Hai") + word("3.", "Ba") + word("·", "Chấm", "l1 level1"),
    '<p>Gồm:</p><ol type="i" start="3"><li>Ba</li><li>Bốn</li></ol><p>Hết</p>',
    '<ol type="A"><li>Một<ol type="a"><li>Hai</li></ol></li></ol><ol type="x"><li>y</li></ol>',
    "<p>Có <math><mfrac><mn>2</mn><mn>3</mn></mfrac></math> số phiếu, 15 "
    "<math><msup><mn>10</mn><mn>6</mn></msup></math> đồng</p>",
    "<p><ruby>京<rt>kinh</rt></ruby> <span style='text-transform:uppercase'>ủy ban</span></p>",
    "<div><svg></div><p>Sau</p><h2>Đề</h2><ul><li>a<ul><li>b</ul></ul><p hidden>x</p>",
    "<p title=it's>Một</p><blockquote><p>Hai</p></blockquote><p><b>Ba</b> <i>bốn</i></p>",
    "<table border=1><tr><th>A<th>B<tr><td>1<td>2</table><p>Hết</p>",
]  # fmt: skip


def test_browser_and_server_make_the_same_document(form: Page) -> None:
    for source in ALIKE:
        form.evaluate("document.querySelector('.editor-text').focus()")
        form.keyboard.press("Control+a")
        form.keyboard.press("Delete")
        paste(form, source)
        pasted = clean(document(form))["content"]
        while pasted[-1] == {"type": "paragraph"}:  # a line to write on
            pasted.pop()
        assert pasted == from_html(source)["content"], source


def test_what_a_page_shows_is_pasted_as_the_same_document(form: Page) -> None:
    for source in ALIKE:
        meant = from_html(source)
        form.evaluate("document.querySelector('.editor-text').focus()")
        form.keyboard.press("Control+a")
        form.keyboard.press("Delete")
        paste(form, str(render(meant)))
        pasted = clean(document(form))["content"]
        while pasted[-1] == {"type": "paragraph"}:
            pasted.pop()
        assert pasted == meant["content"], source


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def images(page: Page) -> list[dict[str, Any]]:
    return [n["attrs"] for n in document(page)["content"] if n["type"] == "image"]


def test_pasted_pictures_go_to_the_library_with_their_words(
    form: Page, desk: Any
) -> None:
    paste(
        form,
        f"<p>Trước</p><p><img src='data:image/png;base64,{PIXEL}' alt='Toàn cảnh'></p>"
        "<p class=MsoCaption>Ảnh 1. Hội trường</p>"
        "<p>Sau <img src='https://anh.example/a.jpg' width=300></p>"
        "<img src='https://dem.example/o.gif' width=1 height=1>"
        f"<p><img src='{form.evaluate('location.origin')}/media/4/640.webp'></p>",
    )
    expect(form.locator(".media-image")).to_have_count(2)
    sent, own = images(form)
    assert sent["mediaId"] == 101
    assert sent["alt"] == "Toàn cảnh"
    assert sent["caption"] == "Ảnh 1. Hội trường"
    assert own["mediaId"] == 4
    assert desk.uploads == ["Pasted picture.png"]
    assert desk.details[0]["caption"] == "Ảnh 1. Hội trường"
    bar = form.locator(".paste-left-out")
    expect(bar).to_contain_text("elsewhere: 1.")
    # The next key goes to the text, however soon it comes.
    assert bar.get_by_role("button").evaluate("""(button) => {
      button.click()
      return document.activeElement.matches('.editor-text')
    }""")
    expect(bar).to_be_hidden()
    form.keyboard.press("Control+z")
    assert images(form) == []
    form.keyboard.press("Control+y")
    assert [one["mediaId"] for one in images(form)] == [101, 4]


def test_pictures_of_word_come_from_its_rtf(form: Page, desk: Any) -> None:
    hexed = bytes.fromhex("89504e470d0a1a0a").hex()
    rtf = (
        "{\\rtf1{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}\\picw10"
        f"\\pngblip\\bliptag-5{{\\*\\blipuid 00ff}}\n{hexed}}}}}"
        "{\\nonshppict{\\pict\\wmetafile8 0102}}}"
    )
    word = "<p>Ảnh</p><p><img src='file:///C:/tmp/clip_image001.png' width=300></p>"
    paste(form, word, rtf)
    expect(form.locator(".media-image")).to_have_count(1)
    assert desk.uploads == ["Pasted picture.png"]
    paste(form, word)
    expect(form.locator(".paste-left-out")).to_contain_text("elsewhere: 1.")


TCVN3 = "§¶ng bé thµnh phè tæ chøc héi nghÞ lÇn thø m­êi mét"
UNICODE = "Đảng bộ thành phố tổ chức hội nghị lần thứ mười một"


def texts(page: Page) -> list[str]:
    return [
        "".join(piece.get("text", "") for piece in node.get("content", []))
        for node in document(page)["content"]
    ]


def test_old_encodings_are_converted_with_a_preview_and_one_way_back(
    form: Page, desk: Any
) -> None:
    html = (
        f"<p>{TCVN3}</p><p>{UNICODE}, tiếp theo.</p><p>Plain English, naïve café.</p>"
        f"<ul><li>§¶ng <b>bé</b> thµnh phè</li></ul>"
        "<p style='font-family:\".VnTimeH\"'>ban chÊp hµnh ®¶ng bé tØnh</p>"
    )
    paste(form, html)
    bar = form.locator(".paste-bar")
    expect(bar).to_contain_text("TCVN3")
    expect(bar).to_contain_text("Unicode: 3")
    converted = document(form)["content"]
    found = texts(form)
    assert found[0] == UNICODE
    assert found[1:3] == [f"{UNICODE}, tiếp theo.", "Plain English, naïve café."]
    assert found[4] == "BAN CHẤP HÀNH ĐẢNG BỘ TỈNH"
    entry = converted[3]["content"][0]["content"][0]["content"]
    assert [(piece["text"], "marks" in piece) for piece in entry] == [
        ("Đảng ", False),
        ("bộ", True),
        (" thành phố", False),
    ]
    bar.locator("summary").click()
    expect(bar.locator("ol")).to_contain_text(TCVN3)
    bar.get_by_role("button", name="Undo").click()
    expect(bar).to_have_count(0)
    assert texts(form)[0] == TCVN3
    assert len(desk.converted) == 1
    assert TCVN3 in desk.converted[0]["paragraphs"][0]


def test_one_undo_brings_back_what_was_pasted(form: Page) -> None:
    paste(form, f"<p>{TCVN3}</p>")
    bar = form.locator(".paste-bar")
    expect(bar).to_be_visible()
    assert texts(form)[0] == UNICODE
    form.keyboard.press("Control+z")
    assert texts(form)[0] == TCVN3
    expect(bar).to_have_count(0)


def test_text_typed_meanwhile_stays_where_it_is(form: Page) -> None:
    paste(form, f"<p>{TCVN3}</p>")
    expect(form.locator(".paste-bar")).to_be_visible()
    form.keyboard.press("Control+End")
    form.keyboard.press("Enter")
    form.keyboard.type("Thêm")
    form.locator(".paste-bar").get_by_role("button", name="Undo").click()
    assert texts(form) == [TCVN3, "Thêm"]


def test_old_text_pasted_into_a_line_of_unicode_is_converted(form: Page) -> None:
    paste(form, f"<p>{UNICODE}</p>")
    paste(form, f"<p>{TCVN3}</p>")
    bar = form.locator(".paste-bar")
    expect(bar).to_be_visible()
    assert texts(form) == [UNICODE + UNICODE]
    bar.get_by_role("button", name="Undo").click()
    assert texts(form) == [UNICODE + TCVN3]


def test_without_the_server_a_paste_stays_as_it_came(form: Page, desk: Any) -> None:
    desk.answer = "offline"
    with form.expect_response("**/convert"):
        paste(form, f"<p>{TCVN3}</p>")
    form.wait_for_timeout(100)
    assert texts(form) == [TCVN3]
    expect(form.locator(".paste-bar")).to_have_count(0)


def test_plain_fields_are_converted_too(form: Page, desk: Any) -> None:
    title = form.locator("#title")
    paste_text(form, "#title", TCVN3)
    expect(title).to_have_value(UNICODE)
    bar = form.locator(".paste-bar")
    expect(bar).to_contain_text("TCVN3")
    title.press("Control+z")
    expect(title).to_have_value(TCVN3)
    bar.get_by_role("button", name="Keep").click()
    expect(bar).to_have_count(0)
    title.fill("")
    paste_text(form, "#title", TCVN3)
    expect(title).to_have_value(UNICODE)
    bar.get_by_role("button", name="Undo").click()
    expect(title).to_have_value(TCVN3)
    desk.converted.clear()
    for plain in ("Plain English stays.", f"{UNICODE}."):
        paste_text(form, "#summary", plain)
    assert desk.converted == []


def test_the_bar_is_usable_by_everybody(form: Page, axe: Any) -> None:
    paste(form, f"<p>{TCVN3}</p><p>a<img src='https://anh.example/a.jpg'></p>")
    expect(form.locator(".paste-bar")).to_have_count(2)
    assert axe(form) == []


def test_a_copy_of_this_editor_keeps_its_form_but_not_a_forged_one(
    form: Page,
) -> None:
    paste(
        form,
        '<figure data-kind="image" data-media-id="3" data-alt="Ảnh" data-pm-slice="0 0 []">'
        '</figure><p data-align="center">Giữa <a data-item-id="5">mục</a></p>',
    )
    nodes = document(form)["content"]
    assert nodes[0]["attrs"]["mediaId"] == 3
    assert nodes[1]["attrs"]["align"] == "center"
    assert nodes[1]["content"][1]["marks"][0]["attrs"]["itemId"] == 5
    forged = json.dumps(
        ["table", {"a": 1}, "tableRow", None, "tableCell", {"colspan": 1e9}]
    )
    paste(
        form,
        f"<table data-pm-slice='2 2 {forged}'><tr><td colspan=100000000>x"
        "<a href='java&#9;script:alert(1)'>y</a></td></tr></table>",
    )
    kept = json.dumps(document(form))
    assert "script" not in kept
    assert "00000" not in kept


def test_a_block_is_chosen_and_kept_by_its_number(form: Page) -> None:
    form.locator(".editor-text").click()
    form.locator("[data-tool='insertBlock']").click()
    form.get_by_role("button", name="Liên hệ báo chí").click()
    node = form.locator(".media-block")
    expect(node).to_contain_text("Văn phòng, số máy 0123.")
    stored = [n for n in document(form)["content"] if n["type"] == "sharedBlock"]
    assert stored == [{"type": "sharedBlock", "attrs": {"blockId": 7}}]
    node.get_by_role("button", name="Remove").click()
    expect(node).to_have_count(0)
