"""Links are found and written as a browser reads them; all else stays to the byte."""

import time

import pytest

from cms.features.static_copy.addresses import (
    Link,
    Site,
    file_of,
    list_of,
    list_page,
    plain_kind,
)
from cms.features.static_copy.markup import (
    links_of_page,
    links_of_script,
    links_of_style,
    places_of_map,
    write_page_links,
)


SITE = Site("https://sen.example:8443")


def found(html):
    return [url for _place, url in links_of_page(html)]


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<a href="/a">', ["/a"]),
        ("<A HREF=/a>", ["/a"]),
        ("<a title='>' href='/a?x=1&amp;y=2'>", ["/a?x=1&y=2"]),
        ('<a title="href=/b" href="/a">', ["/a"]),
        (
            '<img src="/1.jpg" srcset="/1.jpg 1x, /2.jpg 2x">',
            ["/1.jpg"] * 2 + ["/2.jpg"],
        ),
        ('<source srcset="/3.webp 320w,\n /4.webp 640w">', ["/3.webp", "/4.webp"]),
        ('<svg><use href="/i.svg#sen"/></svg>', ["/i.svg#sen"]),
        ('<!-- <a href="/no"> --><a href="/a">', ["/a"]),
        ('<script src="/s.js">"<a href=/no>"</script><a href="/a">', ["/s.js", "/a"]),
        ('<style>a{}</style><title><a href="/no"></title><a href="/a">', ["/a"]),
        ("<textarea><a href=/no></textarea >", []),
        ('<video poster="/p.jpg" src="/v.mp4">', ["/p.jpg", "/v.mp4"]),
        ('<p href="/no">a < b href="/no"</p>', []),
        ("<a href>", []),
        ("<a", []),
        ('<a href="/a', []),
    ],
)
def test_links_are_those_of_a_browser(html, links):
    assert found(html) == links


def test_what_is_no_link_stays_to_the_byte():
    html = '<!doctype html>\r\n<a  class=x\tHREF = \'/a\' data-x="&lt;">é</a><script>"/a"</script>'
    assert write_page_links(html, lambda _place, _url: None) == html
    written = write_page_links(html, lambda _place, url: f"{url}?\"'<&>")
    assert written == html.replace("HREF = '/a'", 'HREF="/a?&quot;&#x27;&lt;&amp;&gt;"')
    assert found(written) == ["/a?\"'<&>"]


def test_a_form_without_an_action_gets_the_one_it_has_in_a_browser():
    html = '<form class="f" method="get"><input name="q"></form>'
    written = write_page_links(html, lambda place, url: "/da" if place.sends else url)
    assert written.startswith('<form action="/da" class="f" method="get">')
    assert write_page_links('<form action="">', lambda _place, _url: "/x") == (
        '<form action="/x">'
    )


def test_sets_keep_their_sizes():
    html = '<img srcset="/1.jpg 320w, /2.jpg 640w">'
    assert write_page_links(html, lambda _place, url: f"..{url}") == (
        '<img srcset="../1.jpg 320w, ../2.jpg 640w">'
    )


def test_styles_scripts_and_maps_say_what_they_load():
    css = "@import 'a.css';x{background:url(b.png) url('c d.png')}@font-face{src:url(\"e\")}"
    assert list(links_of_style(css)) == ["a.css", "b.png", "c d.png", "e"]
    js = 'import "./a.js";import{b}from"./b.js";import("./c.js");import x from "y"'
    assert list(links_of_script(js)) == ["./a.js", "./b.js", "./c.js"]
    xml = "<loc> https://sen.example/a?b&amp;c </loc><loc></loc>"
    assert list(places_of_map(xml)) == ["https://sen.example/a?b&c"]


@pytest.mark.parametrize(
    "poison",
    [
        *("<a " * 20_000, '<a "' * 20_000, "<!--" * 20_000, "<script>" * 20_000),
        *("<a href='" * 20_000, "<a " + "x" * 200_000, "<a " + "x=" * 100_000),
        '<img srcset="' + "a," * 50_000 + '">',
        "<a " + "href='/a' " * 20_000 + ">",
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(poison):
    began = time.process_time()
    found(poison)
    write_page_links(poison, lambda _place, url: url)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", "text/html", "index.html"),
        ("/tin-tuc/bài", "text/html", "tin-tuc/bài/index.html"),
        ("/tin-tuc/~2", "text/html", "tin-tuc/~2/index.html"),
        ("/a.b", "text/html", "a.b/index.html"),
        ("/feed.atom", "application/atom+xml", "feed.atom"),
        ("/sitemap.xml", "text/xml; charset=utf-8", "sitemap.xml"),
        ("/du-lieu", "application/json", None),
        ("/a.txt", "application/json", None),
        ("/a.html", "text/plain", None),
        ("/a/", "application/json", None),
        ("/.copy/state.db", "text/html", None),
        ("/a/../../etc/passwd", "text/html", None),
        ("/..", "text/html", None),
        ("/a\\b", "text/html", None),
        ("/a\x00b", "text/html", None),
        ("/a\nb", "text/html", None),
        ("/" + "đ" * 130, "text/html", None),
        ("/a" * 600, "text/html", None),
    ],
)
def test_no_address_has_a_file_elsewhere_or_one_that_is_read_otherwise(
    address, kind, file
):
    assert file_of(address, plain_kind(kind), attached=False) == file


def test_files_to_be_saved_have_places_that_say_so():
    assert file_of("/media/5/tep/x.html", "text/html", attached=True) == (
        "media/5/tep/x.html"
    )
    assert file_of("/bao-cao/x.docx", "application/x", attached=True) is None
    assert file_of("/x.html", "text/html", attached=True) is None


def test_the_pages_of_a_list_have_addresses_of_their_own():
    assert [list_page("/", 1), list_page("/", 2)] == ["/", "/~2"]
    assert list_page("/tin-tuc", 12) == "/tin-tuc/~12"
    assert list_of("/tin-tuc/~12") == ("/tin-tuc", 12)
    assert list_of("/~2") == ("/", 2)
    for other in (
        "/",
        "/~",
        "/~1",
        "/~02",
        "/a/~x",
        "/a/~2/b",
        "/a~2",
        "/~99999999999",
    ):
        assert list_of(other) == (other, 1)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("/a", Link("/a", "", "")),
        ("b", Link("/tin/b", "", "")),
        ("?lang=en", Link("/tin/bài", "lang=en", "")),
        ("https://sen.example:8443/c#d", Link("/c", "", "d")),
        ("//sen.example:8443/c", Link("/c", "", "")),
        ("/b%C3%A0i", Link("/bài", "", "")),
        ("/a%2fb", Link("/a%2fb", "", "", plain=False)),
        ("/a%5Cb", Link("/a%5Cb", "", "", plain=False)),
        ("/a%00b", Link("/a%00b", "", "", plain=False)),
        ("/a//b", Link("/a//b", "", "", plain=False)),
        ("/%ff", Link("/%ff", "", "", plain=False)),
        *((one, None) for one in ("", "#x", "mailto:a@b.example", "javascript:x")),
        *((one, None) for one in ("https://sen.example/c", "//[", "data:,x", "tel:1")),
    ],
)
def test_links_of_the_site_are_told_from_others(written, link):
    assert SITE.link(written, "/tin/bài") == link
    if link is not None:
        assert SITE.whole(link).startswith("https://sen.example:8443/")
