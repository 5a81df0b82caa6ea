"""225 hostile pastes into the real editor: nothing runs, nothing calls, nothing stays."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Response, expect

from tests.richtext.hostile import HOSTILE


pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = """
window.executed = []
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
  window[name] = (...given) => window.executed.push([name, ...given].join(' '))
}
"""
# Each as a paste of its own; the document is emptied now and then, to stay quick.
PASTE_ALL = """async (sources) => {
  const text = document.querySelector('.editor-text')
  let survived = 0
  for (const html of sources) {
    const data = new DataTransfer()
    data.setData('text/html', `<p>trước</p>${html}<p>sau ${survived}</p>`)
    data.setData('text/plain', 'x')
    text.focus()
    const options = {clipboardData: data, bubbles: true, cancelable: true}
    text.dispatchEvent(new ClipboardEvent('paste', options))
    survived += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return survived
}"""
ODD = """(selector) => [...document.querySelectorAll(`${selector} *`)].flatMap((element) =>
  [
    /^(script|style|svg|math|iframe|object|embed|form|input|base|meta|link|template)$/.test(
      element.localName) && !element.closest('.media-node') ? element.localName : '',
    ...[...element.attributes].map(({name, value}) =>
      (/^on|^style$|^is$|^slot$/.test(name) && value !== '')
      || (name === 'srcset' && !/^(\\/media\\/\\d+\\/\\d+\\.\\w+ \\d+w(, )?)+$/.test(value))
      || (name === 'href' && !element.closest('.media-node')
          && !/^(https?:\\/\\/|mailto:|tel:|\\/(?!\\/)|#)/.test(value))
        ? `${element.localName} ${name}=${value}` : ''),
  ].filter(Boolean))"""


def is_save(response: Response) -> bool:
    """Tell whether the form's text has arrived."""
    return response.request.method == "POST" and "/sua/" in response.url


@pytest.fixture
def writer(demo_site: Any, enter: Any) -> Page:
    """A new article before somebody who may publish."""
    page: Page = enter(demo_site, "approver")
    page.context.add_init_script(CANARY)
    page.goto("/ban-lam-viec/tao/news.article")
    page.fill("main input[name=title]", "Bài thử dán")
    page.press("main input[name=title]", "Enter")
    page.wait_for_selector(".editor-text")
    return page


def test_nothing_of_a_hostile_paste_runs_calls_or_stays(
    writer: Page, demo_site: Any
) -> None:
    own = urlsplit(demo_site.url).netloc
    foreign: list[str] = []

    def watch(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws") and address.netloc != own:
            foreign.append(request.url[:200])

    dialogs: list[str] = []
    writer.context.on("request", watch)
    writer.on(
        "dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss())
    )
    crashed: list[str] = []
    address = writer.url
    writer.on("pageerror", lambda error: crashed.append(str(error)))
    for start in range(0, len(HOSTILE), 45):
        batch = HOSTILE[start : start + 45]
        assert writer.evaluate(PASTE_ALL, batch) == len(batch)
        assert writer.evaluate(ODD, ".editor-text") == []
        if start:
            continue
        # The first batch is what readers would get to see.
        with writer.expect_response(is_save):
            writer.get_by_role("button", name="Lưu", exact=True).first.click()
        writer.goto(address)
        writer.wait_for_selector(".editor-text")
        expect(writer.locator(".editor-text")).to_contain_text("sau 44")
        preview = writer.context.new_page()
        link = writer.get_by_role("link", name="Xem trước").first
        preview.goto(str(link.get_attribute("href")))
        expect(preview.locator("main")).to_contain_text("sau 44")
        assert preview.evaluate(ODD, ".prose") == []
        assert preview.evaluate("window.executed") == []
        assert preview.evaluate("window.violations") == []
        preview.close()
        writer.locator(".editor-text").press("Control+a")
        writer.keyboard.press("Delete")
    assert writer.evaluate("window.executed") == []
    assert writer.evaluate("window.violations") == []
    assert writer.evaluate(
        "document.forms['item-form'].getAttribute('action')"
    ).startswith("/ban-lam-viec/")
    assert (foreign, dialogs, crashed) == ([], [], [])


def test_old_text_is_converted_by_the_real_server(writer: Page) -> None:
    source = "§¶ng bé thµnh phè tæ chøc héi nghÞ lÇn thø m\u00adêi mét"
    writer.evaluate(PASTE_ALL, [f"<p>{source}</p>"])
    bar = writer.locator(".paste-bar")
    expect(bar).to_contain_text("1 đoạn viết bằng TCVN3 đã được chuyển sang Unicode")
    text = writer.locator(".editor-text")
    expect(text).to_contain_text("Đảng bộ thành phố tổ chức hội nghị lần thứ mười một")
    bar.get_by_role("button", name="Hoàn tác").click()
    expect(text).to_contain_text("§¶ng bé thµnh phè")
