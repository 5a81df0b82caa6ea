"""A setting shows readers which records an article became, with links to its words."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from cms_extraction.drafts import make
from cms_extraction.margin import address_of
from cms_extraction.source import read
from cms_extraction.spans import Span
from sqlalchemy import select

from cms import SYSTEM, Item, db, richtext, service
from cms.build import build
from cms.settings import save_settings
from cms.testing import Browser


pytestmark = pytest.mark.one_database


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
LINES = [line for line in RAW.splitlines() if len(line) > 1]
HEADING = "Hồ sơ trong bài viết này"


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def browser(site, config, plugins):
    """A reader of the site with the setting on; it holds from the next build on."""
    save_settings(SYSTEM, "extraction", {"margin": True})
    later = build(config, (*plugins, "conferences", "directory"), 2)
    yield Browser(later.app)
    later.close()


@pytest.fixture
def article(site, make_item):
    """The example, live, with all its records; those are drafts."""
    body = richtext.from_text("\n\n".join(LINES[1:]))
    item = make_item("news.article", title=LINES[0], summary="Tin.", body=body)
    make(item, SYSTEM, None, item.version)
    db.session.commit()
    publish("news.article")
    return db.session.get(Item, item.id)


def publish(type_name, **values):
    for one in db.session.scalars(select(Item).where(Item.type == type_name)).all():
        item = service.save(SYSTEM, one.id, values, one.version) if values else one
        service.publish(SYSTEM, one.id, item.version)
    db.session.commit()


def links(page):
    """The words that links of the margin light up, as a browser reads them."""
    found = re.findall(r'href="#:~:text=([^"]+)"', page)
    return [unquote(one.replace("%2D", "-")) for one in found]


def test_it_is_off_until_somebody_turns_it_on(article, client):
    publish("conferences.conference")
    assert HEADING not in client.get(article.path).text


def test_readers_see_public_records_with_links_to_their_words(article, browser):
    assert HEADING not in browser.get(article.path).text  # all are drafts
    publish("conferences.conference")
    page = browser.get(article.path).text
    assert HEADING in page
    assert "Ngày 05/7/2013" in links(page)
    assert "Kiều Thục Uyên" not in links(page)
    publish("directory.person")
    assert any("Kiều Thục Uyên" in one for one in links(browser.get(article.path).text))
    publish("conferences.conference", visibility="internal")
    assert "Ngày 05/7/2013" not in links(browser.get(article.path).text)


def test_only_words_that_readers_have_are_named(article, browser):
    publish("conferences.conference")
    body = richtext.from_text("\n\n".join(LINES[1:]).replace("05/7/2013", "06/7/2013"))
    service.save(SYSTEM, article.id, {"body": body}, article.version)
    db.session.commit()
    assert "Ngày 05/7/2013" in links(browser.get(article.path).text)  # a draft only
    item = db.session.get(Item, article.id)
    service.publish(SYSTEM, item.id, item.version)
    db.session.commit()
    page = browser.get(article.path).text
    assert HEADING in page
    assert not [one for one in links(page) if "05/7/2013" in one]


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them():
    source = read("Đ/c Mạc Ân nói trước. Sau đó, đ/c Mạc Ân kết luận, rất - gọn.")
    second = source.low.rindex("mạc ân")
    address = address_of(source, Span(second, second + 6))
    assert unquote(address) == "#:~:text=Sau đó, đ/c-,Mạc Ân,-kết luận, rất"
    whole = address_of(source, Span(0, len(source.text)))
    assert unquote(whole) == "#:~:text=Đ/c Mạc Ân nói,luận, rất - gọn."
    assert "-" not in whole.replace("%2D", "")
