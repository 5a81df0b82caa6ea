"""Every page of the desk: accessible, valid, whole at 360 px, in both languages."""

from collections import Counter

import axe_rules
import html5lib
import pytest
from playwright.sync_api import expect


pytestmark = pytest.mark.browser

DESK = (
    "/ban-lam-viec/",
    "/ban-lam-viec/noi-dung/",
    "/ban-lam-viec/noi-dung/news.article/?q=kiem+tra",
    "/ban-lam-viec/tao/news.article",
    "/ban-lam-viec/media/",
    "/ban-lam-viec/khoi/",
    "/ban-lam-viec/khoi/moi",
    "/ban-lam-viec/thung-rac/",
    "/ban-lam-viec/chuyen-muc/",
    "/ban-lam-viec/chuyen-muc/moi",
    "/ban-lam-viec/nguoi-dung/",
    "/ban-lam-viec/nguoi-dung/moi",
    "/ban-lam-viec/vai-tro/",
    "/ban-lam-viec/plugin/",
    "/ban-lam-viec/plugin/news",
    "/ban-lam-viec/cai-dat/",
    "/ban-lam-viec/cai-dat/news",
    "/ban-lam-viec/nhat-ky",
    "/ban-lam-viec/tai-khoan",
    "/ban-lam-viec/tin-nhan/",
)
# Elements of ours that have not come to life, editors that do not show their text.
UNREADY = "#main :not(:defined), sen-editor:not(:has(.ProseMirror))"
ITEM_PAGES = ("", "/lich-su", "/so-sanh", "/moi")


def invalid(html):
    """Return what the HTML standard's own parser finds wrong, and ids used twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    found = [
        f"html: {code} in {html.splitlines()[line - 1][max(0, column - 80) : column]}"
        for (line, column), code, _values in parser.errors
    ]
    ids = Counter(one.get("id") for one in tree.iter() if one.get("id"))
    return found + [f"html: id {one} twice" for one, count in ids.items() if count > 1]


def complaints(page, path, axe, rules):
    """Return what is wrong with a page: errors, HTML, layout, policy, accessibility."""
    answer = page.goto(path)
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    expect(page.locator(UNREADY)).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        found.append(f"{wide} px too wide")
    found += invalid(answer.text())
    found += [f"policy: {one}" for one in page.evaluate("window.violations")]
    return [f"{path}: {one}" for one in found + axe(page, rules)]


def item_ids(page):
    """Return the ids of one item of each type, from the desk's own lists."""
    page.goto("/ban-lam-viec/")
    lists = page.eval_on_selector_all(
        "nav a[href*='/noi-dung/']",
        "links => links.map(one => one.getAttribute('href'))",
    )
    found = []
    for address in dict.fromkeys(lists):
        page.goto(address)
        link = page.locator("table th a[href*='/sua/']").first
        if link.count():
            found.append(link.get_attribute("href"))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("width", "lang", "rules"),
    [
        (1280, "vi", axe_rules.ALL),
        (360, "en", axe_rules.OF_SIZE_COLOUR_AND_LANGUAGE),
    ],
)
def test_desk_pages(demo_site, enter, axe, width, lang, rules):
    page = enter(demo_site, "administrator", width=width, lang=lang)
    items = item_ids(page)
    paths = [*DESK, *items, *(f"{items[0]}{end}" for end in ITEM_PAGES[1:])]

    found = [one for path in paths for one in complaints(page, path, axe, rules)]

    assert found == []


def test_reading_needs_no_script(demo_site, person):
    page = person(demo_site.url, java_script_enabled=False)

    page.goto("/")
    page.click(".lead-card .card-title a")
    text = page.locator("article.item").inner_text()
    page.goto("/tim-kiem?q=ubkt")

    assert len(text) > 500
    assert page.locator("mark").count() > 0


def test_text_size_and_contrast_persist(demo_site, person):
    page = person(demo_site.url)
    page.goto("/")

    page.click("[data-set-text-size=large]")
    page.click("[data-set-contrast=high]")
    page.goto("/tin-tuc")

    assert page.locator("html").get_attribute("data-text-size") == "large"
    assert page.locator("html").get_attribute("data-contrast") == "high"
