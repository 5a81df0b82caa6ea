"""The rich text editor: typing Vietnamese, tools by keyboard, pasting, what is sent."""

# ruff: noqa: E501 -- what Word puts on the clipboard stays as it is

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect


pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm} --></style>
</head><body lang=VI><!--StartFragment-->
<h1 style='text-align:center'><span style='font-family:"Times New Roman"'>I. Kết quả<o:p></o:p></span></h1>
<p class=MsoNormal style='text-align:justify'><b>Đảng bộ</b> <i>thành phố</i><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>Mục một<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.</span><![endif]>Mục con<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·</span><![endif]>Mục hai<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=100 style='border:solid windowtext 1.0pt'><p class=MsoNormal>Ô 1</p></td><td colspan=2><p>Ô 2</p></td></tr></table>
<p onclick="alert(1)"><span style="font-weight:700">Đậm</span></p>
<!--EndFragment--></body></html>"""


def compose(page: Page, steps: list[str]) -> None:
    """Type a word the way an input method does: in steps that replace each other."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send(
            "Input.imeSetComposition",
            {"text": step, "selectionStart": len(step), "selectionEnd": len(step)},
        )
    session.send("Input.insertText", {"text": steps[-1]})
    session.detach()


def paste(page: Page, html: str) -> None:
    page.locator(".editor-text").evaluate(
        """(element, html) => {
          const data = new DataTransfer()
          data.setData('text/html', html)
          data.setData('text/plain', 'x')
          element.focus()
          const options = {clipboardData: data, bubbles: true, cancelable: true}
          element.dispatchEvent(new ClipboardEvent('paste', options))
        }""",
        html,
    )


def document(page: Page) -> dict[str, Any]:
    """Return the document as the form would send it now."""
    sent = page.evaluate(
        "new FormData(document.querySelector('#item-form')).get('body')"
    )
    return json.loads(sent)


def kinds(node: dict[str, Any]) -> list[str]:
    return [child["type"] for child in node.get("content", [])]


def test_vietnamese_composition_arrives_whole(form: Page) -> None:
    text = form.locator(".editor-text")
    text.click()
    compose(form, ["D", "Da", "Dan", "Dang", "Đang", "Đảng"])
    form.keyboard.type(" ")
    form.keyboard.press("Control+b")
    compose(form, ["b", "bo", "bô", "bộ"])
    expect(text).to_have_text("Đảng bộ")
    content = document(form)["content"][0]["content"]
    assert content[0]["text"] == "Đảng "
    assert content[1] == {"type": "text", "text": "bộ", "marks": [{"type": "bold"}]}


def test_backspacing_input_methods_keep_their_letters(form: Page) -> None:
    text = form.locator(".editor-text")
    text.click()
    for key in "dd<<đangr<<<<ảng":
        if key == "<":
            form.keyboard.press("Backspace")
        elif ord(key) > 127:
            form.keyboard.insert_text(key)
        else:
            form.keyboard.press(key)
    expect(text).to_have_text("đảng")


def test_label_leads_into_the_editor(form: Page) -> None:
    form.get_by_text("Nội dung", exact=True).first.click()
    form.keyboard.type("abc")
    expect(form.get_by_role("textbox", name="Nội dung").first).to_have_text("abc")


def test_toolbar_is_one_tab_stop_and_works_by_keyboard(form: Page) -> None:
    form.locator(".editor-text").click()
    form.keyboard.type("chữ")
    form.keyboard.press("Control+a")
    form.keyboard.press("Alt+F10")
    toolbar = form.get_by_role("toolbar")
    assert toolbar.locator("button[tabindex='0']").count() == 1
    for _step in range(30):
        if form.evaluate("document.activeElement.dataset.tool") == "bold":
            break
        form.keyboard.press("ArrowRight")
    form.keyboard.press("Enter")
    expect(toolbar.locator("[data-tool='bold']")).to_have_attribute(
        "aria-pressed", "true"
    )
    marks = document(form)["content"][0]["content"][0]["marks"]
    assert marks == [{"type": "bold"}]


def test_escape_in_the_toolbar_goes_back_to_the_text(form: Page) -> None:
    form.locator(".editor-text").click()
    form.keyboard.press("Alt+F10")
    form.keyboard.press("Escape")
    form.keyboard.type("ở đây")
    expect(form.locator(".editor-text")).to_have_text("ở đây")


def test_paste_from_word_keeps_structure_without_its_clutter(form: Page) -> None:
    paste(form, WORD)
    pasted = document(form)
    nodes = pasted["content"]
    assert kinds(pasted) == ["heading", "paragraph", "bulletList", "table", "paragraph"]
    assert nodes[0]["attrs"] == {"level": 2, "align": "center"}
    assert nodes[1]["attrs"]["align"] == "justify"
    assert [
        part.get("marks") for part in nodes[1]["content"] if part["text"].strip()
    ] == [
        [{"type": "bold"}],
        [{"type": "italic"}],
    ]
    entries = nodes[2]["content"]
    assert len(entries) == 2
    assert kinds(entries[0]) == ["paragraph", "orderedList"]
    assert entries[1]["content"][0]["content"][0]["text"] == "Mục hai"
    assert nodes[3]["content"][0]["content"][1]["attrs"]["colspan"] == 2
    assert nodes[4]["content"][0]["marks"] == [{"type": "bold"}]
    assert "Mso" not in json.dumps(pasted)


def test_hostile_paste_neither_runs_nor_stays(form: Page) -> None:
    paste(
        form,
        '<img src=x onerror="window.bad=1"><script>window.bad=1</script>'
        '<a href="javascript:window.bad=1">x</a><p style="color:red">chữ</p>',
    )
    assert form.evaluate("window.bad") is None
    assert "javascript" not in json.dumps(document(form))


