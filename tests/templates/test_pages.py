"""Every kind of page is valid HTML: found by following links, as a reader and as staff."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urldefrag, urlsplit

import pytest
import sqlalchemy as sa

from cms import SYSTEM, Item, db
from cms.builtin.exchange.item_rows import load
from cms.plugins.discovery import discover
from tests.templates.rules import links, problems


pytestmark = pytest.mark.one_database

# Pages made by one view look alike; so many of each are looked at.
EACH = 2
KNOWN_GOOD = """<!doctype html><html lang="vi"><head><title>T</title></head>
<body><main><h1>T</h1><p>Chữ</p></main></body></html>"""


@pytest.fixture
def plugins():
    return tuple(discover())


@pytest.fixture
def filled(site):
    for _plugin, rows in site.registry.demo:
        load(list(rows()), SYSTEM)
    return site


def crawl(site, browser, starts):
    """Yield (address, text) of pages within reach, a few for each view and type."""
    router = site.app.url_map.bind("localhost")
    waiting, seen, count = list(starts), set(), Counter()
    while waiting:
        address = urldefrag(waiting.pop(0)).url
        if address in seen or urlsplit(address).netloc or not address.startswith("/"):
            continue
        seen.add(address)
        path = urlsplit(address).path
        try:
            endpoint, values = router.match(path, method="GET")
        except Exception:  # noqa: BLE001 - a redirect or an address that isn't there
            endpoint, values = path, {}
        kind = (endpoint, values.get("address") or values.get("type_name"))
        if count[kind] >= EACH and address not in starts:
            continue
        count[kind] += 1
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.text
            waiting += links(answer.text)


def faults(pages):
    return [
        f"{address}: {problem}"
        for address, text in pages
        for problem in sorted(set(problems(text)))
    ]


@pytest.mark.slow
def test_every_kind_of_public_page_is_valid(filled, client):
    starts = ["/", "/dang-nhap", "/thiet-lap", "/tim-kiem?q=hoi+nghi"]
    pages = list(crawl(filled, client, starts))
    assert len(pages) >= len(starts) - 1
    assert faults(pages) == []


@pytest.mark.slow
def test_every_kind_of_desk_page_is_valid(filled, login_as):
    browser = login_as("administrator")
    first = sa.select(sa.func.min(Item.id)).group_by(Item.type)
    starts = [f"/ban-lam-viec/sua/{number}" for number in db.session.scalars(first)]
    pages = list(crawl(filled, browser, ["/ban-lam-viec/", *starts]))
    assert len(pages) >= 10 + len(starts)
    assert faults(pages) == []


@pytest.mark.parametrize("address", ["/khong-co", "/tin-tuc/khong-co"])
def test_the_page_of_an_error_is_valid(site, client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert problems(answer.text) == []


def test_a_sound_page_has_no_problem():
    assert problems(KNOWN_GOOD) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<p>Chữ</p>", "<p><div>Chữ</div></p>"),
        ("<p>Chữ</p>", "<ul><p>Chữ</p></ul>"),
        ("<p>Chữ</p>", "<p id=a></p><p id=a></p>"),
        ("<p>Chữ</p>", "<label for=b>B</label>"),
        ("<p>Chữ</p>", "<img src=a>"),
        ("<p>Chữ</p>", "<button>Gửi</button>"),
        ("<p>Chữ</p>", "<a href=a><button type=button>B</button></a>"),
        ("<p>Chữ</p>", "<p style='color: red'>Chữ</p>"),
        ("<p>Chữ</p>", "<p class=a class=b>Chữ</p>"),
        ("<h1>T</h1>", "<h2>T</h2>"),
        (' lang="vi"', ""),
    ],
)
def test_each_fault_is_found(wrong, said):
    assert problems(KNOWN_GOOD.replace(wrong, said))
