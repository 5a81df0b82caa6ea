"""What is kept, for whom, and in how many bytes; without a site."""

import gzip
import os

import pytest
from werkzeug.datastructures import Headers

from cms.builtin.page_cache.keys import Place, place_of, values_of
from cms.builtin.page_cache.representations import Page, is_for_everybody
from cms.builtin.page_cache.store import NEW_PART, Store


FOREVER = float("inf")
TEXT = b"<p>Tin</p>" * 200
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(TEXT))),
    ("Cache-Control", "public, max-age=0, must-revalidate"),
    ("Vary", "Cookie"),
    ("X-Request-ID", "abc"),
]


def page(body=TEXT, until=FOREVER, headers=HEADERS):
    return Page(Headers(headers), body, until)


def place(path="/", language=""):
    return Place(1, "http", "localhost", path, language)


def asked(**environ):
    return {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": "localhost",
        "PATH_INFO": "/",
    } | environ


def place_asked(**environ):
    return place_of(asked(**environ), 1, proxies=0, secure=False)


def test_bytes_are_compressed_as_the_reader_takes_them():
    kept = page()
    status, headers, body = kept.chosen(asked(HTTP_ACCEPT_ENCODING="gzip"))
    assert status == "200 OK"
    assert gzip.decompress(body) == TEXT
    assert dict(headers)["Content-Encoding"] == "gzip"
    assert dict(headers)["Content-Length"] == str(len(body))
    assert "X-Request-ID" not in dict(headers)
    assert kept.chosen(asked(HTTP_ACCEPT_ENCODING="gzip;q=0"))[2] == TEXT
    assert kept.chosen(asked())[2] == TEXT
    assert len(body) + len(TEXT) <= kept.weight


def test_what_does_not_get_smaller_stays_as_it_is():
    noise = os.urandom(5000)
    _status, headers, body = page(noise).chosen(asked(HTTP_ACCEPT_ENCODING="gzip"))
    assert body == noise
    assert "Content-Encoding" not in dict(headers)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_each_representation_has_a_tag_and_answers_304(encoding):
    kept = page()
    wanted = {"HTTP_ACCEPT_ENCODING": encoding}
    tag = dict(kept.chosen(asked(**wanted))[1])["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, headers, body = kept.chosen(asked(HTTP_IF_NONE_MATCH=known, **wanted))
        assert status == "304 Not Modified"
        assert body == b""
        assert dict(headers)["ETag"] == tag
        assert "Content-Length" not in dict(headers)
    other = {"HTTP_ACCEPT_ENCODING": "" if encoding else "gzip"}
    assert kept.chosen(asked(HTTP_IF_NONE_MATCH=tag, **other))[0] == "200 OK"


def test_a_feed_is_known_by_its_date():
    changed = ("Last-Modified", "Mon, 23 Nov 2026 08:00:00 GMT")
    kept = page(headers=[*HEADERS, changed])
    assert kept.chosen(asked(HTTP_IF_MODIFIED_SINCE=changed[1]))[0].startswith("304")
    earlier = "Mon, 23 Nov 2026 07:59:59 GMT"
    assert kept.chosen(asked(HTTP_IF_MODIFIED_SINCE=earlier))[0].startswith("200")
    assert kept.chosen(asked(HTTP_IF_MODIFIED_SINCE="nonsense"))[0].startswith("200")


def test_head_gets_the_headers_alone():
    status, headers, body = page().chosen(asked(REQUEST_METHOD="HEAD"))
    assert (status, body) == ("200 OK", b"")
    assert dict(headers)["Content-Length"] == str(len(TEXT))


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        ("404 NOT FOUND", {}),
        ("200 OK", {"Set-Cookie": "a=b"}),
        ("200 OK", {"Cache-Control": "private, no-store"}),
        ("200 OK", {"Vary": "Cookie, User-Agent"}),
        ("200 OK", {"Content-Type": "image/png"}),
        ("200 OK", {"Content-Disposition": "attachment"}),
        ("200 OK", {"Content-Length": "99999999"}),
        ("200 OK", {"Content-Encoding": "gzip"}),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(status, changed):
    assert is_for_everybody("200 OK", Headers(HEADERS))
    headers = Headers(HEADERS)
    headers.update(changed)
    assert not is_for_everybody(status, headers)


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "a=b; sen_session=x"},
        {"HTTP_COOKIE": "__Host-sen_session=x"},
        {"HTTP_COOKIE": "sen_visit=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_HOST": ""},
    ],
)
def test_these_requests_are_answered_by_the_application(environ):
    assert place_asked()
    assert place_asked(**environ) is None


def test_a_proxy_that_is_not_ours_decides_nothing():
    forged = asked(HTTP_X_FORWARDED_PROTO="https")
    assert place_of(forged, 1, proxies=0, secure=False).scheme == "http"
    assert place_of(forged, 1, proxies=1, secure=False).scheme == "https"
    odd = asked(HTTP_X_FORWARDED_PROTO="gopher")
    assert place_of(odd, 1, proxies=1, secure=False) is None


def test_only_what_a_page_asks_for_tells_queries_apart():
    assert values_of("b=2&a=1&c=3", frozenset("ab")) == (("a", "1"), ("b", "2"))
    assert values_of("a=1&a=2", frozenset("a")) == (("a", "1"), ("a", "2"))
    assert values_of("a=1", frozenset()) == ()
    assert values_of("a=1", None) == values_of("a=1", None) != values_of("", None)


def test_a_page_is_found_by_the_values_that_it_asked_for():
    store = Store(100_000)
    first, second = page(), page()
    store.keep(place(), "a=1", frozenset("a"), first)
    store.keep(place(), "a=2&b=1", frozenset("ab"), second)
    assert store.find(place(), "a=1&z=9", 0) is first
    assert store.find(place(), "b=1&a=2", 0) is second
    assert store.find(place(), "a=2&b=2", 0) is None
    assert store.find(place(language="en"), "a=1", 0) is None


def test_a_page_that_looks_at_the_whole_query_is_found_without_one():
    store = Store(100_000)
    store.keep(place(), "", frozenset("a"), page())
    store.keep(place(), "a=1", None, page())
    store.keep(place(), "", None, page())
    assert store.find(place(), "", 0)
    assert store.find(place(), "a=1", 0) is None


def test_a_page_is_gone_when_its_time_is_over():
    store = Store(100_000)
    store.keep(place(), "", frozenset(), page(until=10.0))
    assert store.find(place(), "", 9.9)
    assert store.find(place(), "", 10.0) is None
    assert (len(store), store.weight) == (0, 0)


def test_memory_is_bounded_and_what_is_read_stays():
    weight = page().weight
    store = Store(weight * 8)
    store.keep(place("/hot"), "", frozenset(), page())
    assert store.find(place("/hot"), "", 0)
    for number in range(1000):
        store.keep(place(f"/{number}"), "", frozenset(), page())
        store.keep(place("/tim"), f"q={number}", frozenset("q"), page())
        assert store.weight <= store.limit
        if number % 10 == 0:
            assert store.find(place("/hot"), "", 0)
    assert len(store) <= 1 + 8 // NEW_PART
    assert len(store._places) <= len(store)
    store.clear()
    assert (len(store), store.weight, store._places) == (0, 0, {})