def test_stored_document_is_shown_and_sent_back_unchanged(
    page: Page, desk: Any
) -> None:
    desk.document = {
        "type": "doc",
        "content": [
            {
                "type": "heading",
                "attrs": {"level": 3, "align": "right"},
                "content": [{"type": "text", "text": "Kết quả"}],
            },
            {
                "type": "paragraph",
                "content": [
                    {
                        "type": "text",
                        "text": "Đảng bộ",
                        "marks": [{"type": "link", "attrs": {"itemId": 4}}],
                    }
                ],
            },
            {
                "type": "image",
                "attrs": {"mediaId": 2, "alt": "Toàn cảnh", "caption": "Hội nghị"},
            },
            {"type": "file", "attrs": {"mediaId": 9, "title": "Nghị quyết"}},
        ],
    }
    page.goto("/form")
    page.wait_for_selector(".editor-text")
    before = desk.document
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector("h1:has-text('Đã nhận')")
    assert desk.posted is not None
    assert desk.posted["body"] == json.loads(json.dumps(before))


def test_link_to_a_record_is_kept_by_its_number(form: Page) -> None:
    form.locator(".editor-text").click()
    form.keyboard.type("xem")
    form.keyboard.press("Control+a")
    form.keyboard.press("Control+k")
    dialog = form.get_by_role("dialog")
    combobox = dialog.get_by_role("combobox")
    combobox.fill("Bình")
    dialog.get_by_role("option", name="Trần Thị Bình").click()
    dialog.get_by_role("button", name="Apply").click()
    marks = document(form)["content"][0]["content"][0]["marks"]
    assert marks == [{"type": "link", "attrs": {"href": None, "itemId": 5}}]


def test_link_without_a_scheme_gets_one(form: Page) -> None:
    form.locator(".editor-text").click()
    form.keyboard.type("trang")
    form.keyboard.press("Control+a")
    form.keyboard.press("Control+k")
    form.keyboard.type("sen.example.vn/a")
    form.keyboard.press("Enter")
    marks = document(form)["content"][0]["content"][0]["marks"]
    assert marks[0]["attrs"]["href"] == "https://sen.example.vn/a"


def test_table_tools_appear_inside_a_table_only(form: Page) -> None:
    form.locator(".editor-text").click()
    tools = form.locator("[data-tool='addRowAfter']")
    expect(tools).to_be_hidden()
    form.locator("[data-tool='insertTable']").click()
    expect(tools).to_be_visible()
    tools.click()
    form.locator("[data-tool='deleteColumn']").click()
    table = next(n for n in document(form)["content"] if n["type"] == "table")
    assert [len(row["content"]) for row in table["content"]] == [2, 2, 2, 2]
    assert table["content"][0]["content"][0]["type"] == "tableHeader"
    form.locator("[data-tool='deleteTable']").click()
    assert "table" not in kinds(document(form))


def test_picture_from_the_library_gets_its_words_in_the_text(form: Page) -> None:
    form.locator(".editor-text").click()
    form.locator("[data-tool='image']").click()
    dialog = form.get_by_role("dialog")
    dialog.get_by_role("button", name="anh-3.jpg").click()
    dialog.get_by_role("button", name="Insert").click()
    figure = form.locator(".media-image")
    figure.get_by_label("Description for people who cannot see it").fill("Hội trường")
    figure.get_by_label("Caption").fill("Toàn cảnh")
    image = next(n for n in document(form)["content"] if n["type"] == "image")
    assert image["attrs"] == {
        "mediaId": 3,
        "alt": "Hội trường",
        "caption": "Toàn cảnh",
        "decorative": False,
    }


def test_dropped_picture_is_sent_and_put_into_the_text(form: Page, desk: Any) -> None:
    form.locator(".editor-text").evaluate(
        """(element) => {
          const data = new DataTransfer()
          data.items.add(new File(['x'], 'Hội nghị.jpg', {type: 'image/jpeg'}))
          const box = element.getBoundingClientRect()
          const options = {dataTransfer: data, bubbles: true, cancelable: true,
            clientX: box.x + 40, clientY: box.y + 40}
          element.dispatchEvent(new DragEvent('drop', options))
        }"""
    )
    form.wait_for_selector(".media-image")
    assert desk.uploads == ["Hội nghị.jpg"]
    image = next(n for n in document(form)["content"] if n["type"] == "image")
    assert image["attrs"]["mediaId"] == 101


def test_undo_takes_back_and_redo_brings_again(form: Page) -> None:
    text = form.locator(".editor-text")
    text.click()
    form.keyboard.type("một")
    form.keyboard.press("Control+z")
    expect(text).to_have_text("")
    form.keyboard.press("Control+y")
    expect(text).to_have_text("một")


def test_words_are_counted(form: Page) -> None:
    form.locator(".editor-text").click()
    form.keyboard.type("Ban Chấp hành Đảng bộ")
    expect(form.locator(".editor-words")).to_have_text("5 words")


def test_without_script_the_plain_text_is_sent(
    chromium: Any, served: tuple[str, Any], desk: Any
) -> None:
    context = chromium.new_context(base_url=served[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/form")
    page.locator("#title").fill("Không kịch bản")
    page.locator("#body").fill("Đoạn một\n\nĐoạn hai")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector("h1:has-text('Đã nhận')")
    context.close()
    texts = [node["content"][0]["text"] for node in desk.posted["body"]["content"]]
    assert texts == ["Đoạn một", "Đoạn hai"]
