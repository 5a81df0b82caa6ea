"""The text of a public page: as it is now, in this language, with what one may open."""

import re

import pytest

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.queries import current_snapshot
from cms.richtext import from_text


def table(words):
    cell = {"type": "tableCell", "content": from_text(words)["content"]}
    row = {"type": "tableRow", "content": [cell]}
    return {"type": "doc", "content": [{"type": "table", "content": [row]}]}


def linked(words, item):
    mark = {"type": "link", "attrs": {"itemId": item.id}}
    line = {"type": "text", "text": words, "marks": [mark]}
    return {"type": "doc", "content": [{"type": "paragraph", "content": [line]}]}


@pytest.fixture
def text_of(client):
    """Return a function that asks for a page twice and returns its text."""

    def ask(path, browser=client):
        browser.get(path)
        page = browser.get(path).text
        return re.search(r'<div class="prose">(.*?)</div>\n', page, re.S)[1]

    return ask


def test_a_change_that_goes_live_is_shown_at_once(note, text_of):
    item = note("Tin", body=from_text("Lần một"))
    assert "Lần một" in text_of(item.path)

    data = {**current_snapshot(item), "body": from_text("Lần hai")}
    item = service.save(SYSTEM, item.id, data, item.version)
    assert "Lần một" in text_of(item.path)
    service.publish(SYSTEM, item.id, item.version)

    assert "Lần hai" in text_of(item.path)


def test_each_language_has_its_words(note, client, text_of):
    item = note("Tin", body=table("Ô"))

    assert 'aria-label="Bảng"' in text_of(item.path)
    client.get(f"{item.path}?lang=en")
    assert 'aria-label="Table"' in text_of(item.path)


def test_a_link_leads_only_where_the_reader_may_go(note, text_of, login_as):
    hidden = note("Nội bộ", visibility="internal")
    item = note("Tin", body=linked("xem ở đây", hidden))

    assert "href" in text_of(item.path, login_as("approver"))
    assert "href" not in text_of(item.path)
